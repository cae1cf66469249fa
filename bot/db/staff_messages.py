"""What a named person of staff wrote to a participant, and what became of it on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, literal, select

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.staff_tables import staff_message
from bot.db.tables import outbox

CAUSE = "staff:"
"""Before a message's id: the cause of what is said in the chat."""


@dataclass(frozen=True)
class StaffMessageRow:
    """``sent_at``: when it left for the participant's chat; ``failed``: why it never will."""

    id: str
    participant_id: str
    staff_id: str
    text: str
    made_at: datetime
    sent_at: datetime | None
    failed: str | None


def add(tx: Transaction, participant_id: str, staff_id: str, text: str) -> str:
    """Returns the id. What is said in the chat goes into the outbox with the cause CAUSE and this id."""
    row_id = new_id()
    sealed = tx.keys.seal(text, "staff_message.body", row_id)
    row = {"id": row_id, "participant_id": participant_id, "staff_id": staff_id, "body": sealed, "made_at": now()}
    tx.run(insert(staff_message).values(**row))
    return row_id


def of_participant(
    tx: Transaction, participant_id: str, limit: int | None = None, skip: int = 0
) -> list[StaffMessageRow]:
    """Newest first; ``skip`` so many."""
    way = and_(outbox.c.cause == literal(CAUSE) + staff_message.c.id, outbox.c.position == 0)
    query = select(staff_message, outbox.c.sent_at, outbox.c.failed).outerjoin(outbox, way)
    theirs = query.where(staff_message.c.participant_id == participant_id)
    return [_read(tx, row) for row in tx.run(theirs.order_by(staff_message.c.seq.desc()).limit(limit).offset(skip))]


def count(tx: Transaction, participant_id: str) -> int:
    theirs = staff_message.c.participant_id == participant_id
    return int(tx.run(select(func.count()).select_from(staff_message).where(theirs)).scalar_one())


def _read(tx: Transaction, row: Any) -> StaffMessageRow:
    text = tx.keys.unseal(row.body, "staff_message.body", row.id)
    return StaffMessageRow(row.id, row.participant_id, row.staff_id, text, row.made_at, row.sent_at, row.failed)
