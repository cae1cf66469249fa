"""The audit: what staff read, exported and changed, each row vouching for all before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.db import audit
from bot.db.audit import AuditRow, Head
from bot.db.database import Database, Transaction
from bot.db.ids import now

__all__ = ["SYSTEM", "AuditRow", "Head", "Proof", "is_recorded", "record", "rows", "verify"]

SYSTEM = "system"
"""The actor where nobody is signed in."""
DETAIL_LIMIT = 120


@dataclass(frozen=True)
class Proof:
    """``broken``: the first row that does not hold. ``noted``: whether a head noted earlier is still there."""

    rows: int
    head: Head | None
    broken: int | None
    noted: bool

    @property
    def holds(self) -> bool:
        return self.broken is None and self.noted


def record(tx: Transaction, actor: str, action: str, subject: str | None = None, detail: str | None = None) -> None:
    """Add a row in the caller's transaction: what is not recorded does not happen. ``detail``: codes, never words."""
    audit.add(tx, actor, action, subject, detail[:DETAIL_LIMIT] if detail else None)


def is_recorded(tx: Transaction, actor: str, action: str, subject: str | None, within: timedelta) -> bool:
    """Whether the same was recorded lately."""
    return audit.is_there(tx, actor, action, subject, now() - within)


def rows(tx: Transaction, subject: str | None = None, before: int | None = None, limit: int = 50) -> list[AuditRow]:
    """Newest first."""
    return audit.find(tx, subject, before, limit)


def verify(database: Database, noted: Head | None = None) -> Proof:
    """Go through the whole chain. ``noted``: a head of before; when rows were cut off since, it is missing."""
    with database.reading() as tx:
        still_there = noted is None or audit.hash_of(tx, noted.seq) == noted.hash
        return Proof(audit.count(tx), audit.head(tx), audit.first_broken(tx), still_there)
