"""What charts of one participant are drawn from: distress by run and by week, and what check-ins asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.db import insight_answers, insight_numbers
from bot.db.database import Transaction
from bot.db.insight_numbers import WEEKS
from bot.db.insight_runs import Criteria
from bot.insight.weeks import AFTER, BEFORE, Week, by_week, mondays
from bot.schedule.walls import moment_of, wall_of
from bot.scripts.schema import Scale
from bot.services.insight.people import Person
from bot.services.insight.scripts import Catalogue, Title

CHECK_IN = "check_in"
RATED_RUNS, CHECK_INS = 100, 100
"""A chart of more could not be read."""


@dataclass(frozen=True)
class RatedRun:
    """One run with a rating of distress before or after, 0–10."""

    id: str
    at: datetime
    script: Title
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Point:
    at: datetime
    value: int


@dataclass(frozen=True)
class ScaleSeries:
    """What one question of a check-in was answered with (mood, urges, …), oldest first; from lowest to highest."""

    script_id: str
    step: str
    question: str
    lowest: int
    highest: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Series:
    """Oldest first. ``runs``: the newest RATED_RUNS; ``weeks``: half a year; ``scales``: of the newest CHECK_INS."""

    runs: tuple[RatedRun, ...] = ()
    weeks: tuple[Week, ...] = ()
    scales: tuple[ScaleSeries, ...] = ()

    def scale(self, step: str) -> ScaleSeries | None:
        """Such as "mood"."""
        return next((one for one in self.scales if one.step == step), None)


def series(tx: Transaction, known: Catalogue, person: Person, moment: datetime) -> Series:
    """Four queries. Empty while the participant may not be read."""
    if not person.may_be_read:
        return Series()
    rated = insight_numbers.newest_rated(tx, person.id, RATED_RUNS)
    runs = (RatedRun(one.id, one.started_at, known.title(one.script_id), one.before, one.after) for one in rated)
    return Series(tuple(runs), tuple(_weeks(tx, person, moment)), tuple(_scales(tx, person, known)))


def _weeks(tx: Transaction, person: Person, moment: datetime) -> list[Week]:
    zone = person.rhythm.zone
    starts = mondays(wall_of(moment, zone).date(), WEEKS)
    days = [*starts, starts[-1] + timedelta(weeks=1)]
    bounds = [moment_of(datetime.combine(day, time()), zone) for day in days]
    return by_week(starts, _counted(tx, person, bounds))


def _counted(tx: Transaction, person: Person, bounds: list[datetime]) -> Iterator[tuple[int, str, int, int]]:
    for place, rating, often in insight_numbers.by_week(tx, person.id, bounds, "before"):
        yield place, BEFORE, rating, often
    for place, rating, often in insight_numbers.by_week(tx, person.id, bounds, "after"):
        yield place, AFTER, rating, often


def _scales(tx: Transaction, person: Person, known: Catalogue) -> Iterable[ScaleSeries]:
    """In the order of the questions. Distress is not among them: it is a run's own rating."""
    found: dict[tuple[str, str], list[Point]] = defaultdict(list)
    scripts = known.of_kind(CHECK_IN)
    for script_id, step, at, value in insight_answers.ratings(tx, person.id, Criteria(scripts), CHECK_INS):
        found[script_id, step].append(Point(at, value))
    for script_id in scripts:
        for one in known.scripts[script_id].steps:
            points = found.get((script_id, one.id))
            if points and isinstance(one, Scale) and one.log_as is None:
                asked = one.question.to(known.language)
                yield ScaleSeries(script_id, one.id, asked, one.lowest, one.highest, tuple(points))
