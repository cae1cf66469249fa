"""The one way in which a brief sums up ratings."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

FEWEST = 3
"""Nothing is claimed from fewer."""


def middle(values: Sequence[int]) -> float | None:
    """The median; None from too few."""
    return float(median(values)) if len(values) >= FEWEST else None
