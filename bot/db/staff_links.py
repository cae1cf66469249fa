"""Single-use links by which staff set up or renew their account. Kept as keyed fingerprints only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.staff_tables import staff_link

_UNUSED = and_(staff_link.c.used_at.is_(None), staff_link.c.revoked_at.is_(None))


def add(tx: Transaction, staff_id: str, purpose: str, code: str, expires_at: datetime) -> None:
    """Store a new code; earlier ones of this account that nobody has used are void."""
    revoke(tx, staff_id)
    row = {"id": new_id(), "staff_id": staff_id, "purpose": purpose, "code_hash": _hash(tx, code), "made_at": now()}
    tx.run(insert(staff_link).values(**row, expires_at=expires_at))


def find(tx: Transaction, code: str) -> tuple[str, str] | None:
    """(staff id, purpose) of a code that can be used now."""
    columns = (staff_link.c.staff_id, staff_link.c.purpose)
    row = tx.run(select(*columns).where(_usable(tx, code))).one_or_none()
    return (row.staff_id, row.purpose) if row else None


def use(tx: Transaction, code: str) -> bool:
    """Use it up. False: unknown, used, void or expired."""
    return bool(tx.run(update(staff_link).where(_usable(tx, code)).values(used_at=now())).rowcount)


def revoke(tx: Transaction, staff_id: str) -> None:
    """Whatever this account's holder has not used yet is void."""
    theirs = and_(staff_link.c.staff_id == staff_id, _UNUSED)
    tx.run(update(staff_link).where(theirs).values(revoked_at=now()))


def _usable(tx: Transaction, code: str) -> object:
    return and_(staff_link.c.code_hash == _hash(tx, code), _UNUSED, staff_link.c.expires_at > now())


def _hash(tx: Transaction, code: str) -> bytes:
    return tx.keys.index(f"staff link:{code}")
