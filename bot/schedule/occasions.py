"""What there is to remind of: when each reminder is due, and until when it makes sense.

Each occasion has a key by which it is told apart for ever: of a practice one for each day on the person's wall, so that
no change of clocks or time zone brings a day's reminder twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from itertools import pairwise

from dateutil.rrule import DAILY, WEEKLY, rrule

from bot.schedule.quiet import Rhythm
from bot.schedule.rules import Rules
from bot.schedule.walls import moment_of, wall_of

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOK_BACK = timedelta(days=4)
"""No practice or session further back makes sense any more, whatever the rules and quiet hours."""
LOOK_AHEAD = timedelta(days=2)
"""Sessions up to so far ahead can have their evening before by now, in every time zone."""


class Kind(str, Enum):
    PRACTICE = "practice"
    PREP = "session_prep"
    AFTER = "after_session"
    QUIET = "quiet"
    STAFF_QUIET = "staff_quiet"


class Now(Enum):
    """What is to be done with an occasion at a moment."""

    WAIT = "wait"
    SAY = "say"
    OVER = "over"


@dataclass(frozen=True)
class Practice:
    """An assigned practice: ``days`` of ``DAYS``, at a time on the person's wall."""

    id: str
    script_id: str
    days: tuple[str, ...]
    at: time
    made_at: datetime


@dataclass(frozen=True)
class Session:
    id: str
    kind: str
    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Silence:
    """``id`` names what came last from the person; another message makes another silence."""

    id: str
    since: datetime


@dataclass(frozen=True)
class Occasion:
    """``about``: the moment it is about (the session's start, the last message). ``script_id``: what its button begins.

    ``until``: from then on it is pointless; None: never.
    """

    kind: Kind
    key: str
    due: datetime
    until: datetime | None
    about: datetime
    script_id: str | None = None


def of_practice(rules: Rules, rhythm: Rhythm, practice: Practice, moment: datetime) -> Iterator[Occasion]:
    """Those that were due in the days before the moment and after it was assigned."""
    useful = timedelta(hours=rules.practice.useful_hours)
    for day, next_day in _practice_days(practice, rhythm, moment):
        due, next_due = moment_of(day, rhythm.zone), moment_of(next_day, rhythm.zone)
        until = min(rhythm.after_quiet(due) + useful, rhythm.after_quiet(next_due))
        if practice.made_at <= due <= moment:
            key = f"{Kind.PRACTICE.value}:{practice.id}:{day.date().isoformat()}"
            yield Occasion(Kind.PRACTICE, key, due, until, due, practice.script_id)


def of_session(rules: Rules, rhythm: Rhythm, session: Session, moment: datetime) -> Iterator[Occasion]:
    """Its preparation and how it went, where they are due."""
    for one in (_preparation(rules, rhythm, session), _afterwards(rules, rhythm, session)):
        if one.due <= moment:
            yield one


def of_silence(rules: Rules, rhythm: Rhythm, silence: Silence, moment: datetime) -> Iterator[Occasion]:
    """A word to the person, then a line to staff, where they are due. Days are days on the person's wall."""
    for kind, days in ((Kind.QUIET, rules.quiet.days), (Kind.STAFF_QUIET, rules.staff_quiet.days)):
        due = moment_of(wall_of(silence.since, rhythm.zone) + timedelta(days=days), rhythm.zone)
        if due <= moment:
            yield Occasion(kind, f"{kind.value}:{silence.id}", due, None, silence.since)


def what_now(occasion: Occasion, rhythm: Rhythm, moment: datetime) -> Now:
    """Nothing is said in quiet hours; what falls into them is said at their end, unless it is over by then."""
    if occasion.until is not None and moment >= occasion.until:
        return Now.OVER
    if occasion.kind is Kind.STAFF_QUIET:
        return Now.SAY if moment >= occasion.due else Now.WAIT
    waits = moment < rhythm.after_quiet(occasion.due) or rhythm.is_quiet(moment)
    return Now.WAIT if waits else Now.SAY


def weekly(first: datetime, weeks: int) -> list[datetime]:
    """The same wall time on the same day of so many weeks."""
    return list(rrule(WEEKLY, dtstart=first, count=weeks))


def _preparation(rules: Rules, rhythm: Rhythm, session: Session) -> Occasion:
    """The evening before."""
    prep = rules.session_prep
    day_before = wall_of(session.starts_at, rhythm.zone).date() - timedelta(days=1)
    due = moment_of(datetime.combine(day_before, prep.evening), rhythm.zone)
    script = prep.scripts.get(session.kind)  # type: ignore[call-overload]
    return Occasion(Kind.PREP, f"prep:{session.id}", due, session.starts_at, session.starts_at, script)


def _afterwards(rules: Rules, rhythm: Rhythm, session: Session) -> Occasion:
    after = rules.after_session
    due = session.ends_at + timedelta(minutes=after.minutes_after)
    until = rhythm.after_quiet(due) + timedelta(hours=after.useful_hours)
    return Occasion(Kind.AFTER, f"after:{session.id}", due, until, session.starts_at, after.script)


def _practice_days(practice: Practice, rhythm: Rhythm, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Wall times around the moment, each with the one that follows it."""
    numbers = [DAYS.index(day) for day in practice.days]
    first = datetime.combine(wall_of(moment - LOOK_BACK, rhythm.zone), practice.at)
    last = wall_of(moment, rhythm.zone) + timedelta(days=1)
    walls = rrule(DAILY, dtstart=first, byweekday=numbers).xafter(first, inc=True)
    for wall, following in pairwise(walls):
        if wall > last:
            return
        yield wall, following
