"""What concerns the participant: progress, sessions, reminders, a person to talk to."""

from __future__ import annotations

from babel.dates import format_date, format_skeleton, format_time

from actions.answering import Answer, AnsweringAction, Question
from bot.services import calendar, people, person_wanted
from bot.services.run_log import progress


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


class NextSession(AnsweringAction):
    """By the clock on the participant's wall. There is one response for each kind of session."""

    def name(self) -> str:
        return "action_next_session"

    def answer(self, question: Question) -> Answer:
        found = calendar.next_on_the_wall(question.tx, question.context.rules, question.chat.participant_id)
        answer = Answer()
        if found is None:
            answer.say("utter_no_next_session")
            return answer
        wall, language = found.wall, question.chat.language
        day = f"{format_date(wall, 'EEEE', locale=language)}, {format_skeleton('MMMMd', wall, locale=language)}"
        hour = format_time(wall, "short", locale=language)
        answer.say(f"utter_next_session_{found.kind}", day=day, hour=hour)
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
        desk = question.context.desk
        answer = Answer(messages=person_wanted.page_staff(question.tx, desk, question.chat, question.cause))
        answer.offer(None)
        return answer
