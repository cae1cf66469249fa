"""A clock that tests set."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

MONDAY_NOON = datetime(2026, 3, 2, 17, tzinfo=timezone.utc)
"""Noon in New York."""


class Clock:
    """Stands still until it is moved. Put it in place with ``monkeypatch.setattr(ids, "clock", clock)``."""

    def __init__(self, moment: datetime = MONDAY_NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **length: float) -> datetime:
        """Move on, or back, by ``minutes=5``."""
        self.moment += timedelta(**length)
        return self.moment
