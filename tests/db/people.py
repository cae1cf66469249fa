"""Makes people and chats for tests."""

from __future__ import annotations

from bot.db import chats
from bot.db.chats import Chat
from bot.db.database import Database, Transaction


def new_chat(tx: Transaction, address: str = "visitor", language: str = "en") -> Chat:
    return chats.add(tx, chats.add_participant(tx, language=language), "web", address)


def stored_chat(database: Database, address: str = "visitor", language: str = "en") -> Chat:
    with database.transaction() as tx:
        return new_chat(tx, address, language)
