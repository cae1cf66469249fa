"""Rasa's trackers, sealed: the dialogue state of each chat."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.tables import tracker


def load(tx: Transaction, sender_id: str) -> str | None:
    body = tx.run(select(tracker.c.body).where(tracker.c.sender_id == sender_id)).scalar_one_or_none()
    return None if body is None else tx.keys.unseal(body, "tracker.body", sender_id)


def last_message(tx: Transaction, sender_id: str) -> str | None:
    """The id of the message whose turn was saved last."""
    found: str | None = tx.run(
        select(tracker.c.message_id).where(tracker.c.sender_id == sender_id)
    ).scalar_one_or_none()
    return found


def save(tx: Transaction, sender_id: str, message_id: str, serialised: str) -> None:
    """Store the tracker as it stands after the turn of this message."""
    body = tx.keys.seal(serialised, "tracker.body", sender_id)
    row = {"message_id": message_id, "body": body, "updated_at": now()}
    if not tx.run(update(tracker).where(tracker.c.sender_id == sender_id).values(**row)).rowcount:
        tx.run(insert(tracker).values(sender_id=sender_id, **row))


def sender_ids(tx: Transaction) -> list[str]:
    return list(tx.run(select(tracker.c.sender_id)).scalars())
