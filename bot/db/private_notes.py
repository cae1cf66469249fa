"""Notes that staff write for themselves and their team. Nothing of them ever goes to the participant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.staff_tables import private_note


@dataclass(frozen=True)
class PrivateNoteRow:
    id: str
    participant_id: str
    staff_id: str
    text: str
    made_at: datetime


def add(tx: Transaction, participant_id: str, staff_id: str, text: str) -> str:
    """Returns the id."""
    row_id = new_id()
    sealed = tx.keys.seal(text, "private_note.body", row_id)
    row = {"id": row_id, "participant_id": participant_id, "staff_id": staff_id, "body": sealed, "made_at": now()}
    tx.run(insert(private_note).values(**row))
    return row_id


def of_participant(tx: Transaction, participant_id: str, limit: int, skip: int = 0) -> list[PrivateNoteRow]:
    """Newest first; ``skip`` so many."""
    query = select(private_note).where(private_note.c.participant_id == participant_id)
    rows = tx.run(query.order_by(private_note.c.seq.desc()).limit(limit).offset(skip))
    return [_read(tx, row) for row in rows]


def count(tx: Transaction, participant_id: str) -> int:
    theirs = private_note.c.participant_id == participant_id
    return int(tx.run(select(func.count()).select_from(private_note).where(theirs)).scalar_one())


def _read(tx: Transaction, row: Any) -> PrivateNoteRow:
    text = tx.keys.unseal(row.body, "private_note.body", row.id)
    return PrivateNoteRow(row.id, row.participant_id, row.staff_id, text, row.made_at)
