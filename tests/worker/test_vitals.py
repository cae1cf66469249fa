from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.db.database import Database
from bot.services import paging
from bot.services.setup import DatabaseUnavailable
from bot.worker import vitals as module
from bot.worker.vitals import FORGET_SECONDS, Look, Seen, Vitals

NOON = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)
LIMIT = 30


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Beating:
    """Two processes that beat, or not, and a look every two seconds."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.vitals = Vitals(("gateway", "worker"), LIMIT, self.clock)
        self.wall = NOON
        self.beats: dict[str, datetime] = {}

    def passes(self, seconds: float, *names: str, faults: tuple[str, ...] = (), readable: bool = True) -> None:
        """Time passes while these beat."""
        for _ in range(int(seconds / 2)):
            self.clock.now += 2
            self.wall += timedelta(seconds=2)
            self.beats |= dict.fromkeys(names, self.wall)
            self.vitals.note(Seen(dict(self.beats) if readable else None, frozenset(faults)))


BOTH = ("gateway", "worker")


def test_all_is_proven_once_both_have_been_seen_to_beat() -> None:
    beating = Beating()
    assert not beating.vitals.all_proven
    beating.passes(2, *BOTH)
    assert not beating.vitals.all_proven
    beating.passes(2, *BOTH)
    assert beating.vitals.all_proven
    assert beating.vitals.lasting == frozenset()


def test_heartbeats_left_by_processes_that_died_before_prove_nothing() -> None:
    beating = Beating()
    beating.beats = dict.fromkeys(BOTH, NOON)
    beating.passes(2 * LIMIT - 2)
    assert not beating.vitals.all_proven
    assert beating.vitals.lasting == frozenset()
    beating.passes(6)
    assert beating.vitals.lasting == {"gateway_silent", "worker_silent"}


@pytest.mark.parametrize("name", BOTH)
def test_one_that_stops_beating_is_silent_after_the_limit(name: str) -> None:
    beating = Beating()
    beating.passes(60, *BOTH)
    beating.passes(LIMIT - 2, *(set(BOTH) - {name}))
    assert beating.vitals.lasting == frozenset()
    beating.passes(4, *(set(BOTH) - {name}))
    assert beating.vitals.lasting == {f"{name}_silent"}
    assert not beating.vitals.all_proven
    beating.passes(2, *BOTH)
    assert beating.vitals.all_proven


def test_one_that_never_came_is_silent_too() -> None:
    beating = Beating()
    beating.passes(2 * LIMIT + 2, "gateway")
    assert beating.vitals.lasting == {"worker_silent"}


@pytest.mark.parametrize("hours", [1, -1, 24, -24])
def test_a_clock_that_is_set_changes_nothing(hours: int) -> None:
    beating = Beating()
    beating.passes(20, *BOTH)
    beating.wall += timedelta(hours=hours)
    beating.passes(LIMIT * 2, *BOTH)
    assert beating.vitals.all_proven
    beating.wall -= timedelta(hours=hours)
    beating.passes(LIMIT + 2, "gateway")
    assert beating.vitals.lasting == {"worker_silent"}


def test_a_fault_forbids_the_ping_at_once_and_alarms_when_it_lasts() -> None:
    beating = Beating()
    beating.passes(20, *BOTH)
    beating.passes(2, *BOTH, faults=("step_overdue 7c",))
    assert not beating.vitals.all_proven
    assert beating.vitals.lasting == frozenset()
    beating.passes(LIMIT, *BOTH, faults=("step_overdue 7c",))
    assert beating.vitals.lasting == {"step_overdue 7c"}
    beating.passes(FORGET_SECONDS, *BOTH)
    assert beating.vitals.all_proven


def test_while_the_database_cannot_be_read_only_that_is_said() -> None:
    beating = Beating()
    beating.passes(20, *BOTH)
    beating.passes(LIMIT * 2, faults=("database_unavailable",), readable=False)
    assert beating.vitals.lasting == {"database_unavailable"}
    beating.passes(FORGET_SECONDS)
    assert beating.vitals.lasting == frozenset()
    beating.passes(LIMIT)
    assert beating.vitals.lasting == {"gateway_silent", "worker_silent"}


@pytest.mark.parametrize(("every", "alarm"), [(2, "database_unavailable"), (3, "worker_silent"), (10, "worker_silent")])
def test_a_database_that_is_away_now_and_then_hides_no_dead_process(every: int, alarm: str) -> None:
    beating = Beating()
    beating.passes(20, *BOTH)
    beating.passes(LIMIT - 2, "gateway")
    pinged = False
    for number in range(4 * LIMIT):
        away = number % every == 0
        beating.passes(2, "gateway", faults=("database_unavailable",) if away else (), readable=not away)
        pinged |= number * 2 > 3 * LIMIT and beating.vitals.all_proven
    assert alarm in beating.vitals.lasting
    assert not pinged


def test_a_fault_that_is_away_for_a_moment_goes_on() -> None:
    beating = Beating()
    beating.passes(20, *BOTH)
    for _ in range(int(LIMIT / 6) + 1):
        beating.passes(4, *BOTH, faults=("step_overdue 7c",))
        beating.passes(2, *BOTH)
        assert not beating.vitals.all_proven
    assert beating.vitals.lasting == {"step_overdue 7c"}


def test_a_fault_now_and_then_is_no_lasting_one() -> None:
    beating = Beating()
    beating.passes(20, *BOTH)
    for _ in range(10):
        beating.passes(2, *BOTH, faults=("database_unavailable",), readable=False)
        beating.passes(2 * FORGET_SECONDS, *BOTH)
        assert beating.vitals.lasting == frozenset()


def test_a_look_sees_beats_and_findings_and_proves_that_it_can_write(database: Database) -> None:
    paging.beat(database, "gateway")
    seen = Look(lambda: database)()
    assert seen.beats is not None
    assert set(seen.beats) == {"gateway"}
    assert seen.faults == frozenset()
    assert set(paging.beats(database)) == {"gateway", "watchdog"}


def test_a_rota_that_reaches_nobody_is_a_fault(database: Database) -> None:
    assert Look(lambda: database, lambda: False)().faults == {"nobody_can_be_paged"}


def test_a_look_at_a_database_that_cannot_be_written(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    assert "database_not_writable" in Look(lambda: database)().faults


def test_a_look_at_a_database_that_is_gone_makes_no_new_one(database: Database) -> None:
    look = Look(lambda: database)
    look()
    assert database.file
    database.file.unlink()
    assert look() == Seen(None, frozenset({"database_gone"}))
    assert not database.file.exists()


def test_a_look_at_another_file_in_its_place(database: Database, tmp_path: Path) -> None:
    """What the processes still write to has no name any more; what lies there is judged."""
    look = Look(lambda: database)
    look()
    assert database.file
    (tmp_path / "other").write_bytes(b"no database at all" * 100)
    os.replace(tmp_path / "other", database.file)
    seen = look()
    assert seen.beats is None
    assert len(seen.faults) == 1


def test_a_look_that_cannot_open_is_tried_again(database: Database) -> None:
    problems: list[Exception] = [DatabaseUnavailable("x"), OSError("x"), RuntimeError("x")]

    def opener() -> Database:
        if problems:
            raise problems.pop(0)
        return database

    look = Look(opener)
    faults = [next(iter(look().faults)) for _ in range(3)]
    assert faults == ["database_unavailable", "database_gone", "database_RuntimeError"]
    assert look().faults == frozenset()


def test_a_disk_that_is_nearly_full_is_a_fault(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST_FREE_BYTES", 1 << 60)
    assert Look(lambda: database)().faults == {"disk_full"}
