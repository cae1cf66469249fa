"""What the charts of a participant show: drawn, said in words, and as a table, from the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.services.insight import RatedRun, ScaleSeries, Series, Week
from bot.web import times
from bot.web.participants.charts import Lines, drawn

MOST_RUNS, MOST_CHECK_INS = 20, 30
"""The newest so many: dots of more would touch each other."""
MOOD, CHECK_IN = "mood", "check_in"
_RATED = ("Before", "After")
Number = float | None


@dataclass(frozen=True)
class Picture:
    """``words`` say what ``image`` shows; ``rows`` are all numbers in it, oldest first, under ``heads``."""

    title: str
    image: str
    words: str
    key: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def pictures(series: Series, zone: ZoneInfo) -> list[Picture]:
    """Those that there are numbers for. A check-in asks once, so it is no run with a before and an after."""
    mood = series.scale(MOOD)
    practice = [run for run in series.runs if run.script.kind != CHECK_IN]
    found = [_runs(practice[-MOST_RUNS:], zone), _weeks(series.weeks), _scale(mood, zone) if mood else None]
    return [one for one in found if one is not None]


def _runs(runs: Sequence[RatedRun], zone: ZoneInfo) -> Picture | None:
    if not runs:
        return None
    before, after = tuple(run.before for run in runs), tuple(run.after for run in runs)
    days = tuple(_short(run.at.astimezone(zone).date()) for run in runs)
    told = (times.day_and_clock(run.at, zone) for run in runs)
    what = f"Distress from 0 to 10 in {_newest(len(runs), 'run')} with a rating"
    return Picture(
        "Distress, run by run",
        drawn(Lines(days, (before, after))),
        f"{what}, {_span(days)}. {_both(before, after)}",
        "Dashed: before. Solid: after.",
        ("When", "What", *_RATED),
        tuple(
            (when, run.script.title, _said(run.before), _said(run.after)) for when, run in zip(told, runs, strict=True)
        ),
    )


def _weeks(weeks: Sequence[Week]) -> Picture | None:
    """From the first week with a rating on."""
    rated = [place for place, week in enumerate(weeks) if week.before_ratings or week.after_ratings]
    if not rated:
        return None
    shown = weeks[rated[0] :]
    before, after = tuple(week.before for week in shown), tuple(week.after for week in shown)
    days = tuple(_short(week.start) for week in shown)
    return Picture(
        "Distress, week by week",
        drawn(Lines(days, (before, after))),
        f"Median distress from 0 to 10 in weeks that began {_span(days)}. {_both(before, after)}",
        "Medians. Dashed: before, with check-ins. Solid: after.",
        ("Week of", *_RATED, "Ratings"),
        tuple((day, _said(one.before), _said(one.after), _ratings(one)) for day, one in zip(days, shown, strict=True)),
    )


def _scale(scale: ScaleSeries, zone: ZoneInfo) -> Picture:
    points = scale.points[-MOST_CHECK_INS:]
    values = tuple(point.value for point in points)
    days = tuple(_short(point.at.astimezone(zone).date()) for point in points)
    name = scale.step.replace("_", " ").capitalize()
    return Picture(
        f"{name}, check-in by check-in",
        drawn(Lines(days, ((None,) * len(values), values), scale.lowest, scale.highest)),
        f"{name} from {scale.lowest} to {scale.highest} in {_newest(len(points), 'check-in')}, {_span(days)}. "
        f"{_course(values)}",
        f"“{scale.question}” From {scale.lowest} to {scale.highest}.",
        ("When", name),
        tuple((times.day_and_clock(point.at, zone), str(point.value)) for point in points),
    )


def _newest(count: int, what: str) -> str:
    return f"one {what}" if count == 1 else f"the newest {count} {what}s"


def _both(before: Sequence[Number], after: Sequence[Number]) -> str:
    return f"Before: {_course(before)} After: {_course(after)}"


def _course(values: Sequence[Number]) -> str:
    """How it began, how it ended, and between what it was."""
    known = [value for value in values if value is not None]
    if not known:
        return "no rating."
    if len(known) == 1:
        return f"{known[0]:g}, once."
    return f"from {known[0]:g} to {known[-1]:g}, lowest {min(known):g}, highest {max(known):g}."


def _said(value: Number) -> str:
    return "–" if value is None else f"{value:g}"


def _ratings(week: Week) -> str:
    return f"{week.before_ratings} before, {week.after_ratings} after"


def _span(days: Sequence[str]) -> str:
    return f"from {days[0]} to {days[-1]}" if days[0] != days[-1] else f"on {days[0]}"


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"
