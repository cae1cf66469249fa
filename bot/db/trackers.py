"""Rasa's trackers, sealed: the dialogue state of each chat."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.tables import tracker

_OF_SENDER = tracker.c.sender_id == bindparam("of_sender")
_BODY = select(tracker.c.body).where(_OF_SENDER)
_LAST = select(tracker.c.message_id).where(_OF_SENDER)
_ADD = insert(tracker)
_CHANGE = (
    update(tracker)
    .where(_OF_SENDER)
    .values(message_id=bindparam("message"), body=bindparam("sealed"), updated_at=bindparam("at"))
)
"""Built once, as every turn runs them: building costs more than running."""


def load(tx: Transaction, sender_id: str) -> str | None:
    body = tx.run(_BODY, {"of_sender": sender_id}).scalar_one_or_none()
    return None if body is None else tx.keys.unseal(body, "tracker.body", sender_id)


def last_message(tx: Transaction, sender_id: str) -> str | None:
    """The id of the message whose turn was saved last."""
    found: str | None = tx.run(_LAST, {"of_sender": sender_id}).scalar_one_or_none()
    return found


def save(tx: Transaction, sender_id: str, message_id: str, serialised: str) -> None:
    """Store the tracker as it stands after the turn of this message."""
    body = tx.keys.seal(serialised, "tracker.body", sender_id)
    at = now()
    if not tx.run(_CHANGE, {"of_sender": sender_id, "message": message_id, "sealed": body, "at": at}).rowcount:
        tx.run(_ADD, {"sender_id": sender_id, "message_id": message_id, "body": body, "updated_at": at})


def sender_ids(tx: Transaction) -> list[str]:
    return list(tx.run(select(tracker.c.sender_id)).scalars())
