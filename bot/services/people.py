"""Who is writing."""

from __future__ import annotations

from bot.db import chats
from bot.db.chats import Chat
from bot.db.database import Transaction

__all__ = ["Chat", "Transaction"]

RASA_CHANNEL = "rasa"
DRILL_CHANNEL = "drill"


def chat_of_sender(tx: Transaction, sender_id: str) -> Chat:
    """The chat behind a Rasa sender id.

    The gateway uses the chat's id. Other ids come from a developer at ``rasa shell``: each gets a synthetic
    participant, so that scripts work there too.
    """
    known = chats.get(tx, sender_id) or chats.find(tx, RASA_CHANNEL, sender_id)
    return known or chats.add(tx, chats.add_participant(tx, synthetic=True), RASA_CHANNEL, sender_id)


def demo_chat(tx: Transaction, channel: str, address: str) -> Chat:
    """The chat of a visitor of the local chat page; a new visitor becomes a synthetic participant."""
    known = chats.find(tx, channel, address)
    return known or chats.add(tx, chats.add_participant(tx, synthetic=True), channel, address)


def drill_chat(tx: Transaction) -> Chat:
    """The one chat that drills are held in, of a synthetic participant. No channel that people use leads to it."""
    return demo_chat(tx, DRILL_CHANNEL, DRILL_CHANNEL)


def is_drill(chat: Chat) -> bool:
    """By the chat and nothing that a person could send: a real crisis must never pass for a drill."""
    return chat.channel == DRILL_CHANNEL


def set_reminders(tx: Transaction, chat: Chat, wanted: bool) -> None:
    chats.set_reminders(tx, chat.participant_id, wanted)
