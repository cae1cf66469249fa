"""The same trigger then and now: the earliest runs that it set off, beside the latest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from bot.insight.medians import FEWEST_RUNS

MOST_RUNS = 5
"""On each side: more would reach from then into now."""


@dataclass(frozen=True)
class Rated:
    """A run that was rated before and after, 0–10."""

    at: datetime
    before: int
    after: int


@dataclass(frozen=True)
class Side:
    """Some runs in a row: medians of their ratings, and when the first and the last of them were."""

    runs: int
    before: float
    after: float
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Comparison:
    """``runs``: all with this trigger that were rated. ``then`` and ``now`` are None where these are too few.

    Both sides hold equally many runs, at least three and at most five, and no run is on both.
    """

    trigger: str
    runs: int
    then: Side | None
    now: Side | None


def compare(trigger: str, runs: int, earliest: Sequence[Rated], latest: Sequence[Rated]) -> Comparison:
    """Compare what is known of a trigger's runs.

    Args:
        runs: how many there are in all.
        earliest, latest: oldest first, MOST_RUNS of them or all there are; they may overlap.
    """
    size = min(MOST_RUNS, runs // 2)
    if size < FEWEST_RUNS:
        return Comparison(trigger, runs, None, None)
    return Comparison(trigger, runs, _side(earliest[:size]), _side(latest[-size:]))


def _side(runs: Sequence[Rated]) -> Side:
    before, after = median(run.before for run in runs), median(run.after for run in runs)
    return Side(len(runs), before, after, runs[0].at, runs[-1].at)
