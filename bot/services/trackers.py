"""Rasa's dialogue state, kept sealed."""

from __future__ import annotations

from bot.db import trackers
from bot.db.database import Database


def load(database: Database, sender_id: str) -> str | None:
    with database.reading() as tx:
        return trackers.load(tx, sender_id)


def save(database: Database, sender_id: str, message_id: str, serialised: str) -> None:
    with database.transaction() as tx:
        trackers.save(tx, sender_id, message_id, serialised)


def is_handled(database: Database, sender_id: str, message_id: str) -> bool:
    """Whether the turn of this message is the last one on record: a turn is saved whole or not at all."""
    with database.reading() as tx:
        return trackers.last_message(tx, sender_id) == message_id


def sender_ids(database: Database) -> list[str]:
    with database.reading() as tx:
        return trackers.sender_ids(tx)
