"""The calendar: when a participant meets the group, a therapist, the family or a prescriber."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import session


@dataclass(frozen=True)
class SessionRow:
    id: str
    participant_id: str
    kind: str
    starts_at: datetime
    minutes: int
    cancelled_at: datetime | None


def add(tx: Transaction, participant_id: str, kind: str, starts_at: datetime, minutes: int) -> str:
    """Returns the id."""
    row = {"id": new_id(), "participant_id": participant_id, "kind": kind, "starts_at": starts_at, "minutes": minutes}
    tx.run(insert(session).values(**row, made_at=now()))
    return row["id"]  # type: ignore[return-value]


def find(
    tx: Transaction,
    participant_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cancelled: bool = False,
) -> list[SessionRow]:
    """Sessions in the order they come; ``cancelled``: those that were called off too."""
    query = select(session).order_by(session.c.starts_at, session.c.seq)
    if participant_id is not None:
        query = query.where(session.c.participant_id == participant_id)
    if since is not None:
        query = query.where(session.c.starts_at >= since)
    if until is not None:
        query = query.where(session.c.starts_at <= until)
    if not cancelled:
        query = query.where(session.c.cancelled_at.is_(None))
    return [_read(row) for row in tx.run(query)]


def is_there(tx: Transaction, participant_id: str, kind: str, starts_at: datetime) -> bool:
    """Whether the participant has a session of this kind at this time."""
    same = and_(session.c.participant_id == participant_id, session.c.kind == kind, session.c.starts_at == starts_at)
    return tx.run(select(session.c.seq).where(and_(same, session.c.cancelled_at.is_(None)))).first() is not None


def get(tx: Transaction, session_id: str) -> SessionRow | None:
    row = tx.run(select(session).where(session.c.id == session_id)).one_or_none()
    return _read(row) if row else None


def matching(tx: Transaction, beginning: str) -> list[SessionRow]:
    """Those whose id begins so, two at most."""
    query = select(session).where(session.c.id.startswith(beginning, autoescape=True))
    return [_read(row) for row in tx.run(query.limit(2))]


def cancel(tx: Transaction, session_id: str) -> None:
    tx.run(update(session).where(session.c.id == session_id).values(cancelled_at=now()))


def _read(row: Any) -> SessionRow:
    return SessionRow(row.id, row.participant_id, row.kind, row.starts_at, row.minutes, row.cancelled_at)
