"""In which language a person is spoken to about an incident."""

from __future__ import annotations

from bot.db import chats
from bot.db.database import Transaction
from bot.db.incidents import IncidentRow
from bot.scripts.words import DEFAULT_LANGUAGE


def language_of(tx: Transaction, row: IncidentRow) -> str:
    """That of the words that raised it, where it was clear; else that of the chat."""
    if row.language:
        return row.language
    chat = chats.get(tx, row.chat_id)
    return chat.language if chat else DEFAULT_LANGUAGE
