"""Everything that goes out, stored before it is sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import chat, outbox

_PLACED = select(outbox, chat.c.channel, chat.c.address).join(chat, chat.c.id == outbox.c.chat_id)
_WAITS = and_(outbox.c.sent_at.is_(None), outbox.c.failed.is_(None))

_OF_CHAT = outbox.c.chat_id == bindparam("of_chat")
_ADD = insert(outbox)
_SENT = update(outbox).where(outbox.c.id.in_(bindparam("ids", expanding=True))).values(sent_at=bindparam("at"))
_SENT_AS = (
    update(outbox).where(outbox.c.id == bindparam("of_id")).values(sent_at=bindparam("at"), remote_id=bindparam("name"))
)
_CLOSE = update(outbox).where(outbox.c.seq.in_(bindparam("numbers", expanding=True))).values(closed_at=bindparam("at"))
_BY_CAUSE = select(outbox.c.seq).where(outbox.c.cause == bindparam("of_cause")).limit(1)
_OPEN = select(outbox.c.seq).where(and_(_OF_CHAT, outbox.c.closed_at.is_(None)))
_RECENT = _PLACED.where(_OF_CHAT).order_by(outbox.c.seq.desc()).limit(bindparam("most"))
_UNSENT = _PLACED.where(and_(_WAITS, _OF_CHAT)).order_by(outbox.c.seq).limit(bindparam("most"))
_FREE = or_(chat.c.hold_until.is_(None), chat.c.hold_until <= bindparam("moment"))
_FREE_CHATS = select(outbox.c.chat_id).join(chat, chat.c.id == outbox.c.chat_id).where(and_(_WAITS, _FREE)).distinct()
_DELIVERABLE = _UNSENT.where(_FREE)
_ALL_UNSENT = _PLACED.where(_WAITS).order_by(outbox.c.seq).limit(bindparam("most"))
"""Built once, as every message runs them: building costs more than running."""


@dataclass(frozen=True)
class Outgoing:
    """One bubble for a chat. ``body`` is the message as Rasa gave it: text, buttons, custom.

    ``cause``: what led to it (see ``store``). ``channel``, ``address``: where the chat is. ``remote_id``: what the
    channel calls the bubble, once it was sent.
    """

    id: str
    seq: int
    chat_id: str
    cause: str
    body: dict[str, Any]
    at: datetime
    closed: bool
    channel: str
    address: str
    remote_id: str | None = None
    attempts: int = 0


def store(tx: Transaction, chat_id: str, cause: str, bodies: Sequence[dict[str, Any]]) -> None:
    """Store messages in order. ``cause`` is unique for what led to them, so that a retry cannot double them."""
    rows = []
    for position, body in enumerate(bodies):
        row_id = new_id()
        sealed = tx.keys.seal(json.dumps(body), "outbox.body", row_id)
        row = {"id": row_id, "chat_id": chat_id, "cause": cause, "position": position, "body": sealed}
        rows.append({**row, "created_at": now()})
    if rows:
        tx.run(_ADD, rows)


def is_stored(tx: Transaction, cause: str) -> bool:
    return tx.run(_BY_CAUSE, {"of_cause": cause}).first() is not None


def is_sent(tx: Transaction, cause: str) -> bool:
    """Whether everything that was stored for this cause has been sent."""
    of_cause = outbox.c.cause == cause
    states = list(tx.run(select(outbox.c.sent_at.is_not(None)).where(of_cause)).scalars())
    return bool(states) and all(states)


def count_causes(tx: Transaction, chat_id: str, fronts: Sequence[str]) -> int:
    """How many causes that begin with one of ``fronts`` have led to messages in this chat."""
    return int(tx.run(_counting(tuple(fronts)), {"of_chat": chat_id}).scalar_one())


def count_unsent(tx: Transaction, fronts: Sequence[str], before: datetime) -> int:
    """How many messages with a cause that begins so were stored before this time and still wait to be sent."""
    begins = or_(*(outbox.c.cause.startswith(front) for front in fronts))
    late = and_(_WAITS, begins, outbox.c.created_at < before)
    return int(tx.run(select(func.count()).select_from(outbox).where(late)).scalar_one())


@cache
def _counting(fronts: tuple[str, ...]) -> Any:
    begins = or_(*(outbox.c.cause.startswith(front) for front in fronts))
    return select(func.count()).where(and_(_OF_CHAT, begins, outbox.c.position == 0))


def chats_with_unsent(tx: Transaction) -> list[str]:
    """Chats that something waits for and that can be written to now."""
    return list(tx.run(_FREE_CHATS, {"moment": now()}).scalars())


def unsent(tx: Transaction, chat_id: str | None = None, limit: int = 100) -> list[Outgoing]:
    """Messages not sent yet, in order; of one chat or of all."""
    found = (
        tx.run(_ALL_UNSENT, {"most": limit})
        if chat_id is None
        else tx.run(_UNSENT, {"of_chat": chat_id, "most": limit})
    )
    return [_read(tx, row) for row in found]


def deliverable(tx: Transaction, chat_id: str, limit: int = 100) -> list[Outgoing]:
    """Messages of one chat not sent yet, in order; none while it must be left alone."""
    found = tx.run(_DELIVERABLE, {"of_chat": chat_id, "moment": now(), "most": limit})
    return [_read(tx, row) for row in found]


def mark_sent(tx: Transaction, message_ids: Sequence[str]) -> None:
    tx.run(_SENT, {"ids": list(message_ids), "at": now()})


def mark_sent_as(tx: Transaction, message_id: str, remote_id: str) -> None:
    """It was sent, and the channel calls it so."""
    tx.run(_SENT_AS, {"of_id": message_id, "at": now(), "name": remote_id})


def count_attempt(tx: Transaction, message_id: str) -> int:
    """Note one more attempt that failed; returns how many there were."""
    tx.run(update(outbox).where(outbox.c.id == message_id).values(attempts=outbox.c.attempts + 1))
    return int(tx.run(select(outbox.c.attempts).where(outbox.c.id == message_id)).scalar_one())


def give_up(tx: Transaction, message_id: str, code: str) -> None:
    """It will never be sent: it stays stored with the reason."""
    tx.run(update(outbox).where(outbox.c.id == message_id).values(failed=code[:40]))


def give_up_all(tx: Transaction, chat_id: str, code: str) -> int:
    """Nothing that waits for this chat will be sent; returns how many."""
    waiting = and_(outbox.c.chat_id == chat_id, _WAITS)
    return int(tx.run(update(outbox).where(waiting).values(failed=code[:40])).rowcount)


def by_id(tx: Transaction, chat_id: str, message_id: str) -> Outgoing | None:
    """One message of this chat by its id."""
    row = tx.run(_PLACED.where(and_(outbox.c.chat_id == chat_id, outbox.c.id == message_id))).one_or_none()
    return _read(tx, row) if row else None


def close_keyboards(tx: Transaction, chat_id: str) -> list[int]:
    """A person answered: keyboards of this chat are used up. Returns the numbers of the bubbles that had one open."""
    numbers = list(tx.run(_OPEN, {"of_chat": chat_id}).scalars())
    if numbers:
        tx.run(_CLOSE, {"numbers": numbers, "at": now()})
    return numbers


def get(tx: Transaction, chat_id: str, seq: int) -> Outgoing | None:
    """One message of this chat by its number."""
    row = tx.run(_PLACED.where(and_(outbox.c.chat_id == chat_id, outbox.c.seq == seq))).one_or_none()
    return _read(tx, row) if row else None


def with_ids(tx: Transaction, ids: Sequence[str]) -> list[Outgoing]:
    return [_read(tx, row) for row in tx.run(_PLACED.where(outbox.c.id.in_(ids)))]


def recent(tx: Transaction, chat_id: str, limit: int) -> list[Outgoing]:
    """The newest messages, oldest first."""
    rows = tx.run(_RECENT, {"of_chat": chat_id, "most": limit}).all()
    return [_read(tx, row) for row in reversed(rows)]


def _read(tx: Transaction, row: Any) -> Outgoing:
    body = json.loads(tx.keys.unseal(row.body, "outbox.body", row.id))
    place = row.channel, tx.keys.unseal(row.address, "chat.address", row.chat_id)
    closed = row.closed_at is not None
    first = row.id, row.seq, row.chat_id, row.cause, body, row.created_at, closed
    return Outgoing(*first, *place, row.remote_id, row.attempts)
