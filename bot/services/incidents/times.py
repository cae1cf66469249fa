"""What time brings: the next step of a ladder, a question nobody answered, a reminder, a follow-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bot.db import incident_events, incidents, notices, outbox
from bot.db.database import Database, DatabaseUnavailable, Transaction
from bot.db.ids import now
from bot.db.incidents import UNHEARD, IncidentRow
from bot.escalation.ladder import thaw
from bot.escalation.states import Level, State
from bot.logs import Log
from bot.services.incidents.desk import Desk
from bot.services.incidents.language import language_of
from bot.services.incidents.raising import SILENCE, raise_to_page
from bot.services.incidents.steps import existing, write_step

log = Log("services.incidents")

SILENCE_CAUSE = "silence:"
"""Before an incident's id: the cause of what the person is told when their silence has paged."""
BATCH = 50
"""Incidents that one call moves on; the rest come with the next call."""
WIDER = 2
"""From this reminder on (the first is 0) the people of the last rung are reminded as well as the owner."""


def climb(database: Database, desk: Desk) -> int:
    """Write the notices of every step that is due, also of steps that were missed; returns how many steps."""
    with database.reading() as tx:
        due = incidents.to_climb(tx, now())[:BATCH]
    return sum(_each(database, one, _climb) for one in due)


def promote_silent(database: Database, desk: Desk) -> int:
    """Checks without an answer in time become pages, and the person is told so; returns how many."""
    with database.reading() as tx:
        due = incidents.to_promote(tx, now())[:BATCH]
    return sum(_each(database, one, partial(_promote, desk)) for one in due)


def remind(database: Database, desk: Desk) -> int:
    """Remind of what was acknowledged and not resolved; returns of how many."""
    with database.reading() as tx:
        due = incidents.to_remind(tx, now())[:BATCH]
    return sum(_each(database, one, partial(_remind, desk)) for one in due)


def follow_up(database: Database, desk: Desk) -> int:
    """Ask once how the person is; of several incidents in one chat only after the newest. Returns how many."""
    with database.reading() as tx:
        due = [row.id for row in incidents.to_follow_up(tx, now(), BATCH)]
    return sum(_each(database, one, partial(_follow_up, desk)) for one in due)


def _each(database: Database, incident_id: str, work: Callable[[Transaction, IncidentRow], int]) -> int:
    """One transaction an incident; ``work`` looks again whether it is still due.

    One that fails is logged and tried again in the next round: it must not keep others from being paged. That the
    database fails concerns all of them, and is the caller's.
    """
    try:
        with database.transaction() as tx:
            return work(tx, existing(tx, incident_id))
    except DatabaseUnavailable:
        raise
    except Exception as error:
        log.error("incident_not_moved", error=error, incident=incident_id)
        return 0


def _climb(tx: Transaction, row: IncidentRow) -> int:
    written = 0
    while _climbs(row) and incidents.is_due(row.next_at, row.gap, now()):
        write_step(tx, row)
        row = existing(tx, row.id)
        written += 1
    return written


def _climbs(row: IncidentRow) -> bool:
    return row.level == Level.PAGE and row.state in UNHEARD


def _promote(desk: Desk, tx: Transaction, row: IncidentRow) -> int:
    """To the person it is said once, however often this is tried: both are one transaction."""
    waits = row.level == Level.CHECK and row.answer_by is not None and row.state != State.RESOLVED
    if not waits or not incidents.is_due(row.answer_by, row.gap, now()):
        return 0
    raise_to_page(tx, desk, row.id, SILENCE)
    language = language_of(tx, row)
    said = desk.texts.silence(language, desk.told_of(row, now(), language))
    outbox.store(tx, row.chat_id, SILENCE_CAUSE + row.id, said)
    return 1


def _remind(desk: Desk, tx: Transaction, row: IncidentRow) -> int:
    if row.state != State.ACKNOWLEDGED or not incidents.is_due(row.remind_at, row.gap, now()):
        return 0
    number = notices.next_number(tx, row.id, notices.REMINDER)
    ladder = thaw(row.ladder)
    to = ladder.reminder(number, row.acknowledged_by or "", now(), wider=number >= WIDER)
    notices.add(tx, row.id, notices.REMINDER, number, to.channels)
    wait = timedelta(minutes=ladder.remind_minutes)
    incidents.move(tx, row, remind_at=now() + wait)
    incident_events.add(tx, row.id, "reminded", detail=f"reminder {number}")
    return 1


def _follow_up(desk: Desk, tx: Transaction, row: IncidentRow) -> int:
    if row.followed_up_at is not None:
        return 0
    incidents.move(tx, row, followed_up_at=now())
    if incidents.later_follow_up(tx, row):
        incident_events.add(tx, row.id, "follow_up_left")
        return 0
    outbox.store(tx, row.chat_id, f"later:{row.id}", desk.texts.follow_up(language_of(tx, row)))
    incident_events.add(tx, row.id, "followed_up")
    return 1
