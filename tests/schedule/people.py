"""Rules, rhythms and moments for tests of the schedule."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.schedule.quiet import QuietHours, Rhythm
from bot.schedule.rules import REMINDERS_FILE, Rules, load_rules
from bot.settings import ROOT

FROM, TO = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2036-01-01")
WALLS = st.datetimes(FROM, TO)
MOMENTS = st.datetimes(FROM, TO, timezones=st.just(timezone.utc))
MINUTES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
FILE = ROOT / "data" / "stories" / REMINDERS_FILE


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Those of this checkout."""
    return load_rules(FILE)


def rhythm(zone: str = "America/New_York", quiet: str = "21:00-08:00") -> Rhythm:
    return Rhythm(ZoneInfo(zone), QuietHours.written(quiet))


def wall(text: str) -> datetime:
    """ "2026-03-02 12:00" by a clock on a wall."""
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    """ "2026-03-02 17:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
