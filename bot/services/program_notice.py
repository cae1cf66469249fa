"""The bot says that it is a program and not a person: at the start, and every three hours of use."""

from __future__ import annotations

from datetime import timedelta

from bot.db import participants
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.db.ids import now
from bot.escalation.texts import Body
from bot.services.reception import Reception

EVERY = timedelta(hours=3)


def program_notice(tx: Transaction, reception: Reception, chat: Chat) -> list[Body]:
    """What to say of it before the answer to a message that came in just now; empty when it is not due.

    Call it once for each message of a person and store what it returns: that it was said is marked by this.
    """
    said = participants.program_said_at(tx, chat.id)
    if said is not None and timedelta() <= now() - said < EVERY:
        return []
    participants.mark_program_said(tx, chat.id)
    return [reception.body(reception.words.program, chat.language)]
