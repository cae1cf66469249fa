"""What is said around every script; the words stand in ``data/stories/wording.yml``."""

from __future__ import annotations

import string
from typing import Any

from pydantic import BaseModel, Extra, validator
from pydantic.fields import ModelField

from bot.scripts.schema import Family
from bot.scripts.words import Words

PLACES: dict[str, set[str]] = {
    "begin": {"name", "minutes", "description"},
    "avoid": {"avoid_when"},
    "unclear_scale": {"lowest", "highest"},
    "resumed": {"name"},
    "too_long": {"limit"},
    "not_for_you": {"name"},
    "not_for_you_instead": {"name"},
    "only_assigned": {"name"},
    "too_soon": {"name", "days"},
}
"""Which {braces} each text may use."""


class Wording(BaseModel):
    """Contents of ``wording.yml``."""

    begin: Words
    avoid: Words
    unclear_scale: tuple[Words, Words]
    unclear_choice: Words
    unclear_single: Words
    kept: Words
    nothing_before: Words
    back: Words
    skipped: Words
    stale: Words
    help: Words
    paused: Words
    stopped: Words
    resumed: Words
    go_on: Words
    not_now: Words
    too_long: Words
    waiting: Words
    set_aside: Words
    high_distress: Words
    distress_rise: Words
    not_for_you: Words
    not_for_you_instead: Words
    only_assigned: Words
    too_soon: Words
    families: dict[Family, Words]
    routes: dict[str, Words]

    class Config:
        frozen = True
        extra = Extra.forbid

    @validator("*")
    def _known_places(cls, words: Any, field: ModelField) -> Any:
        for one in _each(words):
            _check_places(field.name, one)
        return words


def _each(words: Any) -> tuple[Words, ...]:
    if isinstance(words, dict):
        return tuple(words.values())
    return words if isinstance(words, tuple) else (words,)


def _check_places(key: str, words: Words) -> None:
    allowed = PLACES.get(key, set())
    for text in words.as_data().values():
        for _, place, _, _ in string.Formatter().parse(text):
            if place is not None and place not in allowed:
                known = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
                raise ValueError(f"`{key}` uses {{{place}}}; it may use: {known}")
