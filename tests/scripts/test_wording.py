from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bot.scripts.library import Library
from bot.scripts.schema import Family
from bot.scripts.wording import PLACES, Wording
from bot.scripts.yaml_lines import read_yaml
from bot.settings import ROOT


def content(**changed: object) -> dict[str, Any]:
    return {**read_yaml(ROOT / "data" / "stories" / "wording.yml"), **changed}


@pytest.mark.parametrize(
    ("key", "text", "complaint"),
    [
        ("begin", "{title}", "`begin` uses {title}; it may use: {description}, {minutes}, {name}"),
        ("stopped", "Bye, {name}.", "`stopped` uses {name}; it may use: none"),
        ("resumed", {"en": "{name}", "es": "{nombre}"}, "`resumed` uses {nombre}; it may use: {name}"),
        ("unclear_scale", ["From {lowest}.", "To {most}."], "`unclear_scale` uses {most}"),
        ("routes", {"greet": "Hello {name}"}, "`routes` uses {name}; it may use: none"),
    ],
)
def test_an_unknown_place_is_refused_with_the_known_ones(key: str, text: object, complaint: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Wording.parse_obj(content(**{key: text}))
    assert [(error["loc"], error["msg"].startswith(complaint)) for error in refused.value.errors()] == [((key,), True)]


@pytest.mark.parametrize("key", sorted(PLACES))
def test_every_known_place_may_be_used(key: str) -> None:
    text = " ".join(f"{{{place}}}" for place in sorted(PLACES[key]))
    Wording.parse_obj(content(**{key: [text, text] if key == "unclear_scale" else text}))


def test_a_scale_needs_two_ways_of_asking_again() -> None:
    with pytest.raises(ValidationError):
        Wording.parse_obj(content(unclear_scale=["Only one."]))


def test_every_family_has_a_name(library: Library) -> None:
    assert set(library.wording.families) == set(Family)


@pytest.mark.parametrize("key", ["waiting", "set_aside"])
def test_what_is_said_when_nobody_can_answer_names_crisis_contacts(library: Library, key: str) -> None:
    text = getattr(library.wording, key).to("en")
    assert "988" in text
    assert "911" in text
