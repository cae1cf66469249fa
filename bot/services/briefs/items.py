"""What stands in a session brief, as data; ``writing`` turns it into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.schedule.rules import SESSION_KINDS, SessionKind
from bot.scripts.words import Words

__all__ = ["SESSION_KINDS", "SessionKind"]


class Section(str, Enum):
    """The parts of a brief, in its order."""

    PREPARED = "prepared"
    PRACTICE = "practice"
    COURSE = "course"
    TRIGGERS = "triggers"
    MEASURES = "measures"
    CHECK_INS = "check_ins"
    HOMEWORK = "homework"


class Rated(str, Enum):
    """What is rated in the same way everywhere; other ratings go by their question."""

    DISTRESS = "distress"
    MOOD = "mood"


@dataclass(frozen=True)
class Prepared:
    """An answer that the participant chose to share. ``given``: an option's label, or their own words as they are."""

    question: Words
    given: Words | str
    at: datetime


@dataclass(frozen=True)
class Change:
    """Middle distress before and after (0–10), of ``runs`` runs with both."""

    before: float
    after: float
    runs: int


@dataclass(frozen=True)
class Practised:
    """An exercise: begun ``times``, done to the end ``finished`` times. ``change``: None from too few runs."""

    name: Words
    times: int
    finished: int
    change: Change | None


@dataclass(frozen=True)
class Course:
    """Ratings over time. ``halves``: middle of the earlier and of the later half, None from too few."""

    what: Rated | Words
    points: tuple[tuple[datetime, int], ...]
    middle: float
    lowest: int
    highest: int
    halves: tuple[float, float] | None


@dataclass(frozen=True)
class ThenAndNow:
    """Middle distress at one trigger, before the brief's time and in it, and of how many runs each."""

    trigger: Words
    then: float
    then_runs: int
    now: float
    now_runs: int


@dataclass(frozen=True)
class Counted:
    """How often each option of a question was tapped, the most frequent first."""

    question: Words
    counts: tuple[tuple[Words, int], ...]


@dataclass(frozen=True)
class Measured:
    """Totals of a standard measure, oldest first. Participants read briefs: what a total is called stands in none."""

    name: Words
    totals: tuple[tuple[datetime, int], ...]
    highest: int


@dataclass(frozen=True)
class AssignedPractice:
    name: Words
    done: int
    due: int


Fact = Prepared | Practised | Course | ThenAndNow | Measured | Counted | AssignedPractice


@dataclass(frozen=True)
class Item:
    """``key`` names it for good, by ids and codes alone, so that it can be held back."""

    key: str
    section: Section
    fact: Fact


@dataclass(frozen=True)
class Contents:
    """Everything there is to show at a moment, and how many prepared answers the participant keeps to themselves."""

    items: tuple[Item, ...]
    kept: int
