"""Answers that staff are paged about: very high or risen distress, and what the ``page_if`` of a step says."""

from __future__ import annotations

from dataclasses import dataclass

from bot.db import incidents
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.escalation.texts import Body
from bot.scripts.conditions import Condition
from bot.scripts.runs import AnswerKind, Record, RunState, Turn
from bot.scripts.schema import Choose, Scale, Script
from bot.scripts.wording import Wording
from bot.scripts.words import Words
from bot.services import people, plans
from bot.services.incidents import Desk, Level, raise_incident
from bot.services.run_columns import columns_of, number_of

HIGH_DISTRESS = 9
"""Of 10. From here on staff are told and a person is offered at once (safety contract)."""
RISE = 3
"""Points of distress. A rise of this much after an exercise counts alike (safety contract)."""
WORRYING_ANSWER = "worrying_answer"
"""The kind of an incident that ``page_if`` of a step has raised."""
_DISTRESS = ("distress_before", "distress_after")


@dataclass(frozen=True)
class Alarm:
    """What an answer calls for. ``words``: what is said of a rating; None: the safety reply is."""

    kind: str
    words: Words | None = None


def alarm_of(turn: Turn, script: Script, desk: Desk, wording: Wording) -> Alarm | None:
    """What the answers of this turn call for; None: nothing."""
    if any(_is_worrying(record, script, turn.state, desk) for record in turn.records):
        return Alarm(WORRYING_ANSWER)
    rated = {record.log_as: number_of(record.value) for record in turn.records if record.log_as in _DISTRESS}
    if max((value for value in rated.values() if value is not None), default=0) >= HIGH_DISTRESS:
        return Alarm("high_distress", wording.high_distress)
    numbers, _ = columns_of(script, turn.state)
    if "distress_after" in rated and has_risen(numbers["distress_before"], numbers["distress_after"]):
        return Alarm("distress_rise", wording.distress_rise)
    return None


def page_for(tx: Transaction, desk: Desk, chat: Chat, alarm: Alarm, cause: str) -> list[Body]:
    """Page staff. Returns what is said of it; nothing where this cause has paged.

    After a rating: how to reach a person now, and who knows; else the safety reply. A cause has paged before when Rasa
    was away: the person was told then.
    """
    already, drill = incidents.count(tx, chat.participant_id), people.is_drill(chat)
    raised = raise_incident(tx, desk, chat, cause=cause, kind=alarm.kind, level=Level.PAGE, drill=drill)
    if not raised.new:
        return []
    told = desk.told_of(raised.incident, raised.incident.opened_at, chat.language)
    if alarm.words is not None:
        return desk.texts.person_wanted(chat.language, told)
    return desk.texts.safety_reply(chat.language, told, already, plans.has_safety_plan(tx, chat))


def has_risen(before: int | None, after: int | None) -> bool:
    """Whether distress has risen by so much that staff are told."""
    return before is not None and after is not None and after - before >= RISE


def _is_worrying(record: Record, script: Script, state: RunState, desk: Desk) -> bool:
    """Whether ``page_if`` holds; also of words that are none of a step's answers, but for a no."""
    step = script.step(record.step)
    if not isinstance(step, Choose | Scale) or step.page_if is None:
        return False
    if record.kind in (AnswerKind.UNCLEAR, AnswerKind.TEXT):
        return not desk.texts.is_plain_no(record.text)
    return Condition.parse(step.page_if).holds(state.facts(record.value))
