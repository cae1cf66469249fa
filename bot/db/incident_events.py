"""What happened to an incident, in codes. Rows are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.tables import incident_event

_ADD = insert(incident_event)
"""Built once: it runs while a person waits for the safety reply."""


@dataclass(frozen=True)
class EventRow:
    """``actor``: a person of the escalation file, "unknown", or None for interlude; ``detail``: a code, never words."""

    seq: int
    incident_id: str | None
    at: datetime
    event: str
    actor: str | None
    detail: str | None


def add(
    tx: Transaction, incident_id: str | None, event: str, actor: str | None = None, detail: str | None = None
) -> None:
    """Add one line. ``incident_id`` is None when somebody named an incident that does not exist."""
    row = {"incident_id": incident_id, "at": now(), "event": event, "actor": actor, "detail": detail}
    tx.run(_ADD, row)


def of_incident(tx: Transaction, incident_id: str | None) -> list[EventRow]:
    """All lines of one incident, in order."""
    query = select(incident_event).where(incident_event.c.incident_id == incident_id)
    return [EventRow(*row) for row in tx.run(query.order_by(incident_event.c.seq)).all()]
