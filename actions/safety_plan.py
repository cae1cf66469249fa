"""Shows the participant's safety plan, or offers to write one."""

from __future__ import annotations

from actions import buttons
from actions.answering import Answer, AnsweringAction, Question
from bot.services import plans


class ShowSafetyPlan(AnsweringAction):
    """The plan in one tap, with the numbers. A plain "yes" begins to write one only where there is none."""

    def name(self) -> str:
        return "action_safety_plan"

    def answer(self, question: Question) -> Answer:
        texts, language = question.context.desk.texts, question.chat.language
        parts = [(part.heading, part.words) for part in plans.safety_plan(question.tx, question.chat)]
        write = buttons.to_intent("", "practise", script=plans.SAFETY_PLAN)["payload"]
        answer = Answer()
        answer.messages += texts.stored_plan(language, parts, write) if parts else texts.no_plan(language, write)
        answer.offer(None if parts else plans.SAFETY_PLAN)
        return answer
