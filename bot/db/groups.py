"""Therapy groups: who leads them, who is in them, and which skill they work on this week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.staff_tables import group_member, therapy_group


@dataclass(frozen=True)
class GroupRow:
    """``skill``: the script of the week, None: none."""

    id: str
    name: str
    facilitator_id: str
    skill: str | None
    made_at: datetime
    ended_at: datetime | None


def add(tx: Transaction, name: str, facilitator_id: str) -> str:
    """Returns the id."""
    row_id = new_id()
    row = {"id": row_id, "name": _sealed(tx, row_id, name), "facilitator_id": facilitator_id, "made_at": now()}
    tx.run(insert(therapy_group).values(**row))
    return row_id


def get(tx: Transaction, group_id: str) -> GroupRow | None:
    row = tx.run(select(therapy_group).where(therapy_group.c.id == group_id)).one_or_none()
    return _read(tx, row) if row else None


def find(tx: Transaction, facilitator_id: str | None = None, ended: bool = False) -> list[GroupRow]:
    """Oldest first; of one facilitator or all; ``ended``: those that have ended too."""
    query = select(therapy_group).order_by(therapy_group.c.made_at, therapy_group.c.id)
    if facilitator_id is not None:
        query = query.where(therapy_group.c.facilitator_id == facilitator_id)
    if not ended:
        query = query.where(therapy_group.c.ended_at.is_(None))
    return [_read(tx, row) for row in tx.run(query)]


def of_participant(tx: Transaction, participant_id: str) -> list[GroupRow]:
    """Groups that they are in and that have not ended, oldest first."""
    query = select(therapy_group).join(group_member, group_member.c.group_id == therapy_group.c.id)
    theirs = and_(group_member.c.participant_id == participant_id, therapy_group.c.ended_at.is_(None))
    return [_read(tx, row) for row in tx.run(query.where(theirs).order_by(therapy_group.c.made_at))]


def members(tx: Transaction, group_id: str) -> list[str]:
    """Ids of participants, in the order they came."""
    query = select(group_member.c.participant_id).where(group_member.c.group_id == group_id)
    return list(tx.run(query.order_by(group_member.c.made_at, group_member.c.participant_id)).scalars())


def add_member(tx: Transaction, group_id: str, participant_id: str) -> None:
    """Somebody who is not in it."""
    tx.run(insert(group_member).values(group_id=group_id, participant_id=participant_id, made_at=now()))


def remove_member(tx: Transaction, group_id: str, participant_id: str) -> bool:
    """False: they were not in it."""
    this = and_(group_member.c.group_id == group_id, group_member.c.participant_id == participant_id)
    return bool(tx.run(delete(group_member).where(this)).rowcount)


def rename(tx: Transaction, group_id: str, name: str) -> None:
    _change(tx, group_id, name=_sealed(tx, group_id, name))


def set_facilitator(tx: Transaction, group_id: str, staff_id: str) -> None:
    _change(tx, group_id, facilitator_id=staff_id)


def set_skill(tx: Transaction, group_id: str, script_id: str | None) -> None:
    _change(tx, group_id, skill=script_id)


def end(tx: Transaction, group_id: str) -> None:
    _change(tx, group_id, ended_at=now())


def _change(tx: Transaction, group_id: str, **values: Any) -> None:
    tx.run(update(therapy_group).where(therapy_group.c.id == group_id).values(**values))


def _sealed(tx: Transaction, group_id: str, name: str) -> bytes:
    return tx.keys.seal(name, "therapy_group.name", group_id)


def _read(tx: Transaction, row: Any) -> GroupRow:
    name = tx.keys.unseal(row.name, "therapy_group.name", row.id)
    return GroupRow(row.id, name, row.facilitator_id, row.skill, row.made_at, row.ended_at)
