"""Telling a participant something of their care, in their newest chat that can be reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.db import chats, outbox, rhythms
from bot.db.database import Transaction
from bot.escalation.texts import Body

CAUSE = "care:"


def tell(tx: Transaction, participant_id: str, key: str, said: Callable[[str], Sequence[Body]]) -> bool:
    """Store what is to be said, whether they want reminders or not. False: nobody can be reached, nothing is stored.

    Args:
        key: unique for what led to it, 32 letters at most.
        said: the messages in a language.
    """
    chat_id = rhythms.newest_in_reach(tx, participant_id)
    chat = chats.get(tx, chat_id) if chat_id else None
    if chat is None:
        return False
    outbox.store(tx, chat.id, CAUSE + key, said(chat.language))
    return True
