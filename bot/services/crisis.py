"""What happens to a message the moment it is stored: its verdict, its incident, and what the person is told.

All of it stands in the transaction that stores the message, before Rasa and without Rasa.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.db import chats, screenings
from bot.db.database import Transaction
from bot.safety.verdict import Outcome
from bot.services import direct_question, incidents, people
from bot.services.guard import Guard, Sent
from bot.services.incidents import OTHER, Level
from bot.services.practice import stand_still
from bot.services.safety_replies import ask, reply

UNCLEAR, UNREADABLE = "unclear", "unreadable"
"""Kinds of incidents that the screen cannot name: the second screen's, and those of a screen that failed."""


@dataclass(frozen=True)
class Heeded:
    """``held``: of this message Rasa gets the outcome and not a word, and what it replies is dropped.

    ``replied``: it was answered here, or an answer to it is on its way.
    """

    held: Outcome = Outcome.NONE
    replied: bool = False


def heed(tx: Transaction, guard: Guard, sent: Sent) -> Heeded:
    """Act on a verdict. Call it once for each stored message of a person."""
    verdict = sent.verdict
    screenings.store(tx, sent.id, verdict.outcome, verdict.kind, verdict.rule, verdict.span, verdict.lexicon)
    if verdict.outcome is Outcome.NONE:
        return Heeded(replied=direct_question.answer(tx, guard, sent))
    question = incidents.open_question(tx, sent.chat_id)
    if question is not None:
        incidents.raise_to_page(tx, guard.desk, question.id, OTHER)
    return _raised(tx, guard, sent)


def _raised(tx: Transaction, guard: Guard, sent: Sent) -> Heeded:
    """Open the incident, pause the script, and say what has to be said."""
    chat = chats.get(tx, sent.chat_id)
    assert chat is not None, "a message has a chat"
    page = sent.verdict.outcome is Outcome.PAGE
    incident = incidents.raise_incident(
        tx,
        guard.desk,
        chat,
        cause=f"message:{sent.id}",
        kind=sent.verdict.kind or (UNREADABLE if page else UNCLEAR),
        level=Level.PAGE if page else Level.CHECK,
        rule=sent.verdict.rule,
        drill=people.is_drill(chat),
        language=sent.verdict.language,
    ).incident
    stand_still(tx, chat)
    if incident.level == Level.PAGE:
        reply(tx, guard, chat, sent, incident)
        return Heeded(Outcome.PAGE, replied=True)
    ask(tx, guard, chat, sent, incident)
    return Heeded(Outcome.CHECK, replied=True)
