"""Reminders: of practice and sessions, a word to who has gone quiet, and a line to staff about who stays quiet.

What is due is worked out anew in every round from the calendar as it is then. What became of an occasion is stored
under its key, together with what is said: neither a crash nor a clock that is set back loses or doubles one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db import assignments, chats, outbox, reminders, rhythms, runs, sessions
from bot.db.database import Database, DatabaseUnavailable, Transaction
from bot.db.ids import now
from bot.db.reminders import ReminderRow
from bot.db.rhythms import PersonRow
from bot.logs import Log
from bot.schedule.messages import message
from bot.schedule.occasions import (
    LOOK_AHEAD,
    LOOK_BACK,
    Kind,
    Now,
    Occasion,
    Practice,
    Session,
    Silence,
    of_practice,
    of_session,
    of_silence,
    what_now,
)
from bot.schedule.quiet import Rhythm
from bot.schedule.rules import REMINDERS_FILE, Rules, load_rules
from bot.schedule.walls import time_written, wall_of
from bot.scripts.library import Library
from bot.services import incidents
from bot.services.fitting import done_lately
from bot.settings import Settings

__all__ = ["ReminderRow", "Rules"]

log = Log("services.reminders")

CAUSE = "remind:"
"""Before a reminder's id: the cause of what is said."""


class NoSuchLine(Exception):
    """No line of staff's list, or more than one, begins so."""


@dataclass(frozen=True)
class _Due:
    """One person, and what has become due for them."""

    person: PersonRow
    rhythm: Rhythm
    occasions: Sequence[Occasion]


Gather = Callable[[Transaction, Rules, datetime, "str | None"], Iterator[_Due]]
"""What is due at a moment, of everybody or of one participant."""


def open_rules(settings: Settings, library: Library | None = None) -> Rules:
    """Times and words of reminders. Pass the library to check the scripts they name. Raises ContentError."""
    return load_rules(settings.data / "stories" / REMINDERS_FILE, library.scripts if library else None)


def remind(database: Database, rules: Rules) -> int:
    """Say what is due of practice and sessions; returns how many messages were stored. Raises DatabaseUnavailable."""
    return _each(database, rules, _of_calendar)


def look_for_silence(database: Database, rules: Rules) -> int:
    """A word to who has gone quiet, a line to staff about who stays quiet, once each; returns how many of both."""
    _close_lines(database)
    return _each(database, rules, _of_silence)


def staff_lines(database: Database) -> list[ReminderRow]:
    """What staff should see to, without haste, oldest first: who stays quiet (``about_at``: since when), who erased."""
    with database.reading() as tx:
        return reminders.waiting(tx)


def line_seen(database: Database, beginning: str) -> ReminderRow:
    """Staff have seen to it: the line leaves the list. Raises NoSuchLine."""
    with database.transaction() as tx:
        found = [row for row in reminders.waiting(tx) if beginning and row.id.startswith(beginning)]
        if len(found) != 1:
            raise NoSuchLine("more than one line begins so" if found else "there is no such line")
        reminders.close(tx, found[0].id, reminders.SEEN)
        return found[0]


# What is due


def _of_calendar(tx: Transaction, rules: Rules, moment: datetime, participant_id: str | None) -> Iterator[_Due]:
    practices, meetings = defaultdict(list), defaultdict(list)
    for row in assignments.find(tx, participant_id):
        one = Practice(row.id, row.script_id, row.days, time_written(row.at), row.made_at)
        practices[row.participant_id].append(one)
    for met in sessions.find(tx, participant_id, moment - LOOK_BACK, moment + LOOK_AHEAD):
        meetings[met.participant_id].append(Session(met.id, met.kind, met.starts_at, met.minutes))
    for person in rhythms.people(tx, participant_id):
        rhythm = _rhythm(rules, person)
        due = [one for own in practices[person.id] for one in of_practice(rules, rhythm, own, moment)]
        due += [one for own in meetings[person.id] for one in of_session(rules, rhythm, own, moment)]
        yield _Due(person, rhythm, due)


def _of_silence(tx: Transaction, rules: Rules, moment: datetime, participant_id: str | None) -> Iterator[_Due]:
    """Visitors of the chat page, who may have turned reminders on, are nobody's concern."""
    heard = rhythms.last_heard(tx, None if participant_id is None else [participant_id])
    for person in rhythms.people(tx, participant_id):
        if person.id in heard and not person.synthetic:
            rhythm, last = _rhythm(rules, person), heard[person.id]
            yield _Due(
                person, rhythm, _quiet(rules, person, of_silence(rules, rhythm, Silence(last.id, last.at), moment))
            )


def _quiet(rules: Rules, person: PersonRow, occasions: Iterable[Occasion]) -> list[Occasion]:
    """A line to staff that this phase does not bring is left out, not dropped: in another phase it is true again."""
    return [one for one in occasions if one.kind is not Kind.STAFF_QUIET or rules.brings(person.phase, one.kind.value)]


