from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue import screen_component
from bot.dialogue.screen_component import ScreenComponent
from bot.scripts.yaml_lines import ContentError, read_yaml
from bot.settings import ROOT
from tests.dialogue.screening import FakeScreen


def processed(text: str, metadata: dict[str, Any] | None = None) -> Message:
    message = Message({"text": text, "metadata": metadata})
    message.set("intent", {"name": "greet", "confidence": 0.9}, add_to_output=True)
    message.set("intent_ranking", [{"name": "greet", "confidence": 0.9}], add_to_output=True)
    [message] = ScreenComponent(FakeScreen()).process([message])
    return message


@pytest.mark.parametrize(("text", "intent"), [("a PAGE b", "crisis"), ("a CHECK b", "concern")])
def test_what_the_screen_finds_overrules_every_other_intent(text: str, intent: str) -> None:
    message = processed(text)
    assert message.get("intent") == {"name": intent, "confidence": 1.0}
    assert [one["name"] for one in message.get("intent_ranking")] == [intent, "greet"]


def test_what_it_does_not_find_stays_as_it_was() -> None:
    assert processed("hello").get("intent") == {"name": "greet", "confidence": 0.9}


def test_the_verdict_goes_out_with_the_message() -> None:
    out = processed("a PAGE b").as_dict(only_output_properties=True)
    assert out["verdict"] == {
        "outcome": "page",
        "kind": "imminent",
        "rule": "rule",
        "span": (2, 6),
        "lexicon": "v1",
        "language": None,
    }


def test_the_language_of_a_crisis_goes_out_with_it_where_it_is_clear() -> None:
    assert processed("PAGE hoy").as_dict(only_output_properties=True)["verdict"]["language"] == "es"
    assert processed("hoy").get("verdict")["language"] is None, "nobody is answered about it"


def test_an_error_is_a_crisis() -> None:
    message = processed("BREAK")
    assert message.get("intent")["name"] == "crisis"
    assert message.get("verdict")["rule"] == "screen_failed"


def test_a_message_that_the_gateway_judged_is_judged_again() -> None:
    assert processed("a PAGE b", {"screened": True}).get("intent")["name"] == "crisis"


def test_nothing_is_read_into_what_only_time_brings() -> None:
    """The words of a timer are the program's own: they paged staff, once a model took them for a farewell."""
    timer = {"screened": True, "kind": "timer"}
    assert processed("a PAGE b", timer).get("intent")["name"] == "greet"
    assert processed("a PAGE b", {"screened": True, "kind": "text"}).get("intent")["name"] == "crisis"
    assert processed("a PAGE b", {"kind": "timer"}).get("intent")["name"] == "crisis"


@pytest.mark.parametrize("text", ["BREAK", "SLOW"])
def test_a_failure_says_nothing_where_the_gateway_has_judged(text: str) -> None:
    assert processed(text).get("intent")["name"] == "crisis"
    assert processed(text, {"screened": True}).get("intent")["name"] == "greet"


def test_a_message_without_text_says_nothing() -> None:
    message = Message({})
    ScreenComponent(FakeScreen()).process([message])
    assert message.get("intent") is None


def test_another_lexicon_is_another_component(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen_component, "screen_of_project", FakeScreen)
    assert ScreenComponent.fingerprint_addon({}) == "v1"


def test_without_a_lexicon_it_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERLUDE_DATA", str(tmp_path))
    with pytest.raises(ContentError):
        ScreenComponent.create({}, None, None, None)


def test_it_is_the_last_of_the_pipeline() -> None:
    pipeline = read_yaml(ROOT / "config.yml")["pipeline"]
    assert pipeline[-1]["name"] == f"{ScreenComponent.__module__}.{ScreenComponent.__name__}"
