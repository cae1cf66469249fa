"""Moments as staff read them: by the program's clock on the wall."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.ids import now

__all__ = ["ago", "clock", "day", "day_and_clock", "day_long", "now"]


def day(moment: datetime, zone: ZoneInfo) -> str:
    """ "Mon 2 Mar"; another year is named."""
    local, today = moment.astimezone(zone), now().astimezone(zone).date()
    return _day(local.date(), today)


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """ "14:05"."""
    return f"{moment.astimezone(zone):%H:%M}"


def day_and_clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{day(moment, zone)}, {clock(moment, zone)}"


def day_long(moment: datetime, zone: ZoneInfo) -> str:
    """ "Monday 2 March"."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}"


def ago(moment: datetime) -> str:
    """ "just now", "5 min", "3 h", "2 days": how long it has been."""
    length = now() - moment
    minutes = int(length / timedelta(minutes=1))
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def _day(on: date, today: date) -> str:
    if on == today:
        return "today"
    if on == today - timedelta(days=1):
        return "yesterday"
    if on == today + timedelta(days=1):
        return "tomorrow"
    year = f" {on:%Y}" if on.year != today.year else ""
    return f"{on:%a} {on.day} {on:%b}{year}"
