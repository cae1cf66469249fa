"""Who takes part: name, time zone, reminders, phase and cautions; and which chats are theirs."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update

from bot.db import chats
from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.tables import chat, participant

"""Built once: every safety reply waits for it."""


@dataclass(frozen=True)
class Participant:
    """``name`` and ``time_zone`` are None where nobody gave them, and after an erasure.

    ``phase``: of the program. ``cautions``: what must not be practised with them, in order. ``aftercare_until``: until
    when somebody still reads what they log after ``discharged_at``.
    """

    id: str
    language: str
    synthetic: bool
    name: str | None
    time_zone: str | None
    wants_reminders: bool | None
    reminders_after: datetime | None
    created_at: datetime
    erased_at: datetime | None
    phase: str
    cautions: tuple[str, ...]
    discharged_at: datetime | None
    aftercare_until: datetime | None


def add(tx: Transaction, *, name: str, language: str, time_zone: str | None) -> str:
    """Make a participant; returns the id."""
    participant_id = chats.add_participant(tx, language=language)
    sealed = tx.keys.seal(name, "participant.name", participant_id)
    _change(tx, participant_id, name=sealed, time_zone=time_zone)
    return participant_id


def get(tx: Transaction, participant_id: str) -> Participant | None:
    columns = [participant.c[name] for name in Participant.__dataclass_fields__]
    row = tx.run(select(*columns).where(participant.c.id == participant_id)).one_or_none()
    if row is None:
        return None
    cautions = _cautions(tx, participant_id, row.cautions)
    return Participant(**{**row._mapping, "name": _name(tx, row), "cautions": cautions})


@dataclass(frozen=True)
class Label:
    """How staff know a participant: ``name`` is None where nobody gave one."""

    id: str
    name: str | None
    synthetic: bool


def labels(tx: Transaction, participant_ids: Collection[str]) -> dict[str, Label]:
    """Of these, by id, in one query."""
    columns = (participant.c.id, participant.c.name, participant.c.synthetic)
    found = tx.run(select(*columns).where(participant.c.id.in_(sorted(set(participant_ids)))))
    return {row.id: Label(row.id, _name(tx, row), row.synthetic) for row in found}


def all_labels(tx: Transaction) -> list[Label]:
    """Of everybody who was not erased and is no nameless visitor, in no order."""
    columns = (participant.c.id, participant.c.name, participant.c.synthetic)
    there = and_(participant.c.erased_at.is_(None), participant.c.name.is_not(None))
    return [Label(row.id, _name(tx, row), row.synthetic) for row in tx.run(select(*columns).where(there))]


def cautions_of(tx: Transaction, participant_id: str) -> tuple[str, ...]:
    """Raises when there is no such participant."""
    sealed = tx.run(select(participant.c.cautions).where(participant.c.id == participant_id)).scalar_one()
    return _cautions(tx, participant_id, sealed)


def set_phase(tx: Transaction, participant_id: str, phase: str) -> None:
    _change(tx, participant_id, phase=phase)


def set_cautions(tx: Transaction, participant_id: str, cautions: Collection[str]) -> None:
    """These, and no earlier ones."""
    sealed = tx.keys.seal(json.dumps(sorted(cautions)), "participant.cautions", participant_id)
    _change(tx, participant_id, cautions=sealed if cautions else None)


def set_discharge(
    tx: Transaction, participant_id: str, discharged_at: datetime | None, aftercare_until: datetime | None
) -> None:
    """None and None: they are in the program (again)."""
    _change(tx, participant_id, discharged_at=discharged_at, aftercare_until=aftercare_until)


def aftercare_over(tx: Transaction, moment: datetime) -> list[str]:
    """Ids of those whose aftercare has ended by this moment."""
    return list(tx.run(select(participant.c.id).where(participant.c.aftercare_until <= moment)).scalars())


def other_chats(tx: Transaction, participant_id: str, than: str) -> list[str]:
    """Ids of the chats that this one takes the place of: of the same person and channel, not left yet."""
    of_channel = chat.c.channel == select(chat.c.channel).where(chat.c.id == than).scalar_subquery()
    theirs = and_(chat.c.participant_id == participant_id, chat.c.id != than, chat.c.left_at.is_(None))
    return list(tx.run(select(chat.c.id).where(and_(theirs, of_channel))).scalars())


def leave(tx: Transaction, chat_id: str) -> None:
    """Nobody is known by this chat's address any more; what is stored for it can still be sent there."""
    nobody = tx.keys.index(f"left:{chat_id}")
    tx.run(update(chat).where(chat.c.id == chat_id).values(left_at=now(), address_index=nobody))


def program_said_at(tx: Transaction, chat_id: str) -> datetime | None:
    """When this chat was last told that it talks with a program."""
    found: datetime | None = tx.run(select(chat.c.program_said_at).where(chat.c.id == chat_id)).scalar_one()
    return found


def mark_program_said(tx: Transaction, chat_id: str) -> None:
    tx.run(update(chat).where(chat.c.id == chat_id).values(program_said_at=now()))


def _name(tx: Transaction, row: Any) -> str | None:
    return None if row.name is None else tx.keys.unseal(row.name, "participant.name", row.id)


def _cautions(tx: Transaction, participant_id: str, sealed: bytes | None) -> tuple[str, ...]:
    if sealed is None:
        return ()
    return tuple(json.loads(tx.keys.unseal(sealed, "participant.cautions", participant_id)))


def _change(tx: Transaction, participant_id: str, **values: object) -> None:
    tx.run(update(participant).where(participant.c.id == participant_id).values(**values))
