"""What staff read, exported and changed. Rows are only ever added, and each vouches for all before it.

A row's hash is keyed and covers the row and the hash before it: who changes, inserts or takes out a row without the key
breaks the chain from there on. A cut at the end shows only beside a hash that was noted elsewhere (``head``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import and_, func, insert, select, text

from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.staff_tables import audit

_START = b"interlude audit"
_BATCH = 1000


@dataclass(frozen=True)
class AuditRow:
    """``actor``: a staff id, or "system". ``subject``: id of whom it is about; ``detail``: codes, never words."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str | None
    detail: str | None


@dataclass(frozen=True)
class Head:
    """The newest row: how many there are is its number, as long as none is missing."""

    seq: int
    hash: str


def add(tx: Transaction, actor: str, action: str, subject: str | None = None, detail: str | None = None) -> None:
    """Add one row to the chain, in the caller's transaction."""
    _one_at_a_time(tx)
    last = tx.run(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).one_or_none()
    seq, before = (last.seq + 1, last.hash) if last else (1, _START)
    row = {"seq": seq, "at": now().replace(microsecond=0), "actor": actor, "action": action}
    row |= {"subject": subject, "detail": detail}
    tx.run(insert(audit).values(**row, hash=_hash(tx, row, before)))


def first_broken(tx: Transaction) -> int | None:
    """The number of the first row that the chain does not vouch for; None when all hold."""
    expected, before = 1, _START
    for row in _in_order(tx):
        if row.seq != expected or row.hash != _hash(tx, row._mapping, before):
            return expected
        expected, before = row.seq + 1, row.hash
    return None


def head(tx: Transaction) -> Head | None:
    """To be noted elsewhere, so that a cut at the end shows."""
    row = tx.run(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).one_or_none()
    return Head(row.seq, row.hash.hex()) if row else None


def hash_of(tx: Transaction, seq: int) -> str | None:
    """The hash of one row, to hold against one that was noted."""
    found = tx.run(select(audit.c.hash).where(audit.c.seq == seq)).scalar_one_or_none()
    return None if found is None else str(found.hex())


def is_there(tx: Transaction, actor: str, action: str, subject: str | None, since: datetime) -> bool:
    """Whether there is such a row since then."""
    same = and_(audit.c.actor == actor, audit.c.at >= since, audit.c.action == action, audit.c.subject == subject)
    return tx.run(select(audit.c.seq).where(same).limit(1)).first() is not None


def find(tx: Transaction, subject: str | None = None, before: int | None = None, limit: int = 50) -> list[AuditRow]:
    """Newest first; of one subject or all, those with a smaller number than ``before``."""
    query = select(audit).order_by(audit.c.seq.desc()).limit(limit)
    if subject is not None:
        query = query.where(audit.c.subject == subject)
    if before is not None:
        query = query.where(audit.c.seq < before)
    return [AuditRow(row.seq, row.at, row.actor, row.action, row.subject, row.detail) for row in tx.run(query)]


def count(tx: Transaction) -> int:
    return int(tx.run(select(func.count()).select_from(audit)).scalar_one())


def _in_order(tx: Transaction) -> Iterator[Any]:
    """All rows, a batch at a time."""
    last = 0
    while rows := tx.run(select(audit).where(audit.c.seq > last).order_by(audit.c.seq).limit(_BATCH)).all():
        yield from rows
        last = rows[-1].seq


def _hash(tx: Transaction, row: Any, before: bytes) -> bytes:
    at = row["at"].astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    fields = [row["seq"], at, row["actor"], row["action"], row["subject"], row["detail"], before.hex()]
    return tx.keys.index("audit:" + json.dumps(fields))


def _one_at_a_time(tx: Transaction) -> None:
    """SQLite lets one write at a time anyway."""
    if tx.dialect == "postgresql":
        tx.run(text("SELECT pg_advisory_xact_lock(hashtext('interlude audit'))"))
