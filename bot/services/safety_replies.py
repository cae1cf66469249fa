"""What is said to somebody in danger, stored in the transaction that stores what they wrote."""

from __future__ import annotations

from bot.db import outbox
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.db.ids import now
from bot.escalation.texts import Body
from bot.services import plans
from bot.services.guard import Guard, Sent
from bot.services.incidents import SILENCE_CAUSE, IncidentRow
from bot.services.practice import stand_still

SAFETY_CAUSE, QUESTION_CAUSE, THANKS_CAUSE = "safety:", "asked:", "thanks:"
"""Before a message's id: the cause of what is said to it."""
AT_ONCE = (SAFETY_CAUSE, QUESTION_CAUSE, THANKS_CAUSE, SILENCE_CAUSE)
"""What is said for these causes waits for no other chat's turn."""
ALERTS = (SAFETY_CAUSE, SILENCE_CAUSE)
"""What has told the person of an alert before; the next wording speaks of one more."""


def reply(tx: Transaction, guard: Guard, chat: Chat, sent: Sent, incident: IncidentRow) -> None:
    """The safety reply, in another wording than the one before, and in the language that the person has fallen into."""
    language = incident.language or chat.language
    told = guard.desk.told_of(incident, now(), language)
    already = outbox.count_causes(tx, chat.id, ALERTS)
    plan = plans.has_safety_plan(tx, chat)
    _say(tx, SAFETY_CAUSE, sent, guard.desk.texts.safety_reply(language, told, already, plan))


def ask(tx: Transaction, guard: Guard, chat: Chat, sent: Sent, incident: IncidentRow) -> None:
    """The direct question."""
    language = incident.language or chat.language
    told = guard.desk.told_of(incident, incident.opened_at, language)
    _say(tx, QUESTION_CAUSE, sent, guard.desk.texts.question(language, told))


def thank(tx: Transaction, guard: Guard, chat: Chat, sent: Sent, question: IncidentRow) -> None:
    """For a plain no. A script in progress stands still, and its participant may go on with it."""
    language = question.language or chat.language
    _say(tx, THANKS_CAUSE, sent, guard.desk.texts.no_thanks(language, stand_still(tx, chat)))


def _say(tx: Transaction, cause: str, sent: Sent, bodies: list[Body]) -> None:
    outbox.store(tx, sent.chat_id, cause + sent.id, bodies)
