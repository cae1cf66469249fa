"""Sessions of staff at the web app: the cookie's id is kept as a keyed fingerprint, what a session holds is sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.staff_tables import staff_session


@dataclass(frozen=True)
class SessionRow:
    """``body``: what the session holds, as text. ``id`` names it in lists; the cookie holds another."""

    id: str
    staff_id: str | None
    body: str
    made_at: datetime
    seen_at: datetime


def get(tx: Transaction, sid: str) -> SessionRow | None:
    row = tx.run(select(staff_session).where(staff_session.c.sid_hash == _hash(tx, sid))).one_or_none()
    return _read(tx, row) if row else None


def save(tx: Transaction, sid: str, staff_id: str | None, body: str) -> None:
    """Store what it holds now; a session that is not there yet begins."""
    known = tx.run(select(staff_session.c.id).where(staff_session.c.sid_hash == _hash(tx, sid))).scalar_one_or_none()
    row_id = known or new_id()
    values = {"staff_id": staff_id, "body": tx.keys.seal(body, "staff_session.body", row_id), "seen_at": now()}
    if known:
        tx.run(update(staff_session).where(staff_session.c.id == known).values(**values))
    else:
        tx.run(insert(staff_session).values(id=row_id, sid_hash=_hash(tx, sid), made_at=now(), **values))


def of_staff(tx: Transaction, staff_id: str) -> list[SessionRow]:
    """Newest first."""
    query = select(staff_session).where(staff_session.c.staff_id == staff_id).order_by(staff_session.c.seen_at.desc())
    return [_read(tx, row) for row in tx.run(query)]


def end(tx: Transaction, sid: str) -> None:
    tx.run(delete(staff_session).where(staff_session.c.sid_hash == _hash(tx, sid)))


def end_one(tx: Transaction, staff_id: str, session_id: str) -> bool:
    """One of this account's sessions, by its name in the list. False: it is none of theirs."""
    theirs = (staff_session.c.id == session_id) & (staff_session.c.staff_id == staff_id)
    return bool(tx.run(delete(staff_session).where(theirs)).rowcount)


def end_all(tx: Transaction, staff_id: str, but: str | None = None) -> None:
    """Every session of this account; ``but``: the cookie's id of one that goes on."""
    theirs = staff_session.c.staff_id == staff_id
    if but is not None:
        theirs &= staff_session.c.sid_hash != _hash(tx, but)
    tx.run(delete(staff_session).where(theirs))


def end_idle(tx: Transaction, idle: timedelta) -> None:
    """Those that nobody has used for so long."""
    tx.run(delete(staff_session).where(staff_session.c.seen_at <= now() - idle))


def _read(tx: Transaction, row: Any) -> SessionRow:
    body = tx.keys.unseal(row.body, "staff_session.body", row.id)
    return SessionRow(row.id, row.staff_id, body, row.made_at, row.seen_at)


def _hash(tx: Transaction, sid: str) -> bytes:
    return tx.keys.index(f"staff session:{sid}")
