"""Alarms the addresses that are kept in memory. It needs no disk and no database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.clients.staff_notifier import SendFailed
from bot.escalation.texts import SafetyTexts
from bot.logs import Log
from bot.worker.delivery import Send

log = Log("watchdog.alarm")

REPEAT_SECONDS = 600.0
RETRY_SECONDS = 5.0
SETTLE_SECONDS = 10.0
"""All must have been well for so long before that is said: what comes and goes is one alarm."""


@dataclass
class _Told:
    """What one address was told last, and when it is to be told something next."""

    faults: frozenset[str] = frozenset()
    not_before: float = 0.0
    repeat_at: float = 0.0
    under_way: bool = False


@dataclass
class Alarm:
    """Tells each address by itself: one that fails is tried again, and delays no other."""

    addresses: Mapping[str, str]
    texts: SafetyTexts
    send: Send
    repeat: float = REPEAT_SECONDS
    retry: float = RETRY_SECONDS
    settle: float = SETTLE_SECONDS
    clock: Callable[[], float] = time.monotonic
    _told: dict[str, _Told] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _well_since: float | None = None

    def tell(self, faults: frozenset[str]) -> None:
        """Say what is wrong, where it is news or time to repeat it; where it was said, say once that it is over."""
        if faults:
            self._well_since = None
        elif self._well_since is None:
            self._well_since = self.clock()
        for name in self.addresses:
            told = self._told.setdefault(name, _Told())
            if not told.under_way and self.clock() >= told.not_before and self._is_due(told, faults):
                told.under_way = True
                task = asyncio.create_task(self._tell(name, told, faults))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _is_due(self, told: _Told, faults: frozenset[str]) -> bool:
        if self._well_since is not None:
            return bool(told.faults) and self.clock() - self._well_since >= self.settle
        return bool(faults - told.faults) or self.clock() >= told.repeat_at

    async def _tell(self, name: str, told: _Told, faults: frozenset[str]) -> None:
        title, body = self.texts.alarm(", ".join(sorted(faults))) if faults else self.texts.alarm_over()
        try:
            await self.send(self.addresses[name], title, body)
        except SendFailed as failure:
            self._not_told(name, told, failure.code)
        except Exception as error:  # a fault of ours: the next try may do better, and no address may go untold
            self._not_told(name, told, type(error).__name__)
        else:
            log.info("alarm_sent" if faults else "alarm_over_sent", address=name)
            told.faults = faults and told.faults | faults
            told.repeat_at = self.clock() + self.repeat
        finally:
            told.under_way = False

    def _not_told(self, name: str, told: _Told, code: str) -> None:
        log.error("alarm_not_sent", address=name, code=code)
        told.not_before = self.clock() + self.retry
