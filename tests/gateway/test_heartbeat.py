from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.clients.rasa import RasaClient
from bot.gateway import heartbeat
from bot.gateway.courier import Courier
from bot.gateway.dispatcher import Dispatcher
from bot.gateway.heartbeat import NAME, keep_beating
from bot.scripts.library import Library
from bot.services import paging
from bot.services.conversation import Database
from tests.gateway.channel_fake import FakeChannel
from tests.guards import practice_of_checkout


@pytest.fixture
def dispatcher(database: Database, library: Library, monkeypatch: pytest.MonkeyPatch) -> Dispatcher:
    monkeypatch.setattr(heartbeat, "EVERY_SECONDS", 0.02)
    rasa, courier = RasaClient("http://127.0.0.1:1", "X", "s"), Courier(database, FakeChannel())
    return Dispatcher(database, rasa, courier, practice_of_checkout(library))


@asynccontextmanager
async def running(*endless: object) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(one) for one in endless]  # type: ignore[arg-type]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def beats_on(database: Database) -> bool:
    """Whether the heartbeat changes within a moment."""
    before = paging.beats(database).get(NAME)
    for _ in range(50):
        await asyncio.sleep(0.02)
        if paging.beats(database).get(NAME) != before:
            return True
    return False


async def test_it_beats_while_the_dispatcher_reads_the_inbox(database: Database, dispatcher: Dispatcher) -> None:
    async with running(dispatcher.run(), keep_beating(database, dispatcher)):
        assert await beats_on(database)
        assert await beats_on(database)


async def test_it_does_not_beat_for_a_dispatcher_that_stands_still(database: Database, dispatcher: Dispatcher) -> None:
    dispatcher.looked_at -= heartbeat.LATE_SECONDS + 1
    async with running(keep_beating(database, dispatcher)):
        assert not await beats_on(database)


async def test_a_dispatcher_with_nothing_to_do_counts_as_alive(
    database: Database, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gateway.dispatcher.IDLE_SECONDS", 0.05)
    async with running(dispatcher.run()):
        await asyncio.sleep(0.2)
        first = dispatcher.looked_at
        await asyncio.sleep(0.2)
        assert dispatcher.looked_at > first


async def test_it_beats_again_after_the_database_was_away(
    database: Database, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(keep_beating(database, dispatcher)):
        assert await beats_on(database)
        with sqlite3.connect(str(database.file), isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            assert not await beats_on(database)
            other.execute("ROLLBACK")
        assert await beats_on(database)
