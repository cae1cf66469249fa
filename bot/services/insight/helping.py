"""What helps this person, how the same trigger is met then and now, and whether what was assigned is practised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.db import insight_numbers, insight_people
from bot.db.database import Transaction
from bot.db.insight_numbers import TriggerLine
from bot.db.insight_people import AssignedLine
from bot.insight.dose import Assigned, times_due
from bot.insight.helps import Change, by_script
from bot.insight.then_and_now import MOST_RUNS, Comparison, Rated, compare
from bot.schedule.walls import time_written, wall_of
from bot.services.insight.entries import MEASURE
from bot.services.insight.people import Person
from bot.services.insight.scripts import Catalogue, Title


@dataclass(frozen=True)
class Helped:
    """``change``: see there; its ``median`` is None where nothing is claimed."""

    script: Title
    change: Change


@dataclass(frozen=True)
class SameTrigger:
    """``trigger``: in words; ``comparison``: see there."""

    trigger: str
    comparison: Comparison


@dataclass(frozen=True)
class TriggersThenAndNow:
    """Most frequent first. ``complete``: False when some of the oldest runs were not looked at."""

    triggers: tuple[SameTrigger, ...] = ()
    complete: bool = True


@dataclass(frozen=True)
class Dose:
    """Practice that was due, and done, in a time. ``begun``: left before its end. ``done`` can exceed ``due``.

    Done counts however it was begun: from a reminder, a suggestion or the menu.
    """

    script: Title
    due: int
    done: int
    begun: int


def what_helps(tx: Transaction, known: Catalogue, person: Person, since: datetime | None = None) -> list[Helped]:
    """Largest median fall of distress first; those that nothing is claimed of, last. One query."""
    if not person.may_be_read:
        return []
    found = by_script(insight_numbers.changes(tx, person.id, since))
    return [Helped(known.title(change.script_id), change) for change in found]


def then_and_now(tx: Transaction, known: Catalogue, person: Person) -> TriggersThenAndNow:
    """Each trigger's earliest runs beside its latest. Four queries."""
    if not person.may_be_read:
        return TriggersThenAndNow()
    counts, lines = insight_numbers.triggers(tx, person.id, MOST_RUNS)
    complete, old = insight_numbers.old_triggers(tx, person.id)
    runs = defaultdict(list)
    for line in sorted([*lines, *old], key=lambda one: (one.started_at, one.seq)):
        runs[line.trigger].append(line)
    indexed = {line.seq for line in lines}
    totals = {trigger: counts.get(trigger, 0) + _others(own, indexed) for trigger, own in runs.items()}
    found = [_same(known, trigger, totals[trigger], runs[trigger]) for trigger in runs]
    return TriggersThenAndNow(tuple(sorted(found, key=_most_frequent)), complete)


def practice_done(tx: Transaction, known: Catalogue, person: Person, since: datetime, moment: datetime) -> list[Dose]:
    """What was assigned and is or was due since then, in the order it was assigned. Two queries.

    Measures are left out: they have weeks of their own, whatever their days.
    """
    if not person.may_be_read:
        return []
    due: dict[str, int] = {}
    for line in insight_people.assigned(tx, person.id, since):
        if known.title(line.script_id).kind == MEASURE:
            continue
        due[line.script_id] = due.get(line.script_id, 0) + _due(person, line, since, moment)
    done = insight_numbers.practised(tx, person.id, due, since, moment)
    return [
        Dose(known.title(script_id), times, done.get((script_id, True), 0), done.get((script_id, False), 0))
        for script_id, times in due.items()
    ]


def _due(person: Person, line: AssignedLine, since: datetime, moment: datetime) -> int:
    zone = person.rhythm.zone
    begin, end = max(since, line.made_at), min(moment, line.ended_at or moment)
    one = Assigned(line.days, time_written(line.at), line.times_a_day)
    return times_due(one, wall_of(begin, zone), wall_of(end, zone)) if begin <= end else 0


def _same(known: Catalogue, trigger: str, runs: int, lines: Sequence[TriggerLine]) -> SameTrigger:
    """``lines``: oldest first; MOST_RUNS at either end are enough."""
    rated = [Rated(line.started_at, line.before, line.after) for line in lines]
    return SameTrigger(known.trigger(trigger), compare(trigger, runs, rated[:MOST_RUNS], rated[-MOST_RUNS:]))


def _others(lines: Sequence[TriggerLine], indexed: set[int]) -> int:
    return sum(line.seq not in indexed for line in lines)


def _most_frequent(one: SameTrigger) -> tuple[int, str]:
    return -one.comparison.runs, one.comparison.trigger
