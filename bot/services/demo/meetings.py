"""The calendar of the demo: sessions in working hours, some of them today, and practice that was assigned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.db.bulk import Row
from bot.schedule.occasions import DAYS
from bot.schedule.rules import Rules, SessionKind
from bot.schedule.walls import moment_of, wall_of
from bot.services.demo import arcs
from bot.services.demo.people import CAST, DISCHARGED_DAYS, Person, new_id

WEEKS_AHEAD = 2
GROUP_AT = time(9)
NOON = time(12, 15)
INDIVIDUAL_AT = (time(13), time(14), time(15), time(16))
FAMILY_AT = time(17)
WORKDAYS = 5
_ASSIGNED = ("long_exhale", "five_senses", "check_the_facts", "muscle_release", "thought_record", "urge_surfing")
_MEASURES = ("gad7", "phq9")
"""Everybody fills in the first; every other person the second, too."""
_EVERY_DAY, _THREE_DAYS = DAYS, ("mon", "wed", "fri")


@dataclass(frozen=True)
class Meeting:
    """One session. ``day``: on the program's wall."""

    kind: SessionKind
    day: date
    starts: datetime
    minutes: int

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Task:
    """Practice that was assigned. ``at``: on the wall."""

    script_id: str
    days: tuple[str, ...]
    at: time
    made: datetime
    ended: datetime | None = None

    def stands(self, at: datetime) -> bool:
        return self.made < at and (self.ended is None or at < self.ended)


def meetings_of(person: Person, rules: Rules, weeks: int, moment: datetime) -> list[Meeting]:
    """Of these weeks and the next ones, in order; a group or an individual session is today for some."""
    zone = rules.time_zone
    today = wall_of(moment, zone).date()
    days = [today + timedelta(days=number) for number in range(-7 * weeks, 7 * WEEKS_AHEAD)]
    planned = [(kind, day, at) for day in days for kind, at in _on(person, day, today)]
    made = [_meeting(rules, zone, kind, day, at) for kind, day, at in planned]
    over = moment - timedelta(days=DISCHARGED_DAYS) if person.course is arcs.ALUMNI else None
    kept = (one for one in made if one.starts > person.joined and (over is None or one.starts < over))
    return sorted(kept, key=lambda one: one.starts)


def tasks_of(person: Person, suited: Collection[str], rng: Random, moment: datetime) -> list[Task]:
    """One or two of the ``suited`` exercises, the second one ended for some, and measures. A discharge ends all."""
    made = max(person.joined + timedelta(hours=3), moment - timedelta(days=18))
    first, second = rng.sample([one for one in _ASSIGNED if one in suited], 2)
    tasks = [Task(first, _EVERY_DAY if rng.random() < 0.5 else _THREE_DAYS, time(18), made)]
    if rng.random() < 0.6:
        later = max(made, moment - timedelta(days=12))
        ended = moment - timedelta(days=2) if rng.random() < 0.3 and later < moment - timedelta(days=4) else None
        tasks.append(Task(second, _THREE_DAYS, time(8, 30), later, ended))
    measures = _MEASURES[: 1 + person.number % 2]
    tasks += [Task(one, ("sun",), time(17), person.joined) for one in measures if one in suited]
    discharged = moment - timedelta(days=DISCHARGED_DAYS) if person.course is arcs.ALUMNI else None
    return [replace(one, ended=discharged) for one in tasks] if discharged else tasks


def session_rows(person: Person, meetings: list[Meeting], rng: Random) -> list[Row]:
    return [
        {
            "id": new_id(rng),
            "participant_id": person.id,
            "kind": one.kind,
            "starts_at": one.starts,
            "minutes": one.minutes,
            "made_at": person.joined,
        }
        for one in meetings
    ]


def assignment_rows(person: Person, tasks: list[Task], rng: Random) -> list[Row]:
    return [
        {
            "id": new_id(rng),
            "participant_id": person.id,
            "script_id": one.script_id,
            "days": ",".join(one.days),
            "at": f"{one.at:%H:%M}",
            "made_at": one.made,
            "ended_at": one.ended,
        }
        for one in tasks
    ]


def _meeting(rules: Rules, zone: ZoneInfo, kind: SessionKind, day: date, at: time) -> Meeting:
    return Meeting(kind, day, moment_of(datetime.combine(day, at), zone), rules.session_minutes[kind])


def _on(person: Person, day: date, today: date) -> list[tuple[SessionKind, time]]:
    """What one person has on one day: the group thrice a week, one individual a week, the others now and then."""
    weekday, found = day.weekday(), list[tuple[SessionKind, time]]()
    if weekday in _group_days(person, today):
        found.append(("group", GROUP_AT))
    if weekday == _individual_day(person, today):
        found.append(("individual", INDIVIDUAL_AT[person.number // 4 % len(INDIVIDUAL_AT)]))
    since = (day - today).days + 70
    if weekday < WORKDAYS - 1 and person.number % 3 == 0 and since % 14 == person.number % 14:
        found.append(("family", FAMILY_AT))
    if weekday < WORKDAYS and person.number % 2 == 0 and since % 21 == (person.number + 5) % 21:
        found.append(("prescriber", NOON))
    return found


def _group_days(person: Person, today: date) -> tuple[int, ...]:
    """Of the week. The first people's group meets today, also on a weekend: a demo on Saturday has a Today too."""
    now = today.weekday()
    first = (0, 2, 4) if now in (0, 2, 4) else (1, 3, now if now >= WORKDAYS else 4)
    other = (1, 3, 4) if now in (0, 2, 4) else (0, 2, 4)
    return first if person.number < CAST or person.number % 2 else other


def _individual_day(person: Person, today: date) -> int:
    """A fourth of the people today, the others on the workdays that are left."""
    workdays = [day for day in range(WORKDAYS) if day != today.weekday()]
    return today.weekday() if person.number % 4 == 0 else workdays[(person.number % 4 - 1 + person.number // 4) % 4]
