"""How long a judgement may take."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

Part = TypeVar("Part")


class TooSlow(Exception):
    """The time for one judgement is over."""


@dataclass(frozen=True)
class Limit:
    """When to give up. It holds in the thread that made it.

    What counts is the processor time of this thread (seconds, ``time.thread_time``): what a message comes to must not
    depend on what else the machine does. Somebody waits, though: the clock (seconds, ``time.monotonic``) has a say too.
    """

    own: float = math.inf
    clock: float = math.inf

    @classmethod
    def of(cls, own_seconds: float, clock_seconds: float) -> Limit:
        """From now on."""
        return cls(time.thread_time() + own_seconds, time.monotonic() + clock_seconds)

    def sooner(self, own_seconds: float) -> Limit:
        """The same with so much less time of its own."""
        return Limit(self.own - own_seconds, self.clock)

    def has_passed(self) -> bool:
        return time.thread_time() > self.own or time.monotonic() > self.clock


NO_LIMIT = Limit()


def in_time(parts: Sequence[Part], limit: Limit) -> Iterator[Part]:
    """Each part (a sentence, a reading) in turn, as long as there is time. Raises TooSlow."""
    for part in parts:
        if limit.has_passed():
            raise TooSlow
        yield part
