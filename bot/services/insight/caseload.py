"""A caseload at a glance, for all of it at once: who was heard when, who is quiet, what is new, who has a session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db import insight_numbers, insight_people, rhythms
from bot.db.database import Transaction
from bot.db.insight_numbers import LatestLine
from bot.db.insight_people import MeetingLine
from bot.db.rhythms import LastHeard
from bot.schedule.occasions import Kind, Silence, of_silence
from bot.schedule.rules import Rules
from bot.schedule.walls import wall_of
from bot.services.insight.people import Person, look_at_all

__all__ = ["Glance", "LatestLine", "MeetingLine", "overview"]

_DAY = timedelta(hours=26)
"""No wall's today lies further from now than this, nights of a change of clocks included."""


@dataclass(frozen=True)
class Glance:
    """One participant. Times in UTC.

    Attributes:
        last_heard: of anything they sent, or of their first chat; None: they have no chat.
        quiet: silent for as long as makes us write to them (``quiet.days``).
        staff_quiet: silent for as long as makes staff be told (``staff_quiet.days``).
        new_runs, distress: None while the participant may not be read; ``distress`` also where none was rated.
        sessions: of today, on the participant's wall, in their order, those that are over included.
        unreachable_since: no chat of theirs can be written to.
    """

    person: Person
    last_heard: datetime | None
    quiet: bool
    staff_quiet: bool
    new_runs: int | None
    distress: LatestLine | None
    sessions: tuple[MeetingLine, ...]
    unreachable_since: datetime | None


def overview(
    tx: Transaction, rules: Rules, participant_ids: Collection[str], since: datetime, moment: datetime
) -> list[Glance]:
    """These participants, in the order given, unknown ids left out. Seven queries, however many they are.

    Args:
        since: runs begun after it are new (the last visit).
    """
    people = look_at_all(tx, rules, participant_ids)
    readable = [person.id for person in people.values() if person.may_be_read]
    heard = rhythms.last_heard(tx, people)
    new = insight_numbers.new_runs(tx, readable, since)
    distress = insight_numbers.latest_distress(tx, readable)
    sessions = _today(tx, people, moment)
    lost = insight_people.unreachable(tx, people)
    return [
        Glance(
            person,
            heard[person.id].at if person.id in heard else None,
            *_silent(rules, person, heard.get(person.id), moment),
            new.get(person.id, 0) if person.may_be_read else None,
            distress.get(person.id),
            tuple(sessions[person.id]),
            lost.get(person.id),
        )
        for person in (people[one] for one in dict.fromkeys(participant_ids) if one in people)
    ]


def _silent(rules: Rules, person: Person, heard: LastHeard | None, moment: datetime) -> tuple[bool, bool]:
    """By the same rule as the reminders'. Who wrote lately is not asked about: it would take most of the time."""
    if heard is None or moment - heard.at < timedelta(days=rules.quiet.days - 1):
        return False, False
    found = {one.kind for one in of_silence(rules, person.rhythm, Silence(heard.id, heard.at), moment)}
    return Kind.QUIET in found, Kind.STAFF_QUIET in found


def _today(tx: Transaction, people: dict[str, Person], moment: datetime) -> dict[str, list[MeetingLine]]:
    found: dict[str, list[MeetingLine]] = defaultdict(list)
    for one in insight_people.meetings(tx, people, moment - _DAY, moment + _DAY):
        zone = people[one.participant_id].rhythm.zone
        if wall_of(one.starts_at, zone).date() == wall_of(moment, zone).date():
            found[one.participant_id].append(one)
    return found
