"""What ``data/safety/escalation.yml`` says: who works when, who is told of what, and how long they have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Extra, Field, PrivateAttr, validator
from pydantic.fields import ModelField

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SCREEN_KINDS = (
    "imminent",
    "active_ideation",
    "passive_ideation",
    "self_harm",
    "overdose",
    "harm_to_others",
    "abuse",
    "voices",
)
KINDS = (*SCREEN_KINDS, "high_distress", "distress_rise", "worrying_answer", "person_wanted", "unreadable", "drill")
"""What an incident can be of. The last ones: the screen failed; somebody tests the system."""
GRAVEST = "imminent"
"""A kind that nobody has foreseen is treated like this one."""

DAY_MINUTES = 24 * 60
_NAME = r"^[a-z][a-z0-9_]*$"
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_HOURS = re.compile(r"(\d?\d:\d\d)\s*[-–]\s*(\d?\d:\d\d)")
_IN_WEEK = re.compile(r"([a-z]+) (\d?\d:\d\d)")
Minutes = float


class Hours(str):
    """A span of one day, such as 08:30-20:00."""

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[object], Hours]]:
        yield cls.read

    @classmethod
    def read(cls, given: object) -> Hours:
        day_minutes(str(given))
        return cls(given)


class Part(BaseModel):
    """Base of all parts: read once, no unknown keys."""

    some: ClassVar[set[str]] = set()
    """Lists that must not be empty."""

    class Config:
        frozen = True
        extra = Extra.forbid

    @validator("*")
    def _not_empty(cls, value: Any, field: ModelField) -> Any:
        if field.name in cls.some and not value:
            raise ValueError("is empty; name at least one")
        return value


class Person(Part):
    """Somebody of staff. ``channels``: the sort of channel to the name of an address in the operator's file."""

    some = {"channels"}
    id: str = Field(regex=_NAME, max_length=40)
    name: str = Field(min_length=1)
    channels: dict[str, str]

    @validator("channels")
    def _names(cls, channels: dict[str, str]) -> dict[str, str]:
        if not all(0 < len(name) <= 80 for pair in channels.items() for name in pair):
            raise ValueError("needs pairs such as `sms: name_of_an_address`")
        return channels


class Shift(Part):
    """Every week from one moment to another, by the clock on the wall: ``from: friday 17:00, to: monday 08:30``."""

    some = {"people"}
    people: tuple[str, ...]
    from_: str = Field(alias="from")
    to: str

    @validator("from_", "to")
    def _readable(cls, given: str) -> str:
        week_minute(given)
        return given


class Override(Part):
    """Instead of the shifts, once: ``from: 2026-12-24 08:00, to: 2026-12-27 08:00``."""

    some = {"people"}
    people: tuple[str, ...]
    from_: str = Field(alias="from")
    to: str

    @validator("from_", "to", pre=True)
    def _readable(cls, given: object) -> str:
        text = given.strftime("%Y-%m-%d %H:%M") if isinstance(given, datetime) else str(given)
        local_moment(text)
        return text

    @validator("to")
    def _later(cls, to: str, values: dict[str, Any]) -> str:
        if "from_" in values and local_moment(to) <= local_moment(values["from_"]):
            raise ValueError("lies before `from`")
        return to


class Role(Part):
    """A duty such as on_call. Where neither override nor shift names somebody, it falls to ``fallback``."""

    some = {"fallback"}
    shifts: tuple[Shift, ...] = ()
    overrides: tuple[Override, ...] = ()
    fallback: tuple[str, ...]


class Rung(Part):
    """Whom to tell, ``after`` how many minutes; ``by`` these sorts of channels only, else by all that a person has."""

    some = {"notify"}
    after: Minutes = Field(ge=0, le=DAY_MINUTES)
    notify: tuple[str, ...]
    by: tuple[str, ...] = ()


class Ladder(Part):
    """Rungs in order. The last one is repeated until somebody acknowledges."""

    some = {"rungs"}
    rungs: tuple[Rung, ...]
    repeat_minutes: Minutes = Field(gt=0, le=60)
    remind_minutes: Minutes = Field(gt=0, le=DAY_MINUTES)


class CheckRule(Part):
    answer_minutes: Minutes = Field(gt=0, le=60)
    two_checks_hours: float = Field(gt=0, le=24 * 7)


class FollowUpRule(Part):
    hours: float = Field(gt=0, le=24 * 7)


class Escalation(Part):
    """The whole file."""

    some = {"people", "ladders"}
    time_zone: str
    staffed: dict[str, tuple[Hours, ...]]
    closed: tuple[date, ...] = ()
    people: tuple[Person, ...]
    rota: dict[str, Role] = {}
    ladders: dict[str, Ladder]
    kinds: dict[str, str]
    phases: dict[str, dict[str, str]] = {}
    check: CheckRule
    follow_up: FollowUpRule
    alarms: tuple[str, ...] = ()
    _frozen: dict[str, str] = PrivateAttr(default_factory=dict)

    @validator("time_zone")
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{name!r} is no time zone; write one such as America/New_York") from None
        return name

    @validator("staffed", pre=True)
    def _one_span_or_several(cls, given: object) -> object:
        """``monday: 08:30-20:00`` or ``monday: [08:00-12:00, 13:00-17:00]``."""
        if not isinstance(given, dict):
            raise ValueError("needs lines such as `monday: 08:30-20:00`")
        return {day: hours if isinstance(hours, (list, tuple)) else [hours] for day, hours in given.items()}

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def people_by_id(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    def ladder_name(self, kind: str, phase: str = "") -> str:
        """The name of the ladder for this kind; the phase's own where it has one. There always is one."""
        known = kind if kind in self.kinds else GRAVEST
        return self.phases.get(phase, {}).get(known) or self.kinds[known]

    def ladder_of(self, kind: str, phase: str = "") -> Ladder:
        return self.ladders[self.ladder_name(kind, phase)]


def clock_minute(text: str) -> int:
    """Minutes since midnight; 24:00 is the day's end. Raises ValueError."""
    if not _CLOCK.fullmatch(text):
        raise ValueError(f"{text!r} is no time of day; write it as 08:30")
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


@cache
def day_minutes(text: str) -> tuple[int, int]:
    """ "08:30-20:00" as minutes since midnight. Raises ValueError."""
    match = _HOURS.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} are no hours; write them as 08:30-20:00")
    start, end = clock_minute(match[1]), clock_minute(match[2])
    if end <= start:
        raise ValueError(f"{text!r} ends before it begins; write two spans, one a day")
    return start, end


@cache
def week_minute(text: str) -> int:
    """ "friday 17:00" as minutes since Monday 00:00. Raises ValueError."""
    match = _IN_WEEK.fullmatch(text.strip().lower())
    if not match or match[1] not in DAYS:
        raise ValueError(f"{text!r} is no moment of the week; write it as friday 17:00")
    return (DAYS.index(match[1]) * DAY_MINUTES + clock_minute(match[2])) % (7 * DAY_MINUTES)


@cache
def local_moment(text: str) -> datetime:
    """ "2026-12-24 08:00" by the clock on the wall, without zone. Raises ValueError."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M")  # noqa: DTZ007  (the file's own time zone is meant)
    except ValueError:
        raise ValueError(f"{text!r} is no moment; write it as 2026-12-24 08:00") from None
