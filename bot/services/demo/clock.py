"""Lets the services work at another moment: what they store then bears the times that it would have had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.db import ids


class Then:
    """A clock that stands still until it is moved on."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **length: float) -> None:
        """By ``minutes=5``."""
        self.moment += timedelta(**length)


@contextmanager
def at(moment: datetime) -> Iterator[Then]:
    """The clock of all rooms stands at this moment. For commands alone: it is that of the whole process."""
    before, then = ids.clock, Then(moment)
    ids.clock = then
    try:
        yield then
    finally:
        ids.clock = before
