"""Ids and the clock."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timezone


def new_id() -> str:
    """A random id of 32 hex digits."""
    return uuid.uuid4().hex


def now() -> datetime:
    """The present moment in UTC, by ``clock``."""
    return clock()


def _system_clock() -> datetime:
    return datetime.now(timezone.utc)


clock: Callable[[], datetime] = _system_clock
"""The one clock of all rooms; tests put their own here."""
