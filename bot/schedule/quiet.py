"""Hours in which nobody is written to, by the clock on the person's wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from bot.schedule.walls import time_written, wall_of

LOOK_AHEAD_DAYS = 4
"""Where the open hours are so short that a change of clocks swallows them, the next day's count."""


@dataclass(frozen=True)
class QuietHours:
    """From ``start`` to before ``end``, over midnight where start is later. Both alike: never quiet."""

    start: time
    end: time

    @classmethod
    def written(cls, text: str) -> QuietHours:
        """ "21:00-08:00". Raises ValueError."""
        start, dash, end = text.partition("-")
        if not dash:
            raise ValueError(f"{text!r} are no quiet hours; write them as 21:00-08:00")
        return cls(time_written(start), time_written(end))

    @property
    def open_minutes(self) -> int:
        """Minutes of a day that are not quiet."""
        length = (self.end.hour - self.start.hour) * 60 + self.end.minute - self.start.minute
        return 24 * 60 - length % (24 * 60)

    def hold(self, wall: time) -> bool:
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


@dataclass(frozen=True)
class Rhythm:
    """One person's time zone and quiet hours."""

    zone: ZoneInfo
    quiet: QuietHours

    def is_quiet(self, moment: datetime) -> bool:
        return self.quiet.hold(wall_of(moment, self.zone).time())

    def after_quiet(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours it falls into."""
        if not self.is_quiet(moment):
            return moment
        today = wall_of(moment, self.zone).date()
        ends = (
            datetime.combine(today + timedelta(days=ahead), self.quiet.end, self.zone).replace(fold=fold)
            for ahead in range(LOOK_AHEAD_DAYS)
            for fold in (0, 1)  # an end that the clocks show twice counts twice
        )
        later = (end.astimezone(timezone.utc) for end in ends)
        return min(end for end in later if end > moment and not self.is_quiet(end))
