"""The one form behind every script."""

from __future__ import annotations

from typing import Any

from actions import buttons
from actions.answering import OFFERED, RESUME, Answer, AnsweringAction, Question
from bot.scripts.commands import Command
from bot.scripts.runs import Message, Reply
from bot.services.practice import Outcome, Practised
from bot.services.run_log import Origin


class ValidateScriptForm(AnsweringAction):
    """Begins a script when the form is activated; afterwards every message is a reply to it.

    The form asks for the slot ``answer`` for ever; the script decides when it is done.
    """

    def name(self) -> str:
        return "validate_script_form"

    def answer(self, question: Question) -> Answer:
        practised = self._reply(question) if _is_active(question) else self._begin(question)
        return _as_answer(practised, question)

    def _begin(self, question: Question) -> Practised:
        practice, wanted = question.context.practice, _wanted(question)
        left = practice.left_open(question.tx, question.chat)
        if wanted == RESUME or (left is not None and left.id == wanted):
            return practice.go_on(question.tx, question.chat)
        if wanted not in question.context.library.scripts:
            return Practised(Outcome.NOTHING)
        return practice.begin(question.tx, question.chat, wanted, _origin(question))

    def _reply(self, question: Question) -> Practised:
        metadata = question.metadata
        reply = Reply(
            text=question.text,
            option=metadata.get("option"),
            visit=metadata.get("visit"),
            pace_over=bool(metadata.get("pace_over")),
        )
        return question.context.practice.reply(question.tx, question.chat, reply, question.cause)


def _is_active(question: Question) -> bool:
    """Whether the form already waits. When it is being activated, no slot has been requested yet."""
    return question.tracker.slots.get("requested_slot") is not None


def _wanted(question: Question) -> str:
    """The script asked for, ``resume``, or nothing that is known."""
    if question.intent == RESUME:
        return RESUME
    return question.entity("script") or str(question.tracker.slots.get(OFFERED) or "")


def _origin(question: Question) -> Origin:
    """Suggested by a suggestion's button or a yes to one, assigned by a reminder's; else the person's own choice."""
    if question.entity("origin") == "assigned":
        return "assigned"
    suggested = question.entity("origin") == "suggested" or question.intent == "affirm"
    return "suggested" if suggested else "own"


def _as_answer(practised: Practised, question: Question) -> Answer:
    answer = Answer()
    for message in practised.messages:
        answer.messages.append(_as_response(message, practised, question))
    answer.messages += practised.safety
    if practised.instead:
        offered = buttons.to_scripts(practised.instead, question.chat.language, origin="suggested")
        answer.messages[-1]["buttons"] = offered
    answer.set("answer", None)
    answer.offer(None)
    goes_on = practised.outcome is Outcome.OPEN
    answer.set("outcome", None if goes_on else practised.outcome.value)
    answer.set("requested_slot", "answer" if goes_on else None)
    return answer


def _as_response(message: Message, practised: Practised, question: Question) -> dict[str, Any]:
    """One bubble. ``custom`` is for the gateway: which visit its buttons belong to, captions, commands, frames."""
    choices = [{"title": button.title, "payload": button.value} for button in message.buttons]
    if not message.waits:
        return {"text": message.text}
    custom: dict[str, Any] = {"visit": practised.visit, "commands": _commands(question)}
    if message.scale:
        custom["scale"] = {"low": message.scale[0], "high": message.scale[1]}
    if message.pace:
        custom["pace"] = [vars(frame) for frame in message.pace]
    return {"text": message.text, "buttons": choices, "json_message": custom}


def _commands(question: Question) -> list[dict[str, str]]:
    labels = question.context.library.commands
    return [{"name": one.value, "title": labels.label(one, question.chat.language)} for one in Command]
