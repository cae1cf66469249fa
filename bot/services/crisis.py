"""What happens to a message the moment it is stored: its verdict, its incident, and what the person is told.

All of it stands in the transaction that stores the message, before Rasa and without Rasa.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.db import chats, inbox, outbox, screenings
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.db.ids import now
from bot.escalation.texts import Body
from bot.safety.verdict import Outcome, Verdict
from bot.scripts.commands import Command, CommandReader
from bot.services import incidents, people, plans
from bot.services.incidents import SILENCE_CAUSE, Desk, IncidentRow, Level
from bot.services.practice import stand_still

if TYPE_CHECKING:
    from bot.safety.screen import Screen

UNCLEAR, UNREADABLE = "unclear", "unreadable"
"""Kinds of incidents that the screen cannot name: the second screen's, and those of a screen that failed."""
OTHER, SILENCE = "other", "silence"
"""What became of the direct question: an answer that is no plain no, or none in time."""
ALWAYS = (Command.HELP, Command.STOP, Command.HUMAN)
"""Commands that work in every state (safety contract)."""
SAFETY_CAUSE, QUESTION_CAUSE, THANKS_CAUSE = "safety:", "asked:", "thanks:"
"""Before a message's id: the cause of what is said to it."""
AT_ONCE = (SAFETY_CAUSE, QUESTION_CAUSE, THANKS_CAUSE, SILENCE_CAUSE)
"""What is said for these causes waits for no other chat's turn."""
ALERTS = (SAFETY_CAUSE, SILENCE_CAUSE)
"""What has told the person of an alert before; the next wording speaks of one more."""


@dataclass(frozen=True)
class Guard:
    """The screen, what staff have set down for those it finds, and the words that are commands at any time."""

    screen: Screen
    desk: Desk
    commands: CommandReader

    @classmethod
    def open(cls, folder: Path, desk: Desk, commands: CommandReader) -> Guard:
        """Raises ContentError when lexicon or second screen cannot be used."""
        from bot.safety.screen import load_screen  # spaCy is slow to import, and few processes screen

        return cls(load_screen(folder), desk, commands)


@dataclass(frozen=True)
class Sent:
    """A stored message. ``order``: it is a button's order to Rasa, such as "/talk_to_staff", and no answer."""

    id: str
    chat_id: str
    text: str
    verdict: Verdict
    order: bool = False


@dataclass(frozen=True)
class Heeded:
    """``held``: of this message Rasa gets the outcome and not a word, and what it replies is dropped."""

    held: Outcome = Outcome.NONE
    replied: bool = False


def heed(tx: Transaction, guard: Guard, sent: Sent) -> Heeded:
    """Act on a verdict. Call it once for each stored message of a person."""
    verdict = sent.verdict
    found = verdict.outcome, verdict.kind, verdict.rule, verdict.span
    screenings.store(tx, sent.id, *found, verdict.lexicon)
    question = incidents.open_question(tx, sent.chat_id)
    late = _late_question(tx, guard, sent) if question is None and verdict.outcome is Outcome.NONE else None
    if question is None and late is None and verdict.outcome is Outcome.NONE:
        return Heeded()
    chat = chats.get(tx, sent.chat_id)
    assert chat is not None, "a message has a chat"
    if late is not None:
        return _answered_late(tx, guard, chat, sent, late)
    if question is not None and verdict.outcome is Outcome.NONE:
        return _answered(tx, guard, chat, sent, question)
    if question is not None:
        incidents.raise_to_page(tx, guard.desk, question.id, OTHER)
    return _raised(tx, guard, chat, sent)


def _answered(tx: Transaction, guard: Guard, chat: Chat, sent: Sent, question: IncidentRow) -> Heeded:
    """The answer to the direct question: a plain no stays in the queue, all else pages. Rasa gets commands alone."""
    if guard.desk.texts.is_plain_no(sent.text):
        incidents.answer_no(tx, question.id)
        return _thanked(tx, guard, chat, sent, question)
    incidents.raise_to_page(tx, guard.desk, question.id, OTHER)
    _reply(tx, guard, chat, sent, question)
    if not (sent.order or guard.commands.read(sent.text) in ALWAYS):
        inbox.close(tx, sent.id)
    return Heeded(replied=True)


def _late_question(tx: Transaction, guard: Guard, sent: Sent) -> IncidentRow | None:
    """The question that this answers although silence has paged already: nothing was written in between."""
    texts = guard.desk.texts
    if not (texts.is_plain_no(sent.text) or texts.is_an_answer(sent.text) or guard.commands.means(sent.text, "yes")):
        return None
    before = inbox.recent(tx, sent.chat_id, 2)[0]
    asked = incidents.of_cause(tx, f"message:{before.id}")
    return asked if asked is not None and asked.answered == SILENCE else None


def _answered_late(tx: Transaction, guard: Guard, chat: Chat, sent: Sent, question: IncidentRow) -> Heeded:
    """A no takes back nothing. All else says more than staff were told of: they are paged for it too."""
    if guard.desk.texts.is_plain_no(sent.text):
        return _thanked(tx, guard, chat, sent, question)
    page = incidents.page_anew(tx, guard.desk, chat, f"message:{sent.id}", question)
    stand_still(tx, chat)
    _reply(tx, guard, chat, sent, page)
    inbox.close(tx, sent.id)
    return Heeded(replied=True)


def _thanked(tx: Transaction, guard: Guard, chat: Chat, sent: Sent, question: IncidentRow) -> Heeded:
    _say(tx, THANKS_CAUSE, sent, guard.desk.texts.no_thanks(question.language or chat.language, stand_still(tx, chat)))
    inbox.close(tx, sent.id)
    return Heeded(replied=True)


def _raised(tx: Transaction, guard: Guard, chat: Chat, sent: Sent) -> Heeded:
    """Open the incident, pause the script, and say what has to be said."""
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
        language=guard.screen.language_of(sent.text),
    ).incident
    stand_still(tx, chat)
    if incident.level == Level.PAGE:
        _reply(tx, guard, chat, sent, incident)
        return Heeded(Outcome.PAGE, replied=True)
    language = incident.language or chat.language
    told = guard.desk.told_of(incident, incident.opened_at, language)
    _say(tx, QUESTION_CAUSE, sent, guard.desk.texts.question(language, told))
    return Heeded(Outcome.CHECK, replied=True)


def _reply(tx: Transaction, guard: Guard, chat: Chat, sent: Sent, incident: IncidentRow) -> None:
    """The safety reply, in another wording than the one before, and in the language that the person has fallen into."""
    language = incident.language or chat.language
    told = guard.desk.told_of(incident, now(), language)
    already = outbox.count_causes(tx, chat.id, ALERTS)
    plan = plans.has_safety_plan(tx, chat)
    _say(tx, SAFETY_CAUSE, sent, guard.desk.texts.safety_reply(language, told, already, plan))


def _say(tx: Transaction, cause: str, sent: Sent, bodies: list[Body]) -> None:
    outbox.store(tx, sent.chat_id, cause + sent.id, bodies)
