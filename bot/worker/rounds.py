"""Something to be done again and again for as long as the process lives, whatever fails in between."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.logs import Log
from bot.services.setup import DatabaseUnavailable

log = Log("worker")

PAUSE_SECONDS = 1.0
"""After a round that failed."""


@dataclass
class Round:
    """``work`` with a pause of ``every`` seconds between, for ever. ``done_at``: when it last went well (monotonic)."""

    name: str
    every: float
    work: Callable[[], Awaitable[None]]
    done_at: float = field(default_factory=time.monotonic)

    async def run(self) -> None:
        """Until cancelled. A database that is away is waited for; no other error ends it either."""
        while True:
            if await self._succeeded():
                self.done_at = time.monotonic()
                await asyncio.sleep(self.every)
            else:
                await asyncio.sleep(max(self.every, PAUSE_SECONDS))

    def late_by(self) -> float:
        """Seconds since it last went well."""
        return time.monotonic() - self.done_at

    async def _succeeded(self) -> bool:
        try:
            await self.work()
        except DatabaseUnavailable as error:
            log.error("database_unavailable", error=error, round=self.name)
        except Exception as error:
            log.error("round_failed", error=error, round=self.name)
        else:
            return True
        return False


async def run_all(rounds: list[Round], stop: asyncio.Event) -> None:
    """Side by side, until ``stop``; none waits for another."""
    tasks = [asyncio.create_task(one.run()) for one in rounds]
    await stop.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def each_in_a_thread(*calls: Callable[[], object]) -> Callable[[], Awaitable[None]]:
    """One after the other. All are tried, also when one fails; then the first failure is raised."""

    async def work() -> None:
        failures = []
        for call in calls:
            try:
                await asyncio.to_thread(call)
            except Exception as error:
                failures.append(error)
        if failures:
            raise failures[0]

    return work
