"""The phases of the program. What each brings: ``data/stories/reminders.yml``; who is paged: ``escalation.yml``."""

from __future__ import annotations

from enum import Enum


class Phase(str, Enum):
    """In the order in which a participant goes through them. ALUMNI: discharged."""

    STEP_UP = "step_up"
    IOP = "iop"
    STEP_DOWN = "step_down"
    ALUMNI = "alumni"
