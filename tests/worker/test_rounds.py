from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.db.database import Database, DatabaseUnavailable
from bot.services import paging
from bot.worker import rounds as module
from bot.worker.__main__ import LATE_SECONDS, NotAlive, beat
from bot.worker.rounds import Round, each_in_a_thread, run_all


class Work:
    """Counts its calls; the first ones fail as told."""

    def __init__(self, *problems: Exception) -> None:
        self.problems = list(problems)
        self.calls = 0

    async def __call__(self) -> None:
        self.calls += 1
        if self.problems:
            raise self.problems.pop(0)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.02)


async def run_until(holds: Callable[[], bool], *rounds: Round) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(run_all(list(rounds), stop))
    for _ in range(200):
        if holds():
            break
        await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(running, 1)
    assert holds()


async def test_no_error_ends_a_round() -> None:
    work = Work(DatabaseUnavailable("x"), RuntimeError("a fault of ours"), DatabaseUnavailable("x"))
    await run_until(lambda: work.calls >= 6, Round("work", 0.01, work))


async def test_a_round_that_hangs_holds_up_no_other() -> None:
    async def hang() -> None:
        await asyncio.sleep(60)

    work = Work()
    await run_until(lambda: work.calls >= 5, Round("hang", 0.01, hang), Round("work", 0.01, work))


async def test_each_call_is_tried_also_when_one_before_it_fails() -> None:
    called: list[str] = []

    def fails() -> None:
        called.append("fails")
        raise DatabaseUnavailable("x")

    work = each_in_a_thread(fails, lambda: called.append("works"))
    with pytest.raises(DatabaseUnavailable):
        await work()
    assert called == ["fails", "works"]


async def test_the_worker_beats_only_while_every_round_goes_well(database: Database) -> None:
    working = [Round("deliver", 0.2, Work()), Round("audit", 10, Work())]
    await beat(database, working)
    first = paging.beats(database)["worker"]
    working[1].done_at -= LATE_SECONDS + 5
    await beat(database, working)
    assert paging.beats(database)["worker"] > first
    working[0].done_at -= LATE_SECONDS + 1
    with pytest.raises(NotAlive, match="deliver"):
        await beat(database, working)
