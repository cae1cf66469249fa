"""The participant's own look at the brief before a session: they see it before anybody else does."""

from __future__ import annotations

from actions.answering import Answer, AnsweringAction, Question
from bot.services import briefs
from bot.services.briefs import SessionKind
from bot.services.briefs.choosing import kind_prepared, kinds_meant
from bot.services.briefs.telling import YES, Body, Telling, since_read


class ShowBrief(AnsweringAction):
    """The brief that is asked for; asks back where several can be meant."""

    def name(self) -> str:
        return "action_show_brief"

    def answer(self, question: Question) -> Answer:
        kind = _kind_named(question)
        kinds = (kind,) if kind else kinds_meant(question.tx, question.chat.participant_id)
        said = _brief(question, kinds[0]) if len(kinds) == 1 else _telling(question).which(kinds)
        return _said(question, said)


class BriefPrepared(AnsweringAction):
    """After a preparation, the brief of that session. After a script that prepares none nothing is said."""

    def name(self) -> str:
        return "action_brief_prepared"

    def answer(self, question: Question) -> Answer:
        kind = kind_prepared(question.tx, question.context.briefs, question.chat.participant_id)
        return _said(question, _brief(question, kind) if kind else [])


class HoldBack(AnsweringAction):
    """Keeps a line out of the brief, or puts it back, until the session."""

    def name(self) -> str:
        return "action_hold_back"

    def answer(self, question: Question) -> Answer:
        key, held = question.entity("item") or "", question.entity("held") == YES
        kind, since = _kind_named(question), since_read(question.entity("since") or "")
        own = None
        if kind and since:
            who = question.chat.participant_id
            own = briefs.hold_back(question.tx, question.context.briefs, who, kind, since, key, held=held)
        return _said(question, _telling(question).held_back(own) if own else _telling(question).over())


class LeaveBrief(AnsweringAction):
    """Leaves it as it is, with a last word on what is kept out."""

    def name(self) -> str:
        return "action_leave_brief"

    def answer(self, question: Question) -> Answer:
        kind, since = _kind_named(question), since_read(question.entity("since") or "")
        own = None
        if kind and since:
            who = question.chat.participant_id
            own = briefs.looked_at(question.tx, question.context.briefs, who, kind, since)
        return _said(question, _telling(question).left(own) if own else _telling(question).over())


def _kind_named(question: Question) -> SessionKind | None:
    return next((kind for kind in briefs.SESSION_KINDS if kind == question.entity("session")), None)


def _brief(question: Question, kind: SessionKind) -> list[Body]:
    own = briefs.look(question.tx, question.context.briefs, question.chat.participant_id, kind)
    return _telling(question).brief(own)


def _telling(question: Question) -> Telling:
    return Telling(question.context.briefs.words, question.chat.language)


def _said(question: Question, messages: list[Body]) -> Answer:
    answer = Answer(messages=messages)
    answer.offer(None)
    return answer
