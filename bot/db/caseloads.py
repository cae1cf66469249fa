"""Who looks after whom, from when until when: a therapist's own participants, and those they cover for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert, or_, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.staff_tables import caseload


@dataclass(frozen=True)
class CaseloadRow:
    """``cover``: for the time being, beside whose participant it is. ``until_at`` None: until it is ended."""

    id: str
    participant_id: str
    staff_id: str
    cover: bool
    from_at: datetime
    until_at: datetime | None


def add(
    tx: Transaction,
    participant_id: str,
    staff_id: str,
    *,
    cover: bool = False,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> str:
    """Returns the id."""
    row = {"id": new_id(), "participant_id": participant_id, "staff_id": staff_id, "cover": cover, "made_at": now()}
    tx.run(insert(caseload).values(**row, from_at=from_at or now(), until_at=until_at))
    return str(row["id"])


def get(tx: Transaction, caseload_id: str) -> CaseloadRow | None:
    return next(iter(_all(tx, caseload.c.id == caseload_id)), None)


def of_staff(tx: Transaction, staff_id: str) -> list[CaseloadRow]:
    """Whom this person looks after now."""
    return _all(tx, and_(caseload.c.staff_id == staff_id, _now()))


def of_participant(tx: Transaction, participant_id: str, *, ended: bool = False) -> list[CaseloadRow]:
    """Who looks after this participant: now or later, or with ``ended`` ever."""
    theirs = caseload.c.participant_id == participant_id
    return _all(tx, theirs if ended else and_(theirs, _not_over()))


def all_now(tx: Transaction) -> list[CaseloadRow]:
    return _all(tx, _now())


def looks_after(tx: Transaction, staff_id: str, participant_id: str) -> bool:
    """Whether this person looks after this participant now. It is asked anew at every request."""
    this = and_(caseload.c.staff_id == staff_id, caseload.c.participant_id == participant_id, _now())
    return tx.run(select(caseload.c.seq).where(this).limit(1)).first() is not None


def end(tx: Transaction, caseload_id: str, at: datetime | None = None) -> None:
    """At once, or at a moment to come."""
    tx.run(update(caseload).where(caseload.c.id == caseload_id).values(until_at=at or now()))


def _now() -> Any:
    return and_(caseload.c.from_at <= now(), _not_over())


def _not_over() -> Any:
    return or_(caseload.c.until_at.is_(None), caseload.c.until_at > now())


def _all(tx: Transaction, where: Any) -> list[CaseloadRow]:
    columns = [caseload.c[name] for name in CaseloadRow.__dataclass_fields__]
    return [CaseloadRow(*row) for row in tx.run(select(*columns).where(where).order_by(caseload.c.seq))]
