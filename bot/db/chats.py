"""Participants and the chats they come by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import chat, participant


@dataclass(frozen=True)
class Chat:
    id: str
    participant_id: str
    language: str
    channel: str
    left_at: datetime | None = None


def find(tx: Transaction, channel: str, address: str) -> Chat | None:
    """The chat of this channel and address, or None."""
    where = and_(chat.c.channel == channel, chat.c.address_index == tx.keys.index(f"{channel}:{address}"))
    return _one(tx, where)


def get(tx: Transaction, chat_id: str) -> Chat | None:
    return _one(tx, chat.c.id == chat_id)


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


def _one(tx: Transaction, where: object) -> Chat | None:
    columns = (chat.c.id, chat.c.participant_id, participant.c.language, chat.c.channel, chat.c.left_at)
    row = tx.run(select(*columns).join(participant).where(where)).one_or_none()
    return Chat(*row) if row else None


def place_of(tx: Transaction, chat_id: str) -> tuple[str, str]:
    """Channel and address of a chat. Raises LookupError."""
    row = tx.run(select(chat.c.channel, chat.c.address).where(chat.c.id == chat_id)).one_or_none()
    if row is None:
        raise LookupError("no such chat")
    return row.channel, tx.keys.unseal(row.address, "chat.address", chat_id)


def hold(tx: Transaction, chat_id: str, until: datetime) -> None:
    """Send nothing to this chat before then."""
    tx.run(update(chat).where(chat.c.id == chat_id).values(hold_until=until))


def is_held(tx: Transaction, chat_id: str) -> bool:
    """Whether nothing may be sent to this chat now."""
    until = tx.run(select(chat.c.hold_until).where(chat.c.id == chat_id)).scalar_one()
    return until is not None and until > now()


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
