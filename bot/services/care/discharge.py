"""Discharge: the program ends, practising does not; and aftercare, in which somebody still reads for a while.

Neither ends the crisis screen: whatever the phase, every message is screened, and staff are paged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.db import assignments, chats, groups, participants, reminders, rhythms, sessions
from bot.db.database import Database, DatabaseUnavailable, Transaction
from bot.db.ids import new_id, now
from bot.db.participants import Participant
from bot.escalation.texts import Body
from bot.logs import Log
from bot.phases import Phase, nobody_reads
from bot.schedule.rules import Rules
from bot.schedule.walls import moment_of, wall_of
from bot.services import calendar, consent, incidents
from bot.services.care.faults import CareFault, existing
from bot.services.care.telling import tell
from bot.services.care.words import CareVoice

log = Log("services.care.discharge")

LONGEST_AFTERCARE = timedelta(days=366)
MOST_LETTERS = 80
OVER = "aftercare_over"
"""The kind under which it is kept that somebody was told that aftercare is over."""


@dataclass(frozen=True)
class Aftercare:
    """Until the end of ``last_day``, by the clock on the participant's wall, somebody still looks at what they log.

    ``reader``: who that is, as the participant reads it: "Dr. Lee".
    """

    last_day: date
    reader: str


@dataclass(frozen=True)
class Discharged:
    """Ids of what has ended with it, and whether the participant could be told."""

    assignments: tuple[str, ...]
    sessions: tuple[str, ...]
    groups: tuple[str, ...]
    told: bool


def discharge(tx: Transaction, voice: CareVoice, participant_id: str, aftercare: Aftercare | None = None) -> Discharged:
    """End the program for a participant: phase alumni, no practice, session or group any more; and tell them who reads.

    Whose caseload they are on is the caller's to end: at once, or for who reads in aftercare when that is over.

    Raises:
        CareFault: no such participant, discharged already, or an aftercare that cannot be: over already, longer than
            LONGEST_AFTERCARE, without a reader, or without the participant's consent to be read.
    """
    person = existing(tx, participant_id)
    if person.discharged_at is not None:
        raise CareFault("They have been discharged already.")
    until = _until(tx, voice, person, aftercare) if aftercare else None
    participants.set_phase(tx, person.id, Phase.ALUMNI.value)
    participants.set_discharge(tx, person.id, now(), until)
    ended = _end_everything(tx, person.id)
    told = tell(tx, person.id, new_id(), lambda language: _said(voice, language, aftercare))
    return Discharged(*ended, told=told)


def change_aftercare(tx: Transaction, voice: CareVoice, participant_id: str, aftercare: Aftercare | None) -> bool:
    """While somebody still reads: another reader, another last day, or nobody. Returns whether they could be told.

    Whose caseload they are on is the caller's, as in ``discharge``.

    Raises:
        CareFault: nobody reads any more, or an aftercare that cannot be, as in ``discharge``.
    """
    person = existing(tx, participant_id)
    if person.discharged_at is None:
        raise CareFault("They are in the program.")
    if nobody_reads(person.discharged_at, person.aftercare_until, now()):
        raise CareFault("They were told that nobody reads any more. Setting a phase takes them in again.")
    until = _until(tx, voice, person, aftercare) if aftercare else None
    participants.set_discharge(tx, person.id, person.discharged_at, until)
    return tell(tx, person.id, new_id(), lambda language: _said(voice, language, aftercare))


def end_aftercare(database: Database, voice: CareVoice, rules: Rules) -> int:
    """Tell each whose aftercare is over, once, that nobody reads any more; returns how many. For the worker's rounds.

    Not in their quiet hours, nor while an incident of theirs is open; who cannot be reached is told when they can.
    One that fails is logged and tried again. Raises DatabaseUnavailable.
    """
    with database.reading() as tx:
        due = [one for one in participants.aftercare_over(tx, now()) if not _is_told(tx, one)]
    return sum(_end_one(database, voice, rules, participant_id) for participant_id in due)


def _until(tx: Transaction, voice: CareVoice, person: Participant, aftercare: Aftercare) -> datetime:
    """The end of the last day."""
    zone = voice.reception.zone_of(person)
    today = wall_of(now(), zone).date()
    if not today <= aftercare.last_day <= today + LONGEST_AFTERCARE:
        raise CareFault(f"Aftercare ends today or later, and within {LONGEST_AFTERCARE.days} days.")
    if not 0 < len(aftercare.reader.strip()) <= MOST_LETTERS:
        raise CareFault(f"Say who reads in aftercare, in up to {MOST_LETTERS} letters.")
    if not consent.is_given(tx, person.id):
        raise CareFault("They have not agreed that staff see what they log; discharge them without aftercare.")
    following = datetime.combine(aftercare.last_day + timedelta(days=1), datetime.min.time())
    return moment_of(following, zone)


def _end_everything(tx: Transaction, participant_id: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    practice = tuple(row.id for row in assignments.find(tx, participant_id))
    for assignment_id in practice:
        assignments.end(tx, assignment_id)
    to_come = tuple(row.id for row in sessions.find(tx, participant_id, since=now()))
    for session_id in to_come:
        sessions.cancel(tx, session_id)
    left = tuple(row.id for row in groups.of_participant(tx, participant_id))
    for group_id in left:
        groups.remove_member(tx, group_id, participant_id)
    for line in reminders.waiting(tx):
        if line.participant_id == participant_id and line.kind == "staff_quiet":
            reminders.close(tx, line.id, reminders.OVER)
    return practice, to_come, left


def _said(voice: CareVoice, language: str, aftercare: Aftercare | None) -> Sequence[Body]:
    words = voice.words.discharge
    if aftercare is None:
        first = voice.body(words.nobody, language)
    else:
        last_day = voice.reception.date(aftercare.last_day, language)
        first = voice.body(words.aftercare, language, reader=aftercare.reader.strip(), date=last_day)
    return [first, voice.body(words.practise, language), *_always(voice, language)]


def _always(voice: CareVoice, language: str) -> list[Body]:
    """What is true of alerts, and whom to call."""
    reception = voice.reception
    contacts = reception.contacts(reception.words.welcome.contacts, language)
    return [reception.when(language, Phase.ALUMNI.value), contacts]


def _end_one(database: Database, voice: CareVoice, rules: Rules, participant_id: str) -> int:
    try:
        with database.transaction() as tx:
            return int(_tell_that_it_is_over(tx, voice, rules, participant_id))
    except DatabaseUnavailable:
        raise
    except Exception as error:
        log.error("aftercare_not_ended", error=error, participant=participant_id)
        return 0


def _tell_that_it_is_over(tx: Transaction, voice: CareVoice, rules: Rules, participant_id: str) -> bool:
    """Looks again whether it is due: they may have been told, readmitted or be in a crisis by now."""
    person = participants.get(tx, participant_id)
    if person is None or person.aftercare_until is None or person.aftercare_until > now() or _is_told(tx, person.id):
        return False
    if calendar.rhythm_of(tx, rules, person.id).is_quiet(now()) or _in_a_crisis(tx, person.id):
        return False
    if rhythms.newest_in_reach(tx, person.id) is None:
        return False
    times = {"due_at": person.aftercare_until, "about_at": person.aftercare_until}
    row_id = reminders.add(tx, person.id, _key(person), OVER, state=reminders.SENT, **times)
    over = voice.words.discharge.aftercare_over
    return tell(tx, person.id, row_id, lambda language: [voice.body(over, language), *_always(voice, language)])


def _in_a_crisis(tx: Transaction, participant_id: str) -> bool:
    asked = (incidents.open_question(tx, chat_id) for chat_id in chats.of_participant(tx, participant_id))
    return incidents.is_open(tx, participant_id) or any(row is not None for row in asked)


def _is_told(tx: Transaction, participant_id: str) -> bool:
    person = participants.get(tx, participant_id)
    return person is None or bool(reminders.known(tx, [_key(person)]))


def _key(person: Participant) -> str:
    """Each aftercare of a person has its own: they can come back and leave again."""
    return f"{OVER}:{person.id}:{person.aftercare_until:%Y%m%d%H%M%S}"
