"""Raising incidents, and what becomes of a check's question."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.db import chats, incident_events, incidents, notices
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.incidents import IncidentRow
from bot.escalation.ladder import freeze
from bot.escalation.states import Level, State
from bot.services.incidents.desk import Desk
from bot.services.incidents.steps import existing, first_step, write_first_notices

NO, OTHER, SILENCE = "no", "other", "silence"
"""What became of the direct question of a check."""


@dataclass(frozen=True)
class Raised:
    """``new`` is False when this cause had raised it before."""

    incident: IncidentRow
    new: bool


def raise_incident(  # noqa: PLR0913  (named ones, and one place that raises)
    tx: Transaction,
    desk: Desk,
    chat: Chat,
    *,
    cause: str,
    kind: str,
    level: Level,
    rule: str | None = None,
    drill: bool = False,
    language: str | None = None,
) -> Raised:
    """Open an incident for this cause, or find the one that it opened before. A page comes with its first notices.

    A check becomes a page when it is the second of this person within the hours of the escalation file; so does a
    check that the same cause now raises as a page. ``incident.level`` says what to tell the person, ``language`` how:
    that of the words that raised it, None for the chat's.
    """
    known = incidents.of_cause(tx, cause)
    if known is not None:
        if level is Level.PAGE:
            raise_to_page(tx, desk, known.id, "raised")
        return Raised(existing(tx, known.id), False)
    second = level is Level.CHECK and not drill and _had_a_check(tx, desk, chat)
    said = {"cause": cause, "kind": kind, "rule": rule, "drill": drill, "language": language}
    row = _open(tx, desk, chat, said, level)
    incident_events.add(tx, row.id, "opened", detail=f"{level.value} {kind}")
    if level is Level.PAGE:
        write_first_notices(tx, row)
    if second:
        raise_to_page(tx, desk, row.id, "two_checks")
        row = existing(tx, row.id)
    return Raised(row, True)


def page_anew(tx: Transaction, desk: Desk, chat: Chat, cause: str, row: IncidentRow) -> IncidentRow:
    """Open a page of its own for what the check ``row`` was about."""
    return raise_incident(
        tx,
        desk,
        chat,
        cause=cause,
        kind=row.kind,
        level=Level.PAGE,
        rule=row.rule,
        drill=row.drill,
        language=row.language,
    ).incident


def raise_to_page(tx: Transaction, desk: Desk, incident_id: str, why: str) -> None:
    """A check becomes a page: ``why`` is "other" (an answer that is no plain no), "silence", "two_checks" or "raised".

    Staff who have taken the check are paged anew, for they took something less. A check that was resolved stays so,
    and a new page is opened in its place. A page stays what it is.
    """
    row = existing(tx, incident_id)
    if row.level == Level.PAGE:
        return
    answered = why if why in (OTHER, SILENCE) else row.answered
    if row.state == State.RESOLVED:
        incidents.change(tx, row, answered=answered)
        _open_again(tx, desk, row)
        return
    nobodys = {"state": State.OPEN.value, "acknowledged_at": None, "acknowledged_by": None, "remind_at": None}
    page = {**_page(desk, row.ladder, row.drill), **nobodys}
    incidents.change(tx, row, level=Level.PAGE.value, answered=answered, answer_by=None, **page)
    notices.drop_waiting(tx, row.id, notices.REMINDER)
    write_first_notices(tx, row)
    incident_events.add(tx, row.id, "raised", detail=why)


def answer_no(tx: Transaction, incident_id: str) -> None:
    """The person said no: it stays in the queue for staff, and nobody is paged. A page stays a page."""
    row = existing(tx, incident_id)
    if row.level == Level.CHECK and row.answered is None:
        incidents.change(tx, row, answered=NO, answer_by=None)
        incident_events.add(tx, row.id, "answered_no")


def page_for_late_yes(tx: Transaction, desk: Desk, chat: Chat, cause: str, row: IncidentRow) -> IncidentRow:
    """Somebody says yes to the question of the check ``row``, which is not open any more. Returns the page for it.

    Who said so before, and has a page that is not resolved, gets no second one: staff know.
    """
    known = incidents.newest_page(tx, row.participant_id) if row.answered == OTHER else None
    if known is not None:
        return known
    if row.level == Level.CHECK and row.state != State.RESOLVED:
        raise_to_page(tx, desk, row.id, OTHER)
        return existing(tx, row.id)
    incidents.change(tx, row, answered=OTHER)
    return page_anew(tx, desk, chat, cause, row)


def open_question(tx: Transaction, chat_id: str) -> IncidentRow | None:
    """The newest check of this chat whose question waits for its answer. Staff who resolve it do not cut its time."""
    waiting = incidents.questions(tx, chat_id)
    return next((row for row in waiting if row.resolved_at is None or _in_time(row)), None)


def newest_question(tx: Transaction, chat_id: str) -> IncidentRow | None:
    """The newest incident of this chat that began with a question, whatever became of it."""
    return incidents.newest_check(tx, chat_id)


def of_cause(tx: Transaction, cause: str) -> IncidentRow | None:
    """The incident that this cause has raised."""
    return incidents.of_cause(tx, cause)


def recent_checks(tx: Transaction, participant_id: str, since: datetime) -> int:
    """Checks of this person opened since, whatever became of them; drills left out."""
    return incidents.count_checks(tx, participant_id, since)


def latest_open(tx: Transaction, participant_id: str) -> IncidentRow | None:
    """The newest page of this person that is not resolved: what a truthful answer speaks of."""
    return incidents.newest_page(tx, participant_id)


def is_open(tx: Transaction, participant_id: str) -> bool:
    """Whether an incident of this person, page or check, is not resolved; drills left out."""
    return incidents.any_unresolved(tx, participant_id)


def _in_time(row: IncidentRow) -> bool:
    return row.answer_by is not None and row.answer_by > now()


def _had_a_check(tx: Transaction, desk: Desk, chat: Chat) -> bool:
    since = now() - timedelta(hours=desk.escalation.check.two_checks_hours)
    return recent_checks(tx, chat.participant_id, since) > 0


def _open(tx: Transaction, desk: Desk, chat: Chat, columns: dict[str, Any], level: Level) -> IncidentRow:
    """Store it, with rota and ladder as they are now, those of the participant's phase."""
    ladder = freeze(desk.escalation, columns["kind"], chat.phase)
    page = _page(desk, ladder, columns["drill"]) if level is Level.PAGE else _check(desk)
    return incidents.add(
        tx,
        participant_id=chat.participant_id,
        chat_id=chat.id,
        first_level=level.value,
        level=level.value,
        ladder=ladder,
        opened_at=now(),
        **columns,
        **page,
    )


def _page(desk: Desk, ladder: str, drill: bool) -> dict[str, Any]:
    follow_up_at = None if drill else now() + timedelta(hours=desk.escalation.follow_up.hours)
    return {**first_step(ladder), "follow_up_at": follow_up_at}


def _check(desk: Desk) -> dict[str, Any]:
    wait = timedelta(minutes=desk.escalation.check.answer_minutes)
    return {"step": 0, "answer_by": now() + wait, "gap_seconds": math.ceil(wait.total_seconds())}


def _open_again(tx: Transaction, desk: Desk, row: IncidentRow) -> None:
    chat = chats.get(tx, row.chat_id)
    assert chat is not None, "an incident's chat is kept"
    page_anew(tx, desk, chat, f"again:{row.id}", row)
