"""Raises an incident for what Rasa's own screen found, and takes the answer to its direct question."""

from __future__ import annotations

from actions.answering import Answer, AnsweringAction, Question
from bot.scripts.words import DEFAULT_LANGUAGE
from bot.services import incidents, people
from bot.services.incidents import IncidentRow, Level
from bot.services.practice import stand_still

CRISIS = "crisis"
CONCERN = "concern"
UNREADABLE, UNCLEAR = "unreadable", "unclear"
"""Kinds of what the screen cannot name: when it failed, and what its second screen found."""


class RaiseIncident(AnsweringAction):
    """The script stands still, nothing is offered, staff are told. What the gateway raised is not raised again."""

    def name(self) -> str:
        return "action_raise_incident"

    def answer(self, question: Question) -> Answer:
        stand_still(question.tx, question.chat)
        answer = _nothing_goes_on()
        incident = _raised(question)
        if incident is not None and incident.level == Level.PAGE:
            _say_who_knows(answer, question, incident)
        elif incident is not None:
            _ask_in_another_language(answer, question, incident)
        return answer


class AnswerNo(AnsweringAction):
    """A plain no to the direct question: kept for staff, nobody is paged."""

    def name(self) -> str:
        return "action_answer_no"

    def answer(self, question: Question) -> Answer:
        waiting = incidents.open_question(question.tx, question.chat.id)
        if waiting is not None:
            incidents.answer_no(question.tx, waiting.id)
        language = _language(question, waiting)
        paused = question.context.practice.left_open(question.tx, question.chat) is not None
        answer = _nothing_goes_on()
        answer.messages += question.context.desk.texts.no_thanks(language, paused)
        return answer


class Goodbye(AnsweringAction):
    """Somebody leaves. While an alert is open they get the numbers, not a goodbye."""

    def name(self) -> str:
        return "action_goodbye"

    def answer(self, question: Question) -> Answer:
        answer = Answer()
        incident = incidents.latest_open(question.tx, question.chat.participant_id)
        if incident is None:
            answer.say("utter_goodbye")
        else:
            answer.messages += question.context.desk.texts.before_you_go(_language(question, incident))
        return answer


def _nothing_goes_on() -> Answer:
    """No answer to a script is kept, no script asks for one, and a plain "yes" begins nothing."""
    answer = Answer()
    for slot in ("answer", "requested_slot", "outcome"):
        answer.set(slot, None)
    answer.offer(None)
    return answer


def _raised(question: Question) -> IncidentRow | None:
    """The page or check that this message opens; None when it is another's: the gateway's, or raised before."""
    tx, chat, desk = question.tx, question.chat, question.context.desk
    page = question.intent != CONCERN
    screened = bool(question.metadata.get("screened"))
    if screened and page and question.text.startswith("/") and incidents.latest_open(tx, chat.participant_id):
        return None
    waiting = None if screened else incidents.open_question(tx, chat.id)
    if waiting is not None and waiting.cause != question.cause:
        incidents.raise_to_page(tx, desk, waiting.id, "other")
        return incidents.latest_open(tx, chat.participant_id)
    verdict = question.message.get("verdict") or {}
    raised = incidents.raise_incident(
        tx,
        desk,
        chat,
        cause=question.cause,
        kind=verdict.get("kind") or (UNREADABLE if page else UNCLEAR),
        level=Level.PAGE if page else Level.CHECK,
        rule=verdict.get("rule"),
        drill=people.is_drill(chat),
        language=verdict.get("language"),
    )
    return raised.incident if raised.new else None


def _say_who_knows(answer: Answer, question: Question, incident: IncidentRow) -> None:
    """What Rasa's response could not say: who was told, the program's number, the numbers in another language."""
    desk, language = question.context.desk, _language(question, incident)
    earlier = sum(intent in (CRISIS, CONCERN) for intent in question.recent_intents[:-1])
    if language != DEFAULT_LANGUAGE:
        answer.messages.append(desk.texts.numbers_first(language, earlier)[-1])
    told = desk.told_of(incident, incident.opened_at, language)
    who = desk.texts.who_knows(language, told, earlier)
    answer.messages.append({"text": f"{who} {desk.texts.program(language)}".rstrip()})


def _ask_in_another_language(answer: Answer, question: Question, incident: IncidentRow) -> None:
    """Rasa's response has asked, in the language that its responses have."""
    language = _language(question, incident)
    if language != DEFAULT_LANGUAGE:
        answer.messages += question.context.desk.texts.question(language)


def _language(question: Question, incident: IncidentRow | None) -> str:
    """That of the words that raised it, where it was clear."""
    return (incident and incident.language) or question.chat.language
