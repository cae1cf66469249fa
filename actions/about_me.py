"""What concerns the participant: progress, reminders, a person to talk to."""

from __future__ import annotations

from actions.answering import Answer, AnsweringAction, Question
from bot.services import incidents, people
from bot.services.incidents import Level
from bot.services.run_log import progress

PERSON_WANTED = "person_wanted"


class MyProgress(AnsweringAction):
    def name(self) -> str:
        return "action_my_progress"

    def answer(self, question: Question) -> Answer:
        done = progress(question.tx, question.chat)
        answer = Answer()
        if done.last_script is None:
            answer.say("utter_no_progress")
            return answer
        script = question.context.library.scripts.get(done.last_script)
        last = script.name.to(question.chat.language) if script else done.last_script
        answer.say("utter_my_progress", practised=done.practised, finished=done.finished, eased=done.eased, last=last)
        return answer


class SetReminders(AnsweringAction):
    """Keeps the wish; the worker reminds."""

    def name(self) -> str:
        return "action_set_reminders"

    def answer(self, question: Question) -> Answer:
        wanted = question.intent == "reminders_on"
        people.set_reminders(question.tx, question.chat, wanted)
        answer = Answer()
        answer.say("utter_reminders_on" if wanted else "utter_reminders_off")
        return answer


class TalkToStaff(AnsweringAction):
    """Staff are told that a person is wanted, and the participant how to reach one now and who was told."""

    def name(self) -> str:
        return "action_talk_to_staff"

    def answer(self, question: Question) -> Answer:
        tx, chat, desk = question.tx, question.chat, question.context.desk
        kind, drill = PERSON_WANTED, people.is_drill(chat)
        raised = incidents.raise_incident(
            tx, desk, chat, cause=question.cause, kind=kind, level=Level.PAGE, drill=drill
        )
        told = desk.told_of(raised.incident, raised.incident.opened_at, chat.language)
        answer = Answer(messages=desk.texts.person_wanted(chat.language, told))
        answer.offer(None)
        return answer
