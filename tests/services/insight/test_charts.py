from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from bot.db.database import Database
from bot.services import insight
from bot.services.insight import Week
from tests.clock import Clock
from tests.services.insight.watched import Watched, statements


def test_rated_runs_stand_oldest_first_and_unrated_ones_are_left_out(watched: Watched) -> None:
    first = watched.runs("five_senses", rated=(8, 3))
    watched.runs("five_senses")
    second = watched.runs("mood_check_in", rated=(6, None))
    third = watched.runs("long_exhale", rated=(None, 2))
    found = [(run.id, run.script.title, run.before, run.after) for run in watched.series().runs]
    assert found == [
        (first, "Five senses", 8, 3),
        (second, "Mood check-in", 6, None),
        (third, "Long exhale breathing", None, 2),
    ]


def test_only_the_newest_runs_are_drawn(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [watched.runs(rated=(8, 3)) for _ in range(3)]
    monkeypatch.setattr("bot.services.insight.charts.RATED_RUNS", 2)
    assert [run.id for run in watched.series().runs] == ids[1:]


def test_weeks_are_those_of_the_wall_with_medians_of_both_ratings(watched: Watched, clock: Clock) -> None:
    clock.moment = datetime(2026, 3, 2, 4, 30, tzinfo=timezone.utc)  # half past eleven on Sunday in New York
    watched.runs(rated=(9, 5))
    clock.move(hours=1)
    watched.runs(rated=(8, 2))
    watched.runs(rated=(5, 4))
    watched.runs("mood_check_in", rated=(2, None))
    *_, before, this = watched.series().weeks
    assert before == Week(date(2026, 2, 23), 9, 1, 5, 1)
    assert this == Week(date(2026, 3, 2), 5, 3, 3, 2)


def test_weeks_change_with_the_clocks(watched: Watched, clock: Clock) -> None:
    """In New York they do on Sunday, 8 March 2026, at two: that week has an hour less."""
    clock.moment = datetime(2026, 3, 9, 3, 59, tzinfo=timezone.utc)
    watched.runs(rated=(9, 5))
    clock.moment = datetime(2026, 3, 9, 4, 0, tzinfo=timezone.utc)
    watched.runs(rated=(1, 1))
    *_, before, this = watched.series().weeks
    assert (before.start, before.before, this.start, this.before) == (date(2026, 3, 2), 9, date(2026, 3, 9), 1)


def test_half_a_year_of_weeks_is_there_whatever_is_in_them(watched: Watched, clock: Clock) -> None:
    watched.runs(rated=(9, 5))
    clock.move(days=7 * 25)
    weeks = watched.series().weeks
    assert [week.before_ratings for week in weeks] == [1] + [0] * 25
    clock.move(days=7)
    assert {week.before_ratings for week in watched.series().weeks} == {0}
    assert all(later.start - one.start == timedelta(days=7) for one, later in pairwise(weeks))


def test_mood_comes_from_check_ins_with_its_dates(watched: Watched, clock: Clock) -> None:
    first = clock.moment
    watched.runs("mood_check_in", ("mood", "number", "3", 3, "share"), ("urges", "number", "9", 9, "share"))
    second = clock.moment
    watched.runs("mood_check_in", ("mood", "number_own", "7 as I slept", 7, "keep"))
    watched.runs("five_senses", ("mood", "number", "1", 1, "share"))
    found = watched.series()
    mood = found.scale("mood")
    assert mood is not None
    assert (mood.question, mood.lowest, mood.highest) == ("How is your mood today?", 0, 10)
    assert [(point.at, point.value) for point in mood.points] == [(first, 3), (second, 7)]
    assert [scale.step for scale in found.scales] == ["mood", "urges"]
    assert found.scale("sleep") is None


def test_fifty_runs_take_as_many_statements_as_one(watched: Watched, database: Database) -> None:
    def count() -> int:
        with database.reading() as tx:
            known, person = watched.known(tx), watched.seen(tx)
            with statements(database) as found:
                insight.series(tx, known, person, watched.clock.moment)
        return len(found)

    watched.runs("mood_check_in", ("mood", "number", "3", 3, "share"), rated=(5, None))
    one = count()
    for _ in range(49):
        watched.runs("mood_check_in", ("mood", "number", "3", 3, "share"), rated=(5, None))
    assert count() == one == 4
