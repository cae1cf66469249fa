"""Ids and the clock."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone


def new_id() -> str:
    """A random id of 32 hex digits."""
    return uuid.uuid4().hex


def now() -> datetime:
    return datetime.now(timezone.utc)
