"""What does not wait until Rasa is back: the wish for a person, and answers that staff are paged about."""

from __future__ import annotations

from bot.db import chats, inbox, outbox
from bot.db.chats import Chat
from bot.db.database import Database, Transaction
from bot.db.inbox import Incoming
from bot.scripts.runs import Reply
from bot.services import person_wanted
from bot.services.practice import Practice


def page_without_rasa(database: Database, practice: Practice, message: Incoming) -> bool:
    """Rasa is away, or fails at this message: page all the same, and tell the person.

    Returns:
        Whether the message is answered by that, and Rasa gets it no more. An answer to a script is not: it waits to be
        taken, and what the script does with it then raises the same incident, not another.
    """
    if message.held is not None:
        return False
    with database.transaction() as tx:
        chat = chats.get(tx, message.chat_id)
        assert chat is not None, "a message has a chat"
        if person_wanted.is_asked_for(practice.library.commands, message):
            if inbox.close(tx, message.id):
                said = person_wanted.page_staff(tx, practice.desk, chat, _cause(message))
                outbox.store(tx, chat.id, message.id, said)
            return True
        _page_ahead(tx, practice, chat, message)
        return False


def _page_ahead(tx: Transaction, practice: Practice, chat: Chat, message: Incoming) -> None:
    told_as = f"ahead:{message.id}"
    if outbox.is_stored(tx, told_as):
        return
    outbox.store(tx, chat.id, told_as, practice.page_ahead(tx, chat, _reply(message), _cause(message)))


def _reply(message: Incoming) -> Reply:
    """The message as a script takes it; a button of another kind says its order."""
    means = message.metadata
    text = str(means.get("payload") or message.text)
    return Reply(text, means.get("option"), means.get("visit"), bool(means.get("pace_over")))


def _cause(message: Incoming) -> str:
    """The same as that of the actions, so that one cause is one incident."""
    return f"message:{message.id}"
