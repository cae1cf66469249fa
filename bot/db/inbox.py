"""Everything that came in, stored before anything else happens to it, and the timers that act like messages."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import and_, bindparam, func, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import inbox

Kind = Literal["text", "button", "timer"]
WAITING, HANDLED, SET_ASIDE, CANCELLED = "waiting", "handled", "set_aside", "cancelled"
_OF_CHAT = inbox.c.chat_id == bindparam("of_chat")
_OF_ID = inbox.c.id == bindparam("of_id")
_DUE = and_(inbox.c.state == WAITING, inbox.c.due_at <= bindparam("moment"))
_LATER = and_(inbox.c.state == WAITING, inbox.c.due_at > bindparam("moment"))
_KNOWN = select(inbox.c.id, inbox.c.seq, inbox.c.received_at).where(and_(_OF_CHAT, inbox.c.key == bindparam("of_key")))
_INSERT = insert(inbox)
_BY_ID = select(inbox).where(_OF_ID)
_OLDEST = select(inbox).where(and_(_OF_CHAT, _DUE)).order_by(inbox.c.seq).limit(1)
_NEXT_DUE = select(func.min(inbox.c.due_at)).where(_LATER)
_WAITING_CHATS = (
    select(inbox.c.chat_id)
    .where(and_(_DUE, inbox.c.chat_id.not_in(bindparam("busy", expanding=True))))
    .group_by(inbox.c.chat_id)
    .order_by(func.min(inbox.c.seq))
    .limit(bindparam("most"))
)
_CLOSE = (
    update(inbox)
    .where(and_(_OF_ID, inbox.c.state == WAITING))
    .values(state=bindparam("closed_as"), handled_at=bindparam("at"))
)
_CANCEL = (
    update(inbox)
    .where(and_(_OF_CHAT, inbox.c.kind == "timer", inbox.c.state == WAITING))
    .values(state=CANCELLED, handled_at=bindparam("at"))
)
"""Built once, as every message runs them: building costs more than running."""


class Stored(NamedTuple):
    """Where a row stands. ``new`` is False when its key was known."""

    id: str
    seq: int
    new: bool
    at: datetime


@dataclass(frozen=True)
class Incoming:
    """One row. ``metadata`` is what a button or timer means (option, visit); empty for text.

    ``held``: "page" or "check" when the screen found crisis language in it.
    """

    id: str
    seq: int
    chat_id: str
    kind: str
    text: str
    attempts: int
    at: datetime
    key: str
    metadata: dict[str, Any] = field(default_factory=dict)
    held: str | None = None


def store(  # noqa: PLR0913  (a row's columns, named by the callers)
    tx: Transaction,
    chat_id: str,
    key: str,
    kind: Kind,
    text: str,
    metadata: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    held: str | None = None,
) -> Stored:
    """Store what came in. ``key`` names it within its chat: the same key again stores nothing.

    ``held``: the outcome of its screening where it is crisis language (see ``Incoming``).
    """
    found = tx.run(_KNOWN, {"of_chat": chat_id, "of_key": key}).one_or_none()
    if found is not None:
        return Stored(found.id, int(found.seq), False, found.received_at)
    row_id, received_at = new_id(), now()
    body = json.dumps({"text": text, "metadata": metadata or {}})
    row = {
        "id": row_id,
        "chat_id": chat_id,
        "key": key,
        "kind": kind,
        "body": tx.keys.seal(body, "inbox.body", row_id),
        "state": WAITING,
        "attempts": 0,
        "received_at": received_at,
        "due_at": due_at or received_at,
        "held": held,
    }
    result = tx.run(_INSERT, row)
    return Stored(row_id, int(result.inserted_primary_key[0]), True, received_at)


def hold(tx: Transaction, message_id: str, outcome: str) -> None:
    """Mark a row as crisis language: Rasa gets the outcome, "page" or "check", and not a word of it."""
    tx.run(update(inbox).where(inbox.c.id == message_id).values(held=outcome))


def add_metadata(tx: Transaction, message_id: str, **values: object) -> None:
    """Say more of what a row means; its words stay."""
    row = tx.run(select(inbox.c.body).where(inbox.c.id == message_id)).one()
    body = json.loads(tx.keys.unseal(row.body, "inbox.body", message_id))
    body["metadata"] |= values
    sealed = tx.keys.seal(json.dumps(body), "inbox.body", message_id)
    tx.run(update(inbox).where(inbox.c.id == message_id).values(body=sealed))


def waiting_chats(tx: Transaction, busy: Collection[str], limit: int) -> list[str]:
    """Chats with something due, those that wait longest first; ``busy`` ones left out."""
    return list(tx.run(_WAITING_CHATS, {"moment": now(), "busy": list(busy), "most": limit}).scalars())


def next_due(tx: Transaction) -> datetime | None:
    """When the next row that is not due yet becomes due."""
    found: datetime | None = tx.run(_NEXT_DUE, {"moment": now()}).scalar_one()
    return found


def oldest_waiting(tx: Transaction, chat_id: str) -> Incoming | None:
    """The next message of a chat, in the order they came; None when none is due."""
    row = tx.run(_OLDEST, {"of_chat": chat_id, "moment": now()}).one_or_none()
    return _read(tx, row) if row else None


def get(tx: Transaction, message_id: str) -> Incoming | None:
    """One row by its id."""
    row = tx.run(_BY_ID, {"of_id": message_id}).one_or_none()
    return _read(tx, row) if row else None


def close(tx: Transaction, message_id: str, state: str = HANDLED) -> bool:
    """Mark a waiting row as done. False when it was not waiting any more."""
    return bool(tx.run(_CLOSE, {"of_id": message_id, "closed_as": state, "at": now()}).rowcount)


def count_attempt(tx: Transaction, message_id: str) -> int:
    """Note one more failed attempt; returns how many there were."""
    tx.run(update(inbox).where(inbox.c.id == message_id).values(attempts=inbox.c.attempts + 1))
    return int(tx.run(select(inbox.c.attempts).where(inbox.c.id == message_id)).scalar_one())


def count_waiting(tx: Transaction, since: datetime) -> int:
    """How many could have been handled before this time and were not."""
    late = and_(inbox.c.state == WAITING, inbox.c.due_at < since)
    return int(tx.run(select(func.count()).select_from(inbox).where(late)).scalar_one())


def count_set_aside(tx: Transaction, since: datetime) -> int:
    """How many that came since this time were given up."""
    given_up = and_(inbox.c.state == SET_ASIDE, inbox.c.due_at >= since)
    return int(tx.run(select(func.count()).select_from(inbox).where(given_up)).scalar_one())


def cancel_timers(tx: Transaction, chat_id: str) -> None:
    """A person wrote: timers of this chat that still wait are void."""
    tx.run(_CANCEL, {"of_chat": chat_id, "at": now()})


def timer_keys(tx: Transaction) -> list[str]:
    """The keys of all timers that still wait."""
    timers = and_(inbox.c.kind == "timer", inbox.c.state == WAITING)
    return list(tx.run(select(inbox.c.key).where(timers)).scalars())


def chats_that_wrote(tx: Transaction) -> list[str]:
    """The ids of the chats that something came from."""
    return list(tx.run(select(inbox.c.chat_id).where(inbox.c.kind != "timer").distinct()).scalars())


def recent(tx: Transaction, chat_id: str, limit: int) -> list[Incoming]:
    """The newest messages that a person wrote, oldest first."""
    own = and_(inbox.c.chat_id == chat_id, inbox.c.kind != "timer")
    rows = tx.run(select(inbox).where(own).order_by(inbox.c.seq.desc()).limit(limit)).all()
    return [_read(tx, row) for row in reversed(rows)]


def counts(tx: Transaction) -> dict[str, int]:
    """How many rows are in each state."""
    return dict(tx.run(select(inbox.c.state, func.count()).group_by(inbox.c.state)).all())


def _read(tx: Transaction, row: Any) -> Incoming:
    body = json.loads(tx.keys.unseal(row.body, "inbox.body", row.id))
    return Incoming(
        row.id,
        row.seq,
        row.chat_id,
        row.kind,
        body["text"],
        row.attempts,
        row.received_at,
        row.key,
        body["metadata"],
        row.held,
    )
