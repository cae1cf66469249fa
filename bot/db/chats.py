"""Participants and the chats they come by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import chat, participant


@dataclass(frozen=True)
class Chat:
    """``phase``: the participant's, of the program. ``unreachable``: nobody could be written to when last tried."""

    id: str
    participant_id: str
    language: str
    phase: str
    channel: str
    left_at: datetime | None = None
    unreachable: bool = False


_CHATS = select(
    chat.c.id,
    chat.c.participant_id,
    participant.c.language,
    participant.c.phase,
    chat.c.channel,
    chat.c.left_at,
    chat.c.unreachable_since,
).join(participant)
_AT = _CHATS.where(and_(chat.c.channel == bindparam("channel"), chat.c.address_index == bindparam("index")))
_BY_ID = _CHATS.where(chat.c.id == bindparam("of_chat"))
"""Built once, as every message runs them: building costs more than running."""


def find(tx: Transaction, channel: str, address: str) -> Chat | None:
    """The chat of this channel and address, or None."""
    return _read(tx.run(_AT, {"channel": channel, "index": tx.keys.index(f"{channel}:{address}")}).one_or_none())


def get(tx: Transaction, chat_id: str) -> Chat | None:
    return _read(tx.run(_BY_ID, {"of_chat": chat_id}).one_or_none())


def of_participant(tx: Transaction, participant_id: str) -> list[str]:
    """The ids of this participant's chats."""
    return list(tx.run(select(chat.c.id).where(chat.c.participant_id == participant_id)).scalars())


def add_participant(tx: Transaction, *, language: str = "en", synthetic: bool = False) -> str:
    """Make a participant; returns the id."""
    participant_id = new_id()
    row = {"id": participant_id, "language": language, "synthetic": synthetic, "created_at": now()}
    tx.run(insert(participant).values(**row))
    return participant_id


def add(tx: Transaction, participant_id: str, channel: str, address: str, chat_id: str = "") -> Chat:
    """Make a chat for a participant."""
    chat_id = chat_id or new_id()
    tx.run(
        insert(chat).values(
            id=chat_id,
            participant_id=participant_id,
            channel=channel,
            address=tx.keys.seal(address, "chat.address", chat_id),
            address_index=tx.keys.index(f"{channel}:{address}"),
            created_at=now(),
        )
    )
    made = get(tx, chat_id)
    assert made is not None
    return made


def set_reminders(tx: Transaction, participant_id: str, wanted: bool) -> None:
    tx.run(update(participant).where(participant.c.id == participant_id).values(wants_reminders=wanted))


def _read(row: Any) -> Chat | None:
    if row is None:
        return None
    gone = row.unreachable_since is not None
    return Chat(row.id, row.participant_id, row.language, row.phase, row.channel, row.left_at, gone)


def place_of(tx: Transaction, chat_id: str) -> tuple[str, str]:
    """Channel and address of a chat. Raises LookupError."""
    row = tx.run(select(chat.c.channel, chat.c.address).where(chat.c.id == chat_id)).one_or_none()
    if row is None:
        raise LookupError("no such chat")
    return row.channel, tx.keys.unseal(row.address, "chat.address", chat_id)


def hold(tx: Transaction, chat_id: str, until: datetime) -> None:
    """Send nothing to this chat before then."""
    tx.run(update(chat).where(chat.c.id == chat_id).values(hold_until=until))


def set_unreachable(tx: Transaction, chat_id: str, code: str) -> bool:
    """Nobody can be reached here. False when that was known."""
    known = and_(chat.c.id == chat_id, chat.c.unreachable_since.is_(None))
    return bool(tx.run(update(chat).where(known).values(unreachable_since=now(), unreachable_code=code[:40])).rowcount)


def set_reachable(tx: Transaction, chat_id: str) -> bool:
    """Somebody is there again. False when that was known."""
    known = and_(chat.c.id == chat_id, chat.c.unreachable_since.is_not(None))
    gone = {"unreachable_since": None, "unreachable_code": None, "hold_until": None}
    return bool(tx.run(update(chat).where(known).values(**gone)).rowcount)


def unreachable(tx: Transaction) -> list[str]:
    """Why, of each chat that cannot be written to."""
    return list(tx.run(select(chat.c.unreachable_code).where(chat.c.unreachable_since.is_not(None))).scalars())
