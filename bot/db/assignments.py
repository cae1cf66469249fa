"""Practice that was assigned: which script, on which days, at what time on the participant's wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import assignment


@dataclass(frozen=True)
class AssignmentRow:
    """``days``: "mon" to "sun"; ``at``: "18:00". ``times_a_day``: the dose; it changes no reminder."""

    id: str
    participant_id: str
    script_id: str
    days: tuple[str, ...]
    at: str
    made_at: datetime
    ended_at: datetime | None
    times_a_day: int = 1


def add(
    tx: Transaction, participant_id: str, script_id: str, days: Sequence[str], at: str, times_a_day: int = 1
) -> str:
    """Returns the id."""
    row_id = new_id()
    row = {"id": row_id, "participant_id": participant_id, "script_id": script_id, "days": ",".join(days), "at": at}
    tx.run(insert(assignment).values(**row, times_a_day=times_a_day, made_at=now()))
    return row_id


def find(tx: Transaction, participant_id: str | None = None, ended: bool = False) -> list[AssignmentRow]:
    """Oldest first; ``ended``: those that have ended too."""
    query = select(assignment).order_by(assignment.c.seq)
    if participant_id is not None:
        query = query.where(assignment.c.participant_id == participant_id)
    if not ended:
        query = query.where(assignment.c.ended_at.is_(None))
    return [_read(row) for row in tx.run(query)]


def get(tx: Transaction, assignment_id: str) -> AssignmentRow | None:
    row = tx.run(select(assignment).where(assignment.c.id == assignment_id)).one_or_none()
    return _read(row) if row else None


def matching(tx: Transaction, beginning: str) -> list[AssignmentRow]:
    """Those whose id begins so, two at most."""
    query = select(assignment).where(assignment.c.id.startswith(beginning, autoescape=True))
    return [_read(row) for row in tx.run(query.limit(2))]


def end(tx: Transaction, assignment_id: str) -> None:
    tx.run(update(assignment).where(assignment.c.id == assignment_id).values(ended_at=now()))


def _read(row: Any) -> AssignmentRow:
    days = tuple(row.days.split(","))
    same = row.id, row.participant_id, row.script_id, days, row.at, row.made_at, row.ended_at
    return AssignmentRow(*same, row.times_a_day)