def _rhythm(rules: Rules, person: PersonRow) -> Rhythm:
    """A time zone that this machine does not know must not keep everybody else from being reminded."""
    try:
        return rules.rhythm(person.time_zone, person.quiet_from, person.quiet_to)
    except ValueError as error:
        log.error("rhythm_unreadable", error=error, participant=person.id)
        return rules.rhythm(None, None, None)


# What becomes of it


def _each(database: Database, rules: Rules, gather: Gather) -> int:
    """One transaction a person. One that fails is logged and tried again in the next round."""
    with database.reading() as tx:
        moment = now()
        everybody = list(gather(tx, rules, moment, None))
        known = reminders.known(tx, [one.key for due in everybody for one in due.occasions])
        to_settle = [due.person.id for due in everybody if _ready(due, known, moment)]
    return sum(_one(database, rules, gather, participant_id) for participant_id in to_settle)


def _one(database: Database, rules: Rules, gather: Gather, participant_id: str) -> int:
    try:
        with database.transaction() as tx:
            return sum(_settle(tx, rules, due) for due in gather(tx, rules, now(), participant_id))
    except DatabaseUnavailable:
        raise
    except Exception as error:
        log.error("not_reminded", error=error, participant=participant_id)
        return 0


def _ready(due: _Due, known: set[str], moment: datetime) -> list[Occasion]:
    """What has to be decided at this moment."""
    new = (one for one in due.occasions if one.key not in known)
    return [one for one in new if what_now(one, due.rhythm, moment) is not Now.WAIT]


def _settle(tx: Transaction, rules: Rules, due: _Due) -> int:
    moment, person = now(), due.person
    ready = _ready(due, reminders.known(tx, [one.key for one in due.occasions]), moment)
    to_say = []
    for one in ready:
        if one.kind is Kind.STAFF_QUIET:
            _keep(tx, person, one, reminders.WAITING)
        elif (
            not person.wants
            or not rules.brings(person.phase, one.kind.value)
            or what_now(one, due.rhythm, moment) is Now.OVER
            or _is_needless(tx, person, one)
        ):
            _keep(tx, person, one, reminders.DROPPED)
        else:
            to_say.append(one)
    lines = sum(one.kind is Kind.STAFF_QUIET for one in ready)
    if not to_say or _held_back(tx, rules, person, moment):
        return lines
    return lines + _say(tx, rules, due, to_say, moment)


def _is_needless(tx: Transaction, person: PersonRow, one: Occasion) -> bool:
    """Whether it is of a measure that they have filled in not long ago."""
    practice = one.kind is Kind.PRACTICE and one.script_id is not None
    return practice and done_lately(tx, person.id, str(one.script_id))


def _held_back(tx: Transaction, rules: Rules, person: PersonRow, moment: datetime) -> bool:
    """Whether nothing may be said just now: no way to them, a snooze, a crisis, or the middle of a script."""
    if person.chat_id is None or (person.reminders_after is not None and moment < person.reminders_after):
        return True
    asked = (incidents.open_question(tx, chat_id) for chat_id in chats.of_participant(tx, person.id))
    if incidents.is_open(tx, person.id) or any(row is not None for row in asked):
        return True
    run = runs.live(tx, person.id)
    since = moment - timedelta(minutes=rules.exercise_minutes)
    return run is not None and run.status == "open" and since < run.last_at <= moment


def _say(tx: Transaction, rules: Rules, due: _Due, to_say: Iterable[Occasion], moment: datetime) -> int:
    """Store messages and what became of their occasions."""
    assert due.person.chat_id is not None, "who cannot be reached is held back"
    messages = _together(due.rhythm, to_say)
    for together in messages:
        ids = [_keep(tx, due.person, one, reminders.SENT) for one in together]
        body = message(rules, due.rhythm, due.person.language, together, moment)
        outbox.store(tx, due.person.chat_id, CAUSE + ids[0], [body])
        log.info("reminded", kind=together[0].kind.value, reminder=ids[0])
    return len(messages)


def _together(rhythm: Rhythm, to_say: Iterable[Occasion]) -> list[list[Occasion]]:
    """Occasions of one kind are one message; the preparation of two days is two."""
    groups = defaultdict(list)
    for one in sorted(to_say, key=lambda one: one.about):
        day = wall_of(one.about, rhythm.zone).date() if one.kind is Kind.PREP else None
        groups[one.kind, day].append(one)
    return list(groups.values())


def _keep(tx: Transaction, person: PersonRow, one: Occasion, state: str) -> str:
    return reminders.add(tx, person.id, one.key, one.kind.value, due_at=one.due, about_at=one.about, state=state)


def _close_lines(database: Database) -> None:
    """Who has written since is not quiet any more."""
    with database.reading() as tx:
        lines = [row for row in reminders.waiting(tx) if row.kind == Kind.STAFF_QUIET.value]
        heard = rhythms.last_heard(tx) if lines else {}
        current = {f"{Kind.STAFF_QUIET.value}:{one.id}" for one in heard.values()}
        over = [row.id for row in lines if row.key not in current]
    for reminder_id in over:
        with database.transaction() as tx:
            reminders.close(tx, reminder_id, reminders.OVER)
