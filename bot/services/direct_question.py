"""What answers the direct question, in time or late, and what that leads to.

A yes counts whenever it comes, and pages. A no counts only for a question that was there to be read: one that was meant
for something else would end the wait for the answer, and nobody would know.
"""

from __future__ import annotations

from bot.db import chats, inbox, outbox
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.scripts.commands import Command
from bot.services import incidents
from bot.services.guard import Guard, Sent
from bot.services.incidents import NO, OTHER, SILENCE, SILENCE_CAUSE, IncidentRow
from bot.services.practice import stand_still
from bot.services.safety_replies import QUESTION_CAUSE, THANKS_CAUSE, reply, thank

ALWAYS = (Command.HELP, Command.STOP, Command.HUMAN)
"""Commands that work in every state (safety contract)."""
_OF_A_QUESTION = (QUESTION_CAUSE, THANKS_CAUSE, SILENCE_CAUSE)
"""While one of these is what was said last, a typed yes speaks of the question."""


def answer(tx: Transaction, guard: Guard, sent: Sent) -> bool:
    """Take a message in which the screen found nothing as the answer that it is. False when it answers no question."""
    question = incidents.open_question(tx, sent.chat_id)
    if question is not None:
        return _answered(tx, guard, sent, question)
    late = _pressed_of(tx, sent) or _spoken_of(tx, guard, sent)
    return late is not None and _answered_late(tx, guard, sent, late)


def _answered(tx: Transaction, guard: Guard, sent: Sent, question: IncidentRow) -> bool:
    """A plain no stays in the queue, all else pages. Rasa gets commands alone."""
    if sent.edited and not _is_yes(guard, sent.text):
        return False
    chat = _chat(tx, sent)
    if guard.desk.texts.is_plain_no(sent.text):
        if _is_meant_for(tx, sent, question):
            incidents.answer_no(tx, question.id)
            thank(tx, guard, chat, sent, question)
            return _closed(tx, sent)
        if not _was_sent(tx, question):
            return _closed(tx, sent)  # it goes on waiting: the question comes only now
    incidents.raise_to_page(tx, guard.desk, question.id, OTHER)
    reply(tx, guard, chat, sent, question)
    if not (sent.order or guard.commands.read(sent.text) in ALWAYS):
        _closed(tx, sent)
    return True


def _answered_late(tx: Transaction, guard: Guard, sent: Sent, question: IncidentRow) -> bool:
    """A no takes back nothing. All else says more than staff were told of: they are paged for it too."""
    chat = _chat(tx, sent)
    if guard.desk.texts.is_plain_no(sent.text):
        if question.answered != NO:
            thank(tx, guard, chat, sent, question)
        return _closed(tx, sent)
    page = incidents.page_for_late_yes(tx, guard.desk, chat, f"message:{sent.id}", question)
    stand_still(tx, chat)
    reply(tx, guard, chat, sent, page)
    return _closed(tx, sent)


def _pressed_of(tx: Transaction, sent: Sent) -> IncidentRow | None:
    """The question whose own button this is: it stays in the chat, and can be pressed at any time."""
    cause = sent.pressed_of or ""
    is_its = cause.startswith(QUESTION_CAUSE)
    return incidents.of_cause(tx, _raised_by(cause.removeprefix(QUESTION_CAUSE))) if is_its else None


def _spoken_of(tx: Transaction, guard: Guard, sent: Sent) -> IncidentRow | None:
    """The question that these words answer, although it is not open any more."""
    no, yes = guard.desk.texts.is_plain_no(sent.text), _is_yes(guard, sent.text)
    question = incidents.newest_question(tx, sent.chat_id) if no or yes else None
    if question is None or not (_said_last(tx, sent.chat_id) or _asked_last(tx, sent, question)):
        return None
    return question if question.answered == SILENCE or _is_title_of_yes(guard, sent.text) else None


def _said_last(tx: Transaction, chat_id: str) -> bool:
    """Whether nothing was said to the person since the question, or since what followed its answer."""
    newest = outbox.recent(tx, chat_id, 1)
    return bool(newest) and newest[0].cause.startswith(_OF_A_QUESTION)


def _asked_last(tx: Transaction, sent: Sent, question: IncidentRow) -> bool:
    """Whether the person has written nothing since the message that led to the question."""
    return question.cause == _raised_by(inbox.recent(tx, sent.chat_id, 2)[0].id)


def _is_yes(guard: Guard, text: str) -> bool:
    """Whether the whole text says yes, or that the person is not sure."""
    return _is_title_of_yes(guard, text) or guard.commands.means(text, "yes")


def _is_title_of_yes(guard: Guard, text: str) -> bool:
    """Whether it is what a button of the question says, and not the no: "ok" is none."""
    texts = guard.desk.texts
    return texts.is_an_answer(text) and not texts.is_plain_no(text)


def _is_meant_for(tx: Transaction, sent: Sent, question: IncidentRow) -> bool:
    """Whether it was pressed below the question, or typed when the question had been sent."""
    if sent.pressed_of is not None:
        return sent.pressed_of == _said_as(question)
    return _was_sent(tx, question)


def _was_sent(tx: Transaction, question: IncidentRow) -> bool:
    return outbox.is_sent(tx, _said_as(question))


def _said_as(question: IncidentRow) -> str:
    return QUESTION_CAUSE + question.cause.removeprefix(_raised_by(""))


def _raised_by(message_id: str) -> str:
    return f"message:{message_id}"


def _closed(tx: Transaction, sent: Sent) -> bool:
    """Nobody else answers it."""
    inbox.close(tx, sent.id)
    return True


def _chat(tx: Transaction, sent: Sent) -> Chat:
    chat = chats.get(tx, sent.chat_id)
    assert chat is not None, "a message has a chat"
    return chat
