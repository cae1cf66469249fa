"""Moments and the clock on a person's wall.

Moments are aware and in UTC. A wall time is a naive datetime; which zone it is read in stands beside it.
"""

from __future__ import annotations

from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo


def zone_named(name: str) -> ZoneInfo:
    """Raises ValueError for what is no time zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write one such as America/New_York") from None


def time_written(text: str) -> time:
    """ "18:00". Raises ValueError."""
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007  (a wall time has no zone)
    except ValueError:
        raise ValueError(f"{text!r} is no time of day; write it as 18:00") from None


def wall_of(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """A time that the clocks skip comes as much later as they skip; of one they show twice, the first."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(timezone.utc)


def is_skipped(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether no clock shows this time, as in the hour that is left out in spring."""
    return wall_of(moment_of(wall, zone), zone) != wall
