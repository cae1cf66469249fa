"""The loop that asks Telegram, against the strict fake; what it stores is counted here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.clients.telegram.api import telegram_api
from bot.clients.telegram.updates import update_id_of
from bot.gateway.telegram.polling import Poller
from bot.services.conversation import DatabaseUnavailable
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.faults import Fault


class Shelf:
    """Stores updates, or fails as told."""

    def __init__(self) -> None:
        self.stored: list[Any] = []
        self.broken = False

    async def take(self, raw: Any) -> None:
        if self.broken:
            raise DatabaseUnavailable("away")
        self.stored.append(raw)

    @property
    def numbers(self) -> list[int | None]:
        return [update_id_of(raw) for raw in self.stored]


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@asynccontextmanager
async def polling(telegram: FakeTelegram, shelf: Shelf) -> AsyncIterator[Poller]:
    async with telegram_api(telegram.token, telegram.url) as api:
        assert api
        poller = Poller(api, shelf.take, seconds=1, yield_seconds=0.3)
        task = asyncio.create_task(poller.run())
        try:
            yield poller
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_nothing_is_confirmed_before_it_is_stored(telegram: FakeTelegram) -> None:
    shelf, robin = Shelf(), telegram.person()
    shelf.broken = True
    robin.write("one")
    robin.write("two")
    async with polling(telegram, shelf):
        await telegram.becomes(lambda: len(telegram.calls_of("getUpdates")) > 1)
        assert len(telegram.pending) == 2
        shelf.broken = False
        await telegram.becomes(lambda: telegram.pending == [])
    assert [raw["message"]["text"] for raw in shelf.stored] == ["one", "two"]


async def test_numbers_that_begin_anew_lose_nothing(telegram: FakeTelegram) -> None:
    shelf, robin = Shelf(), telegram.person()
    telegram.next_update_id = 900_000_000
    robin.write("before")
    async with polling(telegram, shelf):
        await telegram.becomes(lambda: telegram.pending == [] and len(shelf.stored) == 1)
        telegram.next_update_id = 5
        for number in range(3):
            robin.write(f"after {number}")
        await telegram.becomes(lambda: len(shelf.stored) >= 4 and telegram.pending == [])
    assert {raw["message"]["text"] for raw in shelf.stored} == {"before", "after 0", "after 1", "after 2"}


async def test_the_confirming_offset_is_used_once(telegram: FakeTelegram) -> None:
    shelf, robin = Shelf(), telegram.person()
    async with polling(telegram, shelf):
        robin.write("one")
        await telegram.becomes(lambda: telegram.pending == [] and len(shelf.stored) == 1)
        seen = len(telegram.calls_of("getUpdates"))
        await telegram.becomes(lambda: len(telegram.calls_of("getUpdates")) > seen)
    offsets = [call.parameters.get("offset") for call in telegram.calls_of("getUpdates")]
    assert offsets.count(None) == len(offsets) - 1


async def test_of_two_pollers_one_yields_and_nothing_is_lost(
    telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    one, other, robin = Shelf(), Shelf(), telegram.person()
    async with polling(telegram, one), polling(telegram, other):
        await telegram.becomes(lambda: "another_poller" in caplog.text)
        for number in range(10):
            robin.write(f"line {number}")
        await telegram.becomes(lambda: telegram.pending == [])
    assert {raw["message"]["text"] for raw in one.stored + other.stored} == {f"line {number}" for number in range(10)}


@pytest.mark.parametrize("fault", [Fault(500), Fault(502), Fault("cut"), Fault("garbage"), Fault(429, retry_after=1)])
async def test_it_goes_on_after_a_fault(telegram: FakeTelegram, fault: Fault) -> None:
    shelf, robin = Shelf(), telegram.person()
    telegram.fail("getUpdates", times=2, with_=fault)
    robin.write("one")
    async with polling(telegram, shelf):
        await telegram.becomes(lambda: telegram.pending == [])
    assert len(shelf.stored) == 1


async def test_an_update_without_a_number_stops_nobody(telegram: FakeTelegram) -> None:
    shelf, robin = Shelf(), telegram.person()
    async with polling(telegram, shelf):
        robin.write("one")
        telegram.inject({"message": "no number"})
        robin.write("two")
        await telegram.becomes(lambda: {"one", "two"} <= {_text(raw) for raw in shelf.stored})


async def test_a_poller_that_telegram_does_not_answer_is_late(telegram: FakeTelegram) -> None:
    async with telegram_api(telegram.token, telegram.url) as api:
        assert api
        poller = Poller(api, Shelf().take, seconds=1)
        assert not poller.is_late
        poller.polled_at -= 62
        assert poller.is_late


def _text(raw: Any) -> str:
    message = raw.get("message")
    return str(message.get("text")) if isinstance(message, dict) else ""
