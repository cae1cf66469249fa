"""Greeting and menu."""

from __future__ import annotations

from actions import buttons
from actions.answering import RESUME, Answer, AnsweringAction, Question
from bot.scripts.schema import Family
from bot.services import plans


class Greet(AnsweringAction):
    """Says hello; a script that was left in the middle is offered first."""

    def name(self) -> str:
        return "action_greet"

    def answer(self, question: Question) -> Answer:
        return offer_to_go_on(question) or menu(question, "utter_greet")


class OfferToGoOn(AnsweringAction):
    def name(self) -> str:
        return "action_offer_to_go_on"

    def answer(self, question: Question) -> Answer:
        return offer_to_go_on(question) or menu(question, "utter_menu")


class Menu(AnsweringAction):
    """The groups of scripts, or the scripts of one group."""

    def name(self) -> str:
        return "action_menu"

    def answer(self, question: Question) -> Answer:
        library, language = question.library, question.chat.language
        family = buttons.family_of(question.entity("family"))
        if family is None or family not in library.families:
            return menu(question, "utter_menu")
        answer = Answer()
        scripts = library.of_family(family)
        answer.say("utter_menu_family", buttons.to_scripts(scripts, language), family=_title(question, family))
        answer.offer(scripts[0].id if len(scripts) == 1 else None)
        return answer


def menu(question: Question, response: str) -> Answer:
    """A response with the menu's buttons below it."""
    library, language = question.library, question.chat.language
    person = buttons.to_person(library, language)
    answer = Answer()
    answer.say(response, [*_stored_plan(question), *buttons.to_families(library, language), person])
    answer.offer(None)
    return answer


def offer_to_go_on(question: Question) -> Answer | None:
    """Offer the script that was left, if there is one."""
    script = question.context.practice.left_open(question.tx, question.chat)
    if script is None:
        return None
    wording, language = question.context.library.wording, question.chat.language
    choices = [
        buttons.to_intent(wording.go_on.to(language), "resume"),
        buttons.to_intent(wording.not_now.to(language), "list_exercises"),
    ]
    answer = Answer()
    answer.say("utter_offer_to_go_on", choices, name=script.name.to(language))
    answer.offer(RESUME)
    return answer


def _stored_plan(question: Question) -> list[buttons.Button]:
    """The safety plan is one tap away for who has one."""
    if not plans.has_safety_plan(question.tx, question.chat):
        return []
    button = buttons.to_route("safety_plan", question.context.library, question.chat.language)
    return [button] if button else []


def _title(question: Question, family: Family) -> str:
    return question.context.library.wording.families[family].to(question.chat.language)
