"""Somebody asks for a person: staff are paged, and the participant is told how to reach one now and who was told."""

from __future__ import annotations

from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.db.inbox import Incoming
from bot.escalation.texts import Body
from bot.scripts.commands import Command, CommandReader
from bot.services import people
from bot.services.incidents import Desk, Level, raise_incident

KIND = "person_wanted"
ORDER = "/talk_to_staff"
"""What buttons that ask for a person send to Rasa."""


def page_staff(tx: Transaction, desk: Desk, chat: Chat, cause: str) -> list[Body]:
    """Page once for this cause; returns what the participant is told."""
    page = raise_incident(
        tx, desk, chat, cause=cause, kind=KIND, level=Level.PAGE, drill=people.is_drill(chat)
    ).incident
    return desk.texts.person_wanted(chat.language, desk.told_of(page, page.opened_at, chat.language))


def is_asked_for(commands: CommandReader, message: Incoming) -> bool:
    """Whether the whole message is the wish for a person, by a command or a button: what needs no Rasa to be seen."""
    return message.metadata.get("payload") == ORDER or commands.read(message.text) is Command.HUMAN
