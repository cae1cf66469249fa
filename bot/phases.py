"""The phases of the program. What each brings: ``data/stories/reminders.yml``; who is paged: ``escalation.yml``."""

from __future__ import annotations

from datetime import datetime
from enum import Enum


class Phase(str, Enum):
    """In the order in which a participant goes through them. ALUMNI: discharged."""

    STEP_UP = "step_up"
    IOP = "iop"
    STEP_DOWN = "step_down"
    ALUMNI = "alumni"


def nobody_reads(discharged_at: datetime | None, aftercare_until: datetime | None, moment: datetime) -> bool:
    """Whether a participant was discharged and told that nobody looks at what they log any more."""
    return discharged_at is not None and (aftercare_until is None or aftercare_until <= moment)
