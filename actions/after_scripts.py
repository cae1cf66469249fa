"""What follows a script: a fitting exercise after a check-in, and help when distress stays high."""

from __future__ import annotations

from actions import buttons
from actions.answering import Answer, AnsweringAction, Question
from bot.scripts.schema import Need
from bot.services import suggestions
from bot.services.run_log import last_need


class Suggest(AnsweringAction):
    """After a check-in: first what helped this person before, then what suits the need."""

    def name(self) -> str:
        return "action_suggest"

    def answer(self, question: Question) -> Answer:
        scripts = _helpful(question)
        answer = Answer()
        if not scripts:
            answer.say("utter_suggest_nothing")
            return answer
        answer.say("utter_suggest", buttons.to_scripts(scripts, question.chat.language, origin="suggested"))
        answer.offer(scripts[0].id)
        return answer


class OfferMore(AnsweringAction):
    """Distress stayed very high or rose: another exercise and a person."""

    def name(self) -> str:
        return "action_offer_more"

    def answer(self, question: Question) -> Answer:
        library, language = question.context.library, question.chat.language
        scripts = buttons.to_scripts(_helpful(question)[:2], language, origin="suggested")
        answer = Answer()
        answer.say("utter_offer_more", [buttons.to_person(library, language), *scripts])
        answer.offer(None)
        return answer


def _helpful(question: Question) -> list[suggestions.Script]:
    need = last_need(question.tx, question.chat)
    known = need if need in {one.value for one in Need} else None
    return suggestions.helpful(question.tx, question.chat, question.context.library, known)
