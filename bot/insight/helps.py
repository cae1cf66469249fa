"""What helps a person: how their distress changed, exercise by exercise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.insight.medians import claimed


@dataclass(frozen=True)
class Change:
    """``median``: of distress after less before, in points of 0–10, negative where it fell.

    None: fewer than three runs were rated before and after, so nothing is claimed. ``runs``: those that were.
    """

    script_id: str
    runs: int
    median: float | None


def by_script(counted: Iterable[tuple[str, int, int]]) -> list[Change]:
    """From (script, change of distress, number of runs): largest fall first, those without a claim last.

    Of those that changed alike, the one that was done more often comes first.
    """
    of_script: dict[str, dict[int, int]] = defaultdict(dict)
    for script_id, change, runs in counted:
        of_script[script_id][change] = runs
    changes = (Change(script_id, sum(one.values()), claimed(one)) for script_id, one in of_script.items())
    return sorted(changes, key=_rank)


def _rank(change: Change) -> tuple[bool, float, int, str]:
    return change.median is None, change.median or 0.0, -change.runs, change.script_id
