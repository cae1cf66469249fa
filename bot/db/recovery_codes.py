"""Codes that stand in for the second factor, once each. Kept as keyed fingerprints only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, delete, func, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.staff_tables import recovery_code


def replace(tx: Transaction, staff_id: str, codes: Sequence[str]) -> None:
    """These, and no earlier ones."""
    tx.run(delete(recovery_code).where(recovery_code.c.staff_id == staff_id))
    rows = [{"id": new_id(), "staff_id": staff_id, "code_hash": _hash(tx, one), "made_at": now()} for one in codes]
    tx.run(insert(recovery_code), rows)


def use(tx: Transaction, staff_id: str, code: str) -> bool:
    """Use it up. False: it is not theirs, or was used before."""
    this = and_(recovery_code.c.staff_id == staff_id, recovery_code.c.code_hash == _hash(tx, code))
    fresh = and_(this, recovery_code.c.used_at.is_(None))
    return bool(tx.run(update(recovery_code).where(fresh).values(used_at=now())).rowcount)


def left(tx: Transaction, staff_id: str) -> int:
    """How many can still be used."""
    theirs = and_(recovery_code.c.staff_id == staff_id, recovery_code.c.used_at.is_(None))
    return int(tx.run(select(func.count()).select_from(recovery_code).where(theirs)).scalar_one())


def _hash(tx: Transaction, code: str) -> bytes:
    return tx.keys.index(f"recovery code:{code}")
