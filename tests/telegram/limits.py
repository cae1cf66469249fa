"""Telegram's limits on how fast a bot may write."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from tests.telegram.errors import too_many


@dataclass
class Limits:
    """Off until ``on``. Short bursts pass; whoever was refused stays refused until the pause it was told is over."""

    on: bool = False
    per_chat: float = 1.0
    chat_burst: int = 3
    overall: float = 30.0
    overall_burst: int = 30
    per_group: float = 20 / 60
    group_burst: int = 20
    _buckets: dict[int, _Bucket] = field(default_factory=dict)

    def spend(self, chat: int) -> None:
        """One message or edit; the 429 when it is one too many."""
        if not self.on:
            return
        waits = [self._bucket(chat, chat < 0).wait(), self._bucket(0, False).wait()]
        if max(waits) > 0:
            wait = math.ceil(max(waits))
            self._bucket(chat if waits[0] > 0 else 0, chat < 0).refuse(wait)
            raise too_many(wait)
        self._bucket(chat, chat < 0).take()
        self._bucket(0, False).take()

    def _bucket(self, chat: int, is_group: bool) -> _Bucket:
        if chat not in self._buckets:
            rate, burst = (self.per_group, self.group_burst) if is_group else (self.per_chat, self.chat_burst)
            if not chat:
                rate, burst = self.overall, self.overall_burst
            self._buckets[chat] = _Bucket(rate, burst)
        return self._buckets[chat]


class _Bucket:
    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._level, self._at, self._refused_until = float(burst), time.monotonic(), 0.0

    def wait(self) -> float:
        """Seconds until the next one passes."""
        now = time.monotonic()
        self._level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now
        return max((1 - self._level) / self._rate, self._refused_until - now, 0)

    def take(self) -> None:
        self._level -= 1

    def refuse(self, seconds: int) -> None:
        self._refused_until = max(self._refused_until, self._at + seconds)
