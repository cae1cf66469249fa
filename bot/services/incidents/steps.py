"""One step of an incident's ladder: who is to be told now, and when the next step comes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.db import incident_events, incidents, notices
from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.incidents import IncidentRow
from bot.escalation.ladder import Climb, thaw
from bot.escalation.states import NotFound


def existing(tx: Transaction, incident_id: str) -> IncidentRow:
    """This incident. Raises NotFound."""
    row = incidents.get(tx, incident_id)
    if row is None:
        raise NotFound("there is no such incident")
    return row


def first_step(ladder: str) -> dict[str, Any]:
    """What a page's columns hold once its first step is written; see ``write_first_notices``."""
    gap = thaw(ladder).gap(1)
    return {"paged_at": now(), "step": 1, "next_at": now() + timedelta(seconds=gap), "gap_seconds": gap}


def write_first_notices(tx: Transaction, row: IncidentRow) -> None:
    """A page is stored together with these, or not at all."""
    notices.add(tx, row.id, notices.PAGE, 0, thaw(row.ladder).step(0, now()).channels)


def write_step(tx: Transaction, row: IncidentRow) -> None:
    """Write the notices of the step that is next, and when the one after it is due. Does nothing when it was done."""
    climb = thaw(row.ladder)
    gap = climb.gap(row.step + 1)
    next_at = _next_at(climb, row, timedelta(seconds=gap))
    if incidents.move(tx, row, step=row.step + 1, next_at=next_at, gap_seconds=gap):
        notices.add(tx, row.id, notices.PAGE, row.step, climb.step(row.step, now()).channels)
        incident_events.add(tx, row.id, "climbed", detail=f"step {row.step}")


def _next_at(climb: Climb, row: IncidentRow, gap: timedelta) -> datetime:
    """A rung that is late follows at once; a repeat always waits, so that an outage is not followed by a burst."""
    waited = now() + gap
    if climb.repeats(row.step + 1) or row.paged_at is None:
        return waited
    return min(waited, row.paged_at + timedelta(seconds=climb.due_after(row.step + 1)))
