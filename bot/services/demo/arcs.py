"""How the weeks of somebody invented go: a few courses that a clinic knows."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin
from random import Random

MOST_DISTRESS = 8
"""Of 10. Beyond it staff are paged, and then there has to be an incident: see ``incidents``."""


@dataclass(frozen=True)
class Arc:
    """``start`` and ``end``: distress (0–10) at both ends of the weeks; ``swing``: how far it goes up and down between.

    ``check_in``, ``own``: chance (0–1) of a check-in and of an exercise of their own on a day; ``adherence``: of doing
    what is assigned; ``prep``, ``after``: of preparing a session and of noting what it brought; ``share``: of sharing
    the words; ``leaves``: of not ending a run. ``joined``, ``quiet``: days ago that they came, and last practised.
    """

    name: str
    start: float
    end: float
    swing: float = 1.0
    check_in: float = 0.8
    own: float = 0.5
    adherence: float = 0.7
    prep: float = 0.7
    after: float = 0.5
    share: float = 0.7
    leaves: float = 0.08
    joined: int | None = None
    quiet: int = 0
    phase: str = "iop"

    def distress(self, passed: float, rng: Random) -> int:
        """Somewhere about where the course is; ``passed``: share of the weeks, 0–1."""
        level = self.start + (self.end - self.start) * passed + self.swing * sin(passed * 4 * pi)
        return min(MOST_DISTRESS, max(0, round(level + rng.uniform(-1.2, 1.2))))


IMPROVING = Arc("improving", 7, 3, swing=0.6, adherence=0.85)
STUCK = Arc("stuck", 6.5, 6.5, swing=0.5, check_in=0.6, own=0.3, adherence=0.4, share=0.5, leaves=0.2)
UP_AND_DOWN = Arc("up and down", 5.5, 5, swing=2.5, share=0.6)
GONE_QUIET = Arc("gone quiet", 5.5, 6.5, check_in=0.7, adherence=0.5, quiet=8)
NEW = Arc("new", 6, 5.5, check_in=1.0, own=0.6, joined=3, phase="step_up")
ALUMNI = Arc("discharged", 4.5, 2, check_in=0.5, own=0.3, adherence=0.5, phase="alumni")
STEPPING_DOWN = Arc("stepping down", 5, 2.5, swing=0.5, own=0.4, phase="step_down")
WITHDRAWN = Arc("consent withdrawn", 5.5, 5, quiet=6)

ALL = (IMPROVING, STUCK, UP_AND_DOWN, GONE_QUIET, NEW, ALUMNI, STEPPING_DOWN, WITHDRAWN)
USUAL = (IMPROVING, STUCK, UP_AND_DOWN, STEPPING_DOWN, IMPROVING, UP_AND_DOWN, GONE_QUIET)
"""Those of the many people of large data, in turn."""
