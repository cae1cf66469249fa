"""What is not understood: "did you mean" once, then the menu and a person."""

from __future__ import annotations

from actions import buttons
from actions.answering import Answer, AnsweringAction, Question
from actions.menu import menu

MOST_GUESSES = 3
PATIENCE = 2
"""Misses in a row after which guessing ends."""
FALLBACK = "nlu_fallback"


class DidYouMean(AnsweringAction):
    def name(self) -> str:
        return "action_did_you_mean"

    def answer(self, question: Question) -> Answer:
        if _misses(question) >= PATIENCE:
            return menu(question, "utter_lost")
        library, language = question.library, question.chat.language
        routes = [route["name"] for route in question.message.get("routes") or []]
        guesses = [button for route in routes if (button := buttons.to_route(route, library, language))]
        else_ = [buttons.to_route("out_of_scope", library, language), buttons.to_person(library, language)]
        shown = {b["payload"]: b for b in [*guesses[:MOST_GUESSES], *filter(None, else_)]}
        answer = Answer()
        answer.say("utter_did_you_mean", list(shown.values()))
        answer.offer(None)
        return answer


def _misses(question: Question) -> int:
    """How many of the person's newest messages in a row were not understood, this one included."""
    misses = 0
    for intent in reversed(question.recent_intents):
        if intent != FALLBACK:
            break
        misses += 1
    return misses
