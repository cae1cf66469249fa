"""What goes on beside a test: a Rasa that answers as told, a call, several rigs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import add
from typing import Any

from tests.faults.ledger import Ledger
from tests.gateway.rasa_fake import Answer, FakeRasa, says


class RasaInAThread:
    """A Rasa that answers as told, in a thread of its own. Use as a context manager."""

    def __init__(self, *script: Answer) -> None:
        self.fake = FakeRasa(*(script or (says("All right."),)))
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> RasaInAThread:
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._wait(self.fake.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        self._wait(self.fake.__aexit__())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def does(self, answer: Answer) -> None:
        """From now on it answers so."""
        self.fake.script[:] = [answer]

    def _wait(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)


def side_by_side(times: int, rigs: int, work: Callable[[int, int], Ledger]) -> Ledger:
    """``work(number, times)`` in several rigs at once, and the sum of their ledgers."""
    rigs = min(rigs, times)
    shares = [times // rigs + (number < times % rigs) for number in range(rigs)]
    with ThreadPoolExecutor(rigs) as pool:
        return reduce(add, pool.map(work, range(rigs), shares))


def in_background(work: Callable[..., Any], *given: Any, **named: Any) -> Background:
    return Background(lambda: work(*given, **named))


class Background:
    """A call in a thread; ``result`` waits for it and raises what it raised."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._future = self._pool.submit(work)

    def result(self, seconds: float = 120) -> Any:
        try:
            return self._future.result(seconds)
        finally:
            self._pool.shutdown(wait=False)

    @property
    def done(self) -> bool:
        return self._future.done()
