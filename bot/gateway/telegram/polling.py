"""Asks Telegram for updates. They are confirmed only once they are stored, and never further than what was stored."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.clients.telegram.api import POLL_SECONDS, AnotherPoller, TelegramApi, TelegramFailed
from bot.clients.telegram.updates import update_id_of
from bot.logs import Log
from bot.services.conversation import DatabaseUnavailable

log = Log("gateway.telegram.polling")

YIELD_SECONDS = 30.0
"""How long this one stays away when another asks for the same bot's updates; the other goes on meanwhile."""
LONGEST_PAUSE_SECONDS = 15.0
LATE_SECONDS = 60.0
"""Telegram keeps what it could not deliver for 24 hours; somebody has to know long before."""
Take = Callable[[Any], Awaitable[None]]


@dataclass
class Poller:
    """The loop. ``take`` stores one update; what it raises leaves the update, and all behind it, with Telegram."""

    api: TelegramApi
    take: Take
    seconds: int = POLL_SECONDS
    yield_seconds: float = YIELD_SECONDS
    polled_at: float = field(default_factory=time.monotonic)
    """When Telegram last answered (monotonic)."""
    _failures: int = field(default=0)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._drain(await self.api.updates(None, self.seconds))
                self._failures, self.polled_at = 0, time.monotonic()
            except AnotherPoller:
                log.error("another_poller", yielding_seconds=self.yield_seconds)
                await asyncio.sleep(self.yield_seconds)
            except TelegramFailed as failure:
                await self._pause(failure)
            except DatabaseUnavailable as error:
                log.error("not_stored", error=error)
                await asyncio.sleep(1)
            except Exception as error:  # nobody is heard while this loop stands still
                log.error("poll_failed", error=error)
                await asyncio.sleep(1)

    @property
    def is_late(self) -> bool:
        """Whether Telegram has been silent for so long that people must be told: nobody is heard meanwhile."""
        return time.monotonic() - self.polled_at > self.seconds + LATE_SECONDS

    async def _drain(self, batch: list[Any]) -> None:
        """Store a batch, confirm it, and go on with what came meanwhile.

        The confirming offset follows the batch's last update and is used for that one call. It is not kept: Telegram
        may begin to count anew, and an offset remembered from before would throw away all that has a lower number.
        """
        while batch:
            for raw in batch:
                await self.take(raw)
            numbers = [number for number in map(update_id_of, batch) if number is not None]
            if not numbers:
                log.error("update_without_number")
                await asyncio.sleep(1)
                return
            batch = await self.api.updates(numbers[-1] + 1, 0)

    async def _pause(self, failure: TelegramFailed) -> None:
        self._failures += 1
        seconds = failure.retry_after or min(2.0 ** min(self._failures, 6) / 4, LONGEST_PAUSE_SECONDS)
        log.warning("telegram_away", code=failure.code, failures=self._failures)
        await asyncio.sleep(seconds)
