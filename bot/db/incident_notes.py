"""What staff write down while they see to an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.staff_tables import incident_note


@dataclass(frozen=True)
class NoteRow:
    staff_id: str
    text: str
    made_at: datetime


def add(tx: Transaction, incident_id: str, staff_id: str, text: str) -> None:
    note_id = new_id()
    body = tx.keys.seal(text, "incident_note.body", note_id)
    row = {"id": note_id, "incident_id": incident_id, "staff_id": staff_id, "body": body, "made_at": now()}
    tx.run(insert(incident_note).values(**row))


def of_incident(tx: Transaction, incident_id: str) -> list[NoteRow]:
    """In the order they were written."""
    query = select(incident_note).where(incident_note.c.incident_id == incident_id).order_by(incident_note.c.seq)
    rows = tx.run(query).all()
    return [NoteRow(row.staff_id, tx.keys.unseal(row.body, "incident_note.body", row.id), row.made_at) for row in rows]
