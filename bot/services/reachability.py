"""Whether a participant can be written to: a bot that was blocked, an account that is gone, and back again."""

from __future__ import annotations

from bot.db import chats, incident_events, incidents, outbox, reminders
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.logs import Log

log = Log("services.reachability")

UNREACHABLE, REACHABLE = "unreachable", "reachable"
STAFF_LINE = "staff_unreachable"


def lost(database: Database, chat_id: str, code: str) -> None:
    """Nobody can be reached in this chat. Staff see it with the participant, and on every open incident of theirs."""
    with database.transaction() as tx:
        mark_lost(tx, chat_id, code)


def mark_lost(tx: Transaction, chat_id: str, code: str) -> None:
    if chats.set_unreachable(tx, chat_id, code):
        log.warning("participant_unreachable", chat=chat_id, code=code)
        _note(tx, chat_id, UNREACHABLE, code)
        _tell_staff(tx, chat_id)
    outbox.give_up_all(tx, chat_id, UNREACHABLE)


def mark_found(tx: Transaction, chat_id: str) -> None:
    """Somebody is there again, by a message or by unblocking."""
    if chats.set_reachable(tx, chat_id):
        log.info("participant_reachable", chat=chat_id)
        _note(tx, chat_id, REACHABLE, "")


def _note(tx: Transaction, chat_id: str, event: str, code: str) -> None:
    for row in incidents.unresolved_of_chat(tx, chat_id):
        incident_events.add(tx, row.id, event, detail=code)


def _tell_staff(tx: Transaction, chat_id: str) -> None:
    """A line with those of people who have gone quiet."""
    chat = chats.get(tx, chat_id)
    assert chat is not None, "an unreachable chat is a chat"
    times = {"due_at": now(), "about_at": now()}
    key = f"{STAFF_LINE}:{chat_id}:{now():%Y%m%d%H%M%S}"
    reminders.add(tx, chat.participant_id, key, STAFF_LINE, state=reminders.WAITING, **times)
