"""The calendar of sessions, assigned practice, and when each participant wants to hear from us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

from bot.db import assignments, chats, participants, rhythms, sessions
from bot.db.assignments import AssignmentRow
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.db.rhythms import PersonRow
from bot.db.sessions import SessionRow
from bot.schedule.occasions import DAYS, weekly
from bot.schedule.quiet import QuietHours, Rhythm
from bot.schedule.rules import SESSION_KINDS, Rules
from bot.schedule.walls import is_skipped, moment_of, time_written, wall_of, zone_named
from bot.scripts.schema import Script

__all__ = ["AssignmentRow", "PersonRow", "Rhythm", "SessionRow"]

MOST_WEEKS = 52
LONGEST_SESSION_MINUTES = 12 * 60
Found = TypeVar("Found")
MOST_TIMES = 4
OPEN_HOURS = 4
"""Quiet hours leave at least so many hours a day, or nothing could ever be said."""


class CalendarFault(Exception):
    """What was asked for cannot be done; the message says why."""


def participant_id_of(database: Database, beginning: str) -> str:
    """The participant whose id begins so. Raises CalendarFault, also when several do."""
    with database.reading() as tx:
        return _only(rhythms.matching(tx, beginning) if beginning else [], "participant")


def add_sessions(
    database: Database,
    rules: Rules,
    participant_id: str,
    kind: str,
    wall: datetime,
    *,
    minutes: int | None = None,
    weeks: int = 1,
) -> list[SessionRow]:
    """As ``add_sessions_within``, in a transaction of its own."""
    with database.transaction() as tx:
        return add_sessions_within(tx, rules, participant_id, kind, wall, minutes=minutes, weeks=weeks)


def add_sessions_within(
    tx: Transaction,
    rules: Rules,
    participant_id: str,
    kind: str,
    wall: datetime,
    *,
    minutes: int | None = None,
    weeks: int = 1,
) -> list[SessionRow]:
    """Add a session, or the same hour of so many weeks; all or none.

    Args:
        wall: when the first starts, by the clock on the participant's wall.
        minutes: how long it lasts; None: as long as the rules say of this kind.

    Raises:
        CalendarFault: no such kind, in the past, there already, or an hour that the clocks skip.
    """
    if kind not in SESSION_KINDS:
        raise CalendarFault(f"there are no `{kind}` sessions; there are {', '.join(SESSION_KINDS)}")
    length = rules.session_minutes[kind] if minutes is None else minutes
    if not 1 <= length <= LONGEST_SESSION_MINUTES or not 1 <= weeks <= MOST_WEEKS:
        raise CalendarFault(f"a session lasts 1 to {LONGEST_SESSION_MINUTES} minutes, for 1 to {MOST_WEEKS} weeks")
    rhythm = rhythm_of(tx, rules, participant_id)
    starts = [_start(rhythm, each) for each in weekly(wall, weeks)]
    there = [start for start in starts if sessions.is_there(tx, participant_id, kind, start)]
    if there:
        raise CalendarFault(f"this session is in the calendar already: {wall_of(there[0], rhythm.zone)}")
    for start in starts:
        sessions.add(tx, participant_id, kind, start, length)
    return [row for row in sessions.find(tx, participant_id) if row.kind == kind and row.starts_at in starts]


def list_sessions(database: Database, participant_id: str | None = None, past: bool = False) -> list[SessionRow]:
    """Sessions that are still to come or under way, in their order; ``past``: all."""
    with database.reading() as tx:
        found = sessions.find(tx, participant_id, cancelled=past)
    return [row for row in found if past or row.starts_at + timedelta(minutes=row.minutes) > now()]


def next_session(tx: Transaction, participant_id: str) -> SessionRow | None:
    """The next one that has not started."""
    return next(iter(sessions.find(tx, participant_id, since=now())), None)


def sessions_between(tx: Transaction, participant_id: str, since: datetime, until: datetime) -> list[SessionRow]:
    """Those that start in this time, in their order."""
    return sessions.find(tx, participant_id, since=since, until=until)


def next_session_of(tx: Transaction, participant_id: str, kind: str) -> SessionRow | None:
    """The next one of a kind that is not over."""
    there = sessions.find(tx, participant_id, since=now() - timedelta(minutes=LONGEST_SESSION_MINUTES))
    still = (row for row in there if row.kind == kind and row.starts_at + timedelta(minutes=row.minutes) > now())
    return next(still, None)


@dataclass(frozen=True)
class OnTheWall:
    """A session by the clock on a participant's wall, without a zone."""

    kind: str
    wall: datetime


