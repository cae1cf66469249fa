"""Heads of a second screen, for tests that do not depend on the stored one."""

from __future__ import annotations

import numpy as np

from bot.safety.schema import Kind
from bot.safety.second_screen import PLACES, Head


def flat_head(kind: Kind | None, bias: float = 0.0, threshold: float = 0.0) -> Head:
    """It gives ``bias`` to whatever it sees."""
    return Head(kind, np.zeros((PLACES, 1), np.float32), np.array([bias]), threshold)
