"""Reads ``data/stories/reminders.yml``: when people are reminded, and in which words. Faults name file and line."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator
from datetime import time
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Extra, Field, ValidationError, validator

from bot.phases import Phase
from bot.schedule.quiet import QuietHours, Rhythm
from bot.schedule.walls import time_written, zone_named
from bot.scripts.words import LANGUAGES, Words
from bot.scripts.yaml_lines import ContentError, Problem, line_of, read_yaml

REMINDERS_FILE = "reminders.yml"
PROMPTS = ("practice", "session_prep", "after_session", "quiet", "staff_quiet")
"""What a phase can bring: the kinds of occasions."""
SessionKind = Literal["group", "individual", "family", "prescriber"]
SESSION_KINDS: tuple[SessionKind, ...] = ("group", "individual", "family", "prescriber")
LONGEST_TEXT, LONGEST_BUTTON = 200, 30
"""A reminder is read on a locked screen, its button on a phone."""


class _Part(BaseModel):
    """No unknown keys; every text in every language, and nothing filled in: what is filled in could tell too much."""

    class Config:
        frozen = True
        extra = Extra.forbid
        arbitrary_types_allowed = True

    @validator("*")
    def _plain(cls, value: Any) -> Any:
        if isinstance(value, Words):
            _check_words(value)
        return value


class Text(_Part):
    text: Words
    button: Words

    @validator("button")
    def _short(cls, button: Words) -> Words:
        if any(len(title) > LONGEST_BUTTON for title in button.as_data().values()):
            raise ValueError(f"is longer than {LONGEST_BUTTON} characters; it has to fit a phone")
        return button


class Practice(Text):
    useful_hours: int = Field(ge=1, le=24)


class SessionPrep(_Part):
    evening: time
    scripts: dict[SessionKind, str]
    tomorrow: Words
    today: Words
    button: Words

    @validator("evening", pre=True)
    def _a_time(cls, written: object) -> time:
        return time_written(str(written))


class AfterSession(Text):
    minutes_after: int = Field(ge=0, le=24 * 60)
    useful_hours: int = Field(ge=1, le=48)
    script: str


class Quiet(Text):
    days: int = Field(ge=1, le=60)


class StaffQuiet(_Part):
    days: int = Field(ge=1, le=90)


class Rules(_Part):
    """The whole file."""

    time_zone: ZoneInfo
    quiet_hours: QuietHours
    exercise_minutes: int = Field(ge=0, le=120)
    session_minutes: dict[SessionKind, int]
    practice: Practice
    session_prep: SessionPrep
    after_session: AfterSession
    quiet: Quiet
    staff_quiet: StaffQuiet
    phases: dict[str, frozenset[str]]

    @validator("time_zone", pre=True)
    def _a_zone(cls, written: object) -> ZoneInfo:
        return zone_named(str(written))

    @validator("quiet_hours", pre=True)
    def _hours(cls, written: object) -> QuietHours:
        return QuietHours.written(str(written))

    @validator("session_minutes")
    def _every_kind(cls, minutes: dict[str, int]) -> dict[str, int]:
        missing = [kind for kind in SESSION_KINDS if kind not in minutes]
        if missing or not all(1 <= length <= 12 * 60 for length in minutes.values()):
            raise ValueError(f"needs 1 to 720 minutes for each of {', '.join(SESSION_KINDS)}")
        return minutes

    @validator("phases")
    def _every_phase(cls, phases: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        if set(phases) != {one.value for one in Phase}:
            raise ValueError(f"needs exactly {', '.join(one.value for one in Phase)}; `[]` for one that brings nothing")
        unknown = sorted(frozenset().union(*phases.values()) - set(PROMPTS))
        if unknown:
            raise ValueError(f"names `{unknown[0]}`, which nothing brings; there are {', '.join(PROMPTS)}")
        return phases

    @validator("staff_quiet")
    def _later(cls, staff: StaffQuiet, values: dict[str, Any]) -> StaffQuiet:
        if "quiet" in values and staff.days <= values["quiet"].days:
            raise ValueError("`days` must be more than those of `quiet`: first the person hears, then staff")
        return staff

    def brings(self, phase: str, kind: str) -> bool:
        """Whether this phase brings occasions of this kind."""
        return kind in self.phases[phase]

    def rhythm(self, zone: str | None, quiet_from: str | None, quiet_to: str | None) -> Rhythm:
        """A person's own, and the file's where they have none. Raises ValueError for what cannot be read."""
        quiet = self.quiet_hours
        if quiet_from and quiet_to:
            quiet = QuietHours(time_written(quiet_from), time_written(quiet_to))
        return Rhythm(zone_named(zone) if zone else self.time_zone, quiet)


def load_rules(path: Path, scripts: Collection[str] | None = None) -> Rules:
    """Read the file. Raises ContentError with every fault.

    Args:
        scripts: the ids of the scripts there are; None leaves unchecked which ones the file names.
    """
    data = read_yaml(path)
    try:
        rules = Rules.parse_obj(data)
    except ValidationError as error:
        raise ContentError(Problem(path, line_of(data, one["loc"]), _in_words(one)) for one in error.errors()) from None
    unknown = [way for way, script in _named(rules) if scripts is not None and script not in scripts]
    if unknown:
        advice = "names no script; write the name of a file under data/stories/, without `.yml`"
        raise ContentError(Problem(path, line_of(data, way), f"`{way[-1]}` {advice}") for way in unknown)
    return rules


def _named(rules: Rules) -> Iterator[tuple[tuple[str, ...], str]]:
    for kind, script in rules.session_prep.scripts.items():
        yield ("session_prep", "scripts", kind), script
    yield ("after_session", "script"), rules.after_session.script


def _check_words(words: Words) -> None:
    missing = [language for language in LANGUAGES if language not in words.as_data()]
    if missing:
        raise ValueError(f"lacks the language {', '.join(missing)}; add `{missing[0]}: …`")
    for language, text in words.said:
        if len(text) > LONGEST_TEXT:
            raise ValueError(f"is longer than {LONGEST_TEXT} characters ({language}); a reminder is one or two lines")
        if any(place is not None for _, place, _, _ in string.Formatter().parse(text)):
            raise ValueError(f"has {{braces}} ({language}); nothing is filled in here, so that it tells nothing")


def _in_words(error: Any) -> str:
    name = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "this")
    said = {
        "value_error.missing": "is missing; add it",
        "value_error.extra": "does not belong here; delete it or correct its spelling",
    }
    return f"`{name}` {said.get(error['type'], error['msg'])}"