def next_on_the_wall(tx: Transaction, rules: Rules, participant_id: str) -> OnTheWall | None:
    """The next session that has not started. Raises CalendarFault for a participant that there is not."""
    found = next_session(tx, participant_id)
    if found is None:
        return None
    return OnTheWall(found.kind, wall_of(found.starts_at, rhythm_of(tx, rules, participant_id).zone))


def cancel_session(database: Database, beginning: str) -> SessionRow:
    """As ``cancel_session_within``, in a transaction of its own."""
    with database.transaction() as tx:
        return cancel_session_within(tx, beginning)


def cancel_session_within(tx: Transaction, beginning: str) -> SessionRow:
    """Call it off: nothing is said about it any more. Raises CalendarFault."""
    row = _only(sessions.matching(tx, beginning) if beginning else [], "session")
    if row.cancelled_at is not None:
        raise CalendarFault("this session is cancelled already")
    sessions.cancel(tx, row.id)
    return row


def assign(
    database: Database,
    participant_id: str,
    script_id: str,
    days: Sequence[str],
    at: str,
    scripts: Mapping[str, Script],
    times: int = 1,
) -> AssignmentRow:
    """As ``assign_within``, in a transaction of its own."""
    with database.transaction() as tx:
        return assign_within(tx, participant_id, script_id, days, at, scripts, times)


def assign_within(
    tx: Transaction,
    participant_id: str,
    script_id: str,
    days: Sequence[str],
    at: str,
    scripts: Mapping[str, Script],
    times: int = 1,
) -> AssignmentRow:
    """Assign practice of one of ``scripts`` on these days ("mon" to "sun"), so many times a day.

    The reminder stays one a day, at its time: ``times`` is what was agreed on, and what practice is held against.

    Raises:
        CalendarFault: no such script, day or time, assigned already, or the participant's cautions speak against it.
    """
    if script_id not in scripts:
        raise CalendarFault(f"there is no script `{script_id}`; there are {', '.join(sorted(scripts))}")
    if not 1 <= times <= MOST_TIMES:
        raise CalendarFault(f"practice is assigned 1 to {MOST_TIMES} times a day")
    wrong = [day for day in days if day not in DAYS]
    if wrong or not days:
        raise CalendarFault(f"`{','.join(wrong)}` is no day; write some of {','.join(DAYS)}")
    hour = f"{_written(at):%H:%M}"
    _person(tx, participant_id)
    _refuse_against_cautions(tx, participant_id, scripts[script_id])
    in_order = [day for day in DAYS if day in days]
    known = [one for one in assignments.find(tx, participant_id) if (one.script_id, one.at) == (script_id, hour)]
    if any(set(one.days) & set(in_order) for one in known):
        raise CalendarFault("this practice is assigned already for one of these days at this time")
    row_id = assignments.add(tx, participant_id, script_id, in_order, hour, times)
    return assignments.matching(tx, row_id)[0]


def list_assignments(database: Database, participant_id: str | None = None, ended: bool = False) -> list[AssignmentRow]:
    with database.reading() as tx:
        return assignments.find(tx, participant_id, ended)


