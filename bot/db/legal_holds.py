"""Legal holds: whose data has to be kept, why, and who said so. Rows are never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.staff_tables import legal_hold


@dataclass(frozen=True)
class LegalHoldRow:
    """``laid_by``, ``lifted_by``: staff ids. It lies for as long as ``lifted_at`` is None."""

    id: str
    participant_id: str
    reason: str
    laid_by: str
    laid_at: datetime
    lifted_by: str | None
    lifted_at: datetime | None


def lay(tx: Transaction, participant_id: str, by: str, reason: str) -> str:
    """Returns the id."""
    row_id = new_id()
    sealed = tx.keys.seal(reason, "legal_hold.reason", row_id)
    row = {"id": row_id, "participant_id": participant_id, "reason": sealed, "laid_by": by, "laid_at": now()}
    tx.run(insert(legal_hold).values(**row))
    return row_id


def get(tx: Transaction, hold_id: str) -> LegalHoldRow | None:
    row = tx.run(select(legal_hold).where(legal_hold.c.id == hold_id)).one_or_none()
    return _read(tx, row) if row else None


def lift(tx: Transaction, hold_id: str, by: str) -> bool:
    """False: there is none of this id that lies."""
    this = and_(legal_hold.c.id == hold_id, legal_hold.c.lifted_at.is_(None))
    return bool(tx.run(update(legal_hold).where(this).values(lifted_by=by, lifted_at=now())).rowcount)


def lies(tx: Transaction, participant_id: str) -> bool:
    """Whether this participant's data has to be kept for now; one hold of several is enough."""
    this = and_(legal_hold.c.participant_id == participant_id, legal_hold.c.lifted_at.is_(None))
    return tx.run(select(legal_hold.c.seq).where(this).limit(1)).first() is not None


def of_participant(tx: Transaction, participant_id: str) -> list[LegalHoldRow]:
    """Newest first, also those that were lifted."""
    query = select(legal_hold).where(legal_hold.c.participant_id == participant_id)
    return [_read(tx, row) for row in tx.run(query.order_by(legal_hold.c.seq.desc()))]


def _read(tx: Transaction, row: Any) -> LegalHoldRow:
    columns = {name: getattr(row, name) for name in LegalHoldRow.__dataclass_fields__}
    return LegalHoldRow(**{**columns, "reason": tx.keys.unseal(row.reason, "legal_hold.reason", row.id)})
