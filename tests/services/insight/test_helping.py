from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import update

from bot.db import assignments, tables
from bot.db.database import Database
from bot.services import insight
from bot.services.insight import Comparison
from tests.clock import Clock
from tests.services.insight.conftest import Enrols
from tests.services.insight.watched import Watched, statements

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def helped(watched: Watched) -> list[tuple[str, int, float | None]]:
    return [(one.script.title, one.change.runs, one.change.median) for one in watched.helps()]


def compared(watched: Watched) -> dict[str, Comparison]:
    return {one.trigger: one.comparison for one in watched.then_and_now().triggers}


def assign(watched: Watched, script_id: str, *, times: int = 1, at: str = "18:00", days: tuple[str, ...] = ()) -> str:
    with watched.database.transaction() as tx:
        row_id = assignments.add(tx, watched.id, script_id, days or EVERY_DAY, at)
        tx.run(update(tables.assignment).where(tables.assignment.c.id == row_id).values(times_a_day=times))
    return row_id


def test_what_helps_is_the_median_fall_with_how_many_runs_it_is_of(watched: Watched) -> None:
    for after in (2, 5, 7):
        watched.runs("five_senses", rated=(8, after))
        watched.runs("long_exhale", rated=(5, 5))
    watched.runs("box_breathing", rated=(9, 1))
    watched.runs("five_senses", rated=(8, None))
    assert helped(watched) == [
        ("Five senses", 3, -3),
        ("Long exhale breathing", 3, 0),
        ("Box breathing", 1, None),
    ]


def test_what_helps_can_be_asked_since_a_moment(watched: Watched, clock: Clock) -> None:
    watched.runs(rated=(8, 2))
    since = clock.moment
    watched.runs(rated=(8, 4))
    with watched.database.reading() as tx:
        [one] = insight.what_helps(tx, watched.known(tx), watched.seen(tx), since)
    assert one.change.runs == 1


def test_the_earliest_runs_of_a_trigger_stand_beside_its_latest(watched: Watched) -> None:
    for before in (9, 8, 8, 7, 7, 6, 6, 5, 4, 4, 3, 2):
        watched.runs("five_senses", rated=(before, before - 1), trigger="work")
    for _ in range(5):
        watched.runs("five_senses", rated=(5, 5), trigger="family")
    watched.runs("five_senses", rated=(5, 5))
    found = compared(watched)
    assert list(found) == ["Work or school", "Family or partner"]
    work = found["Work or school"]
    assert work.then is not None
    assert work.now is not None
    assert (work.runs, work.then.before, work.then.after, work.now.before, work.now.after) == (12, 8, 7, 4, 3)
    assert (found["Family or partner"].runs, found["Family or partner"].then) == (5, None)


def test_runs_without_both_ratings_are_not_compared(watched: Watched) -> None:
    for _ in range(6):
        watched.runs("five_senses", rated=(5, None), trigger="work")
    assert compared(watched) == {}


def test_runs_from_before_triggers_had_an_index_are_read_too(watched: Watched, database: Database) -> None:
    for before in (9, 9, 8):
        watched.runs("five_senses", rated=(before, 5), trigger="work")
    watched.runs("five_senses", rated=(5, 5))
    with database.transaction() as tx:
        tx.run(update(tables.run).values(trigger_index=None))
    for before in (3, 2, 2):
        watched.runs("five_senses", rated=(before, 1), trigger="work")
    [(trigger, one)] = compared(watched).items()
    assert one.then is not None
    assert one.now is not None
    assert (trigger, one.runs, one.then.before, one.now.before) == ("Work or school", 6, 9, 2)
    assert watched.then_and_now().complete


def test_it_is_said_when_not_all_old_runs_were_read(
    watched: Watched, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.db.insight_numbers.OLD_RUNS", 3)
    for number in range(7):
        watched.runs("five_senses", rated=(5, 5), trigger="work")
        with database.transaction() as tx:
            tx.run(update(tables.run).values(trigger_index=None))
        if number < 5:
            assert watched.then_and_now().complete
            assert compared(watched)["Work or school"].runs == number + 1
    assert not watched.then_and_now().complete


def test_practice_is_counted_against_what_was_due(watched: Watched, clock: Clock) -> None:
    since = clock.moment
    assign(watched, "five_senses", times=2)
    assign(watched, "long_exhale", days=("tue",))
    watched.runs("five_senses", origin="assigned")
    watched.runs("five_senses", origin="own")
    watched.runs("five_senses", status="stopped")
    watched.runs("box_breathing")
    clock.moment = since + timedelta(days=3)  # Thursday noon: three evenings have passed
    found = [(one.script.title, one.due, one.done, one.begun) for one in watched.dose(since)]
    assert found == [("Five senses", 6, 2, 1), ("Long exhale breathing", 1, 0, 0)]


def test_a_measure_is_no_practice_that_is_due(watched: Watched, clock: Clock) -> None:
    since = clock.moment
    assign(watched, "gad7")
    clock.move(days=5)
    assert watched.dose(since) == []


def test_practice_is_due_from_when_it_was_assigned_until_it_ended(watched: Watched, clock: Clock) -> None:
    since = clock.moment
    clock.move(days=2)
    row_id = assign(watched, "five_senses")
    clock.move(days=3)
    with watched.database.transaction() as tx:
        assignments.end(tx, row_id)
    clock.move(days=5)
    [one] = watched.dose(since)
    assert one.due == 3
    assert watched.dose(clock.moment - timedelta(days=1)) == [], "it had ended by then"


def test_two_assignments_of_one_script_are_one_dose(watched: Watched, clock: Clock) -> None:
    since = clock.moment
    assign(watched, "five_senses", at="18:00")
    assign(watched, "five_senses", at="09:00")
    watched.runs("five_senses")
    clock.moment = since + timedelta(days=1)
    [one] = watched.dose(since)
    assert (one.due, one.done) == (2, 1)


def test_hours_are_those_of_the_wall(watched: Watched, clock: Clock) -> None:
    clock.moment = since = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
    assign(watched, "five_senses", at="18:00")
    clock.moment = datetime(2026, 3, 2, 22, 59, tzinfo=timezone.utc)
    assert [one.due for one in watched.dose(since)] == [0]
    clock.move(minutes=1)
    assert [one.due for one in watched.dose(since)] == [1]


def test_nothing_of_other_participants_is_counted(enrol: Enrols, clock: Clock) -> None:
    one, other = enrol(), enrol()
    for _ in range(6):
        other.runs("five_senses", rated=(8, 1), trigger="work")
    assign(one, "five_senses")
    clock.move(days=1)
    assert helped(one) == []
    assert compared(one) == {}
    assert [dose.done for dose in one.dose(clock.moment - timedelta(days=2))] == [0]


def test_fifty_runs_take_as_many_statements_as_one(watched: Watched, database: Database) -> None:
    def count() -> int:
        with database.reading() as tx:
            known, person = watched.known(tx), watched.seen(tx)
            with statements(database) as found:
                insight.what_helps(tx, known, person)
                insight.then_and_now(tx, known, person)
                insight.practice_done(tx, known, person, watched.clock.moment - timedelta(days=9), watched.clock.moment)
        return len(found)

    assign(watched, "five_senses")
    watched.runs("five_senses", rated=(5, 5), trigger="work")
    one = count()
    for trigger in ("work", "family", "money", "body", "memory") * 10:
        watched.runs("five_senses", rated=(5, 5), trigger=trigger)
    assert count() == one == 7