def end_assignment(database: Database, beginning: str) -> AssignmentRow:
    """As ``end_assignment_within``, in a transaction of its own."""
    with database.transaction() as tx:
        return end_assignment_within(tx, beginning)


def end_assignment_within(tx: Transaction, beginning: str) -> AssignmentRow:
    """No reminder of it any more. Raises CalendarFault."""
    row = _only(assignments.matching(tx, beginning) if beginning else [], "assignment")
    if row.ended_at is not None:
        raise CalendarFault("this assignment has ended already")
    assignments.end(tx, row.id)
    return row


# When somebody wants to hear from us. Callers bring the transaction: buttons and commands of a chat end up here too.


def person(tx: Transaction, participant_id: str) -> PersonRow:
    """Raises CalendarFault."""
    return _person(tx, participant_id)


def rhythm_of(tx: Transaction, rules: Rules, participant_id: str) -> Rhythm:
    """Time zone and quiet hours, the program's where they have none. Raises CalendarFault."""
    one = _person(tx, participant_id)
    try:
        return rules.rhythm(one.time_zone, one.quiet_from, one.quiet_to)
    except ValueError as error:
        raise CalendarFault(str(error)) from None


def set_time_zone(tx: Transaction, participant_id: str, name: str | None) -> None:
    """None: the program's. Raises CalendarFault."""
    _person(tx, participant_id)
    if name is not None:
        try:
            zone_named(name)
        except ValueError as error:
            raise CalendarFault(str(error)) from None
    rhythms.set_time_zone(tx, participant_id, name)


def set_quiet_hours(tx: Transaction, participant_id: str, written: str | None) -> None:
    """ "21:00-08:00"; both alike: no quiet hours; None: the program's. Raises CalendarFault."""
    _person(tx, participant_id)
    if written is None:
        rhythms.set_quiet_hours(tx, participant_id, None, None)
        return
    try:
        quiet = QuietHours.written(written)
    except ValueError as error:
        raise CalendarFault(str(error)) from None
    if quiet.open_minutes < OPEN_HOURS * 60:
        raise CalendarFault(f"quiet hours leave at least {OPEN_HOURS} hours a day")
    rhythms.set_quiet_hours(tx, participant_id, f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}")


def set_reminders(tx: Transaction, participant_id: str, wanted: bool) -> None:
    """Raises CalendarFault."""
    _person(tx, participant_id)
    chats.set_reminders(tx, participant_id, wanted)


def snooze(tx: Transaction, participant_id: str, until: datetime | None) -> None:
    """No reminder before; what still makes sense then comes then. None ends it. Raises CalendarFault."""
    _person(tx, participant_id)
    rhythms.set_snooze(tx, participant_id, until)


def _refuse_against_cautions(tx: Transaction, participant_id: str, script: Script) -> None:
    cautions = participants.cautions_of(tx, participant_id)
    against = [one.value for one in script.cautions if one.value in cautions]
    if against:
        raise CalendarFault(f"`{script.id}` is not for this participant, who has the caution {', '.join(against)}")


def _start(rhythm: Rhythm, wall: datetime) -> datetime:
    if is_skipped(wall, rhythm.zone):
        raise CalendarFault(f"{wall} is skipped by the clocks in {rhythm.zone.key}; choose another hour")
    start = moment_of(wall, rhythm.zone)
    if start <= now():
        raise CalendarFault(f"{wall} in {rhythm.zone.key} is over")
    return start


def _written(at: str) -> time:
    try:
        return time_written(at)
    except ValueError as error:
        raise CalendarFault(str(error)) from None


def _person(tx: Transaction, participant_id: str) -> PersonRow:
    found = rhythms.get(tx, participant_id)
    if found is None:
        raise CalendarFault("there is no such participant")
    return found


def _only(found: Sequence[Found], what: str) -> Found:
    if len(found) != 1:
        raise CalendarFault(f"more than one {what} begins so" if found else f"there is no such {what}")
    return found[0]
