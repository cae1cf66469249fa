"""What staff do with incidents: look, take, resolve. Every refusal is kept."""

from __future__ import annotations

import math
from datetime import timedelta

from bot.db import inbox, incident_events, incidents, notices, outbox
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.db.incident_events import EventRow
from bot.db.incidents import IncidentRow
from bot.db.notices import NoticeRow
from bot.escalation.ladder import thaw
from bot.escalation.states import (
    AlreadyAcknowledged,
    AlreadyResolved,
    Level,
    NotAcknowledged,
    NotAllowed,
    NotFound,
    Refused,
    Stale,
    State,
    check_acknowledge,
    check_resolve,
)
from bot.services.incidents.desk import Desk
from bot.services.incidents.language import language_of
from bot.services.incidents.steps import existing

MESSAGE = "message:"
"""How the cause of an incident begins that a message led to; the id of its inbox row follows."""


def acknowledge(
    database: Database, desk: Desk, incident_id: str, by: str, seen_version: int | None = None
) -> IncidentRow:
    """``by`` takes the incident: nobody is paged for it any more, and the participant is told that it was seen.

    Args:
        seen_version: the version that the person looked at; when it is another now, that is Stale.

    Raises:
        NotFound, NotAllowed, AlreadyAcknowledged, AlreadyResolved, Stale: nothing changed; the refusal is audited.
        DatabaseUnavailable: nothing changed and nothing is audited; trying again is right.
    """
    try:
        with database.transaction() as tx:
            return _acknowledge(tx, desk, incident_id, by, seen_version)
    except Refused as refusal:
        _audit(database, desk, incident_id, by, "ack_refused", refusal)
        raise


def resolve(database: Database, desk: Desk, incident_id: str, by: str, note: str) -> IncidentRow:
    """Close it with what was done. A check may be resolved at once: that acknowledges it.

    Raises:
        NotFound, NotAllowed, NotAcknowledged, AlreadyResolved, NoNote: nothing changed; the refusal is audited.
        DatabaseUnavailable: nothing changed and nothing is audited; trying again is right.
    """
    try:
        with database.transaction() as tx:
            return _resolve(tx, desk, incident_id, by, note)
    except Refused as refusal:
        _audit(database, desk, incident_id, by, "resolve_refused", refusal)
        raise


def acknowledge_within(
    tx: Transaction, desk: Desk, incident_id: str, by: str, seen_version: int | None = None
) -> IncidentRow:
    """``acknowledge`` as a part of the caller's transaction. Commit it after a refusal too: it holds the audit."""
    try:
        return _acknowledge(tx, desk, incident_id, by, seen_version)
    except Refused as refusal:
        _write_refusal(tx, desk, incident_id, by, "ack_refused", refusal)
        raise


def resolve_within(
    tx: Transaction, desk: Desk, incident_id: str, by: str, note: str, seen_version: int | None = None
) -> IncidentRow:
    """``resolve`` as a part of the caller's transaction. Commit it after a refusal too: it holds the audit.

    Raises:
        Stale, besides what ``resolve`` raises: the person looked at another version.
    """
    try:
        _check_resolvable(tx, desk, incident_id, by, seen_version)
        return _resolve(tx, desk, incident_id, by, note)
    except Refused as refusal:
        _write_refusal(tx, desk, incident_id, by, "resolve_refused", refusal)
        raise


def may_resolve_within(tx: Transaction, desk: Desk, incident_id: str, by: str, seen_version: int | None = None) -> None:
    """Raises, and audits, what ``resolve_within`` would with a note."""
    try:
        _check_resolvable(tx, desk, incident_id, by, seen_version)
    except Refused as refusal:
        _write_refusal(tx, desk, incident_id, by, "resolve_refused", refusal)
        raise


def list_incidents(database: Database, state: str | None = None) -> list[IncidentRow]:
    """Incidents, newest first; of one state or of all."""
    with database.reading() as tx:
        return incidents.find(tx, state)


def get_incident(database: Database, beginning: str) -> IncidentRow:
    """The incident whose id begins so. Raises NotFound, also when several do."""
    with database.reading() as tx:
        found = incidents.matching(tx, beginning) if beginning else []
        if len(found) != 1:
            raise NotFound("more than one incident begins so" if found else "there is no such incident")
        return existing(tx, found[0])


def history(database: Database, incident_id: str) -> list[EventRow]:
    """What happened to it, in order."""
    with database.reading() as tx:
        return incident_events.of_incident(tx, incident_id)


def notices_of(database: Database, incident_id: str) -> list[NoticeRow]:
    """Its notices, in the order they were stored."""
    with database.reading() as tx:
        return notices.of_incident(tx, incident_id)


def hand_over_within(tx: Transaction, desk: Desk, incident_id: str, by: str, to: str) -> IncidentRow:
    """``by``, who has it, gives it to ``to``, who is told of it at once like a reminder. Anybody of the rota may take
    it away from who cannot see to it. Commit it after a refusal too: it holds the audit.

    Raises:
        NotFound, NotAllowed, NotAcknowledged, AlreadyResolved, AlreadyAcknowledged (``to`` has it): nothing changed.
    """
    try:
        return _hand_over(tx, desk, incident_id, by, to)
    except Refused as refusal:
        _write_refusal(tx, desk, incident_id, by, "hand_over_refused", refusal)
        raise


def read_words(database: Database, incident_id: str, by: str) -> str | None:
    """The words of the message that caused it, None when no message did. The reading is audited with ``by``."""
    with database.transaction() as tx:
        return read_words_within(tx, incident_id, by)


def read_words_within(tx: Transaction, incident_id: str, by: str) -> str | None:
    """``read_words`` as a part of the caller's transaction."""
    row = existing(tx, incident_id)
    message = inbox.get(tx, _message_of(row))
    if message is None:
        return None
    incident_events.add(tx, row.id, "words_read", actor=by)
    return message.text


def has_words(row: IncidentRow) -> bool:
    """Whether a message led to it."""
    return bool(_message_of(row))


def _message_of(row: IncidentRow) -> str:
    return row.cause.removeprefix(MESSAGE).partition(":")[0] if row.cause.startswith(MESSAGE) else ""


def _acknowledge(tx: Transaction, desk: Desk, incident_id: str, by: str, seen_version: int | None) -> IncidentRow:
    row = existing(tx, incident_id)
    _check_allowed(desk, by)
    owner = row.resolved_by or row.acknowledged_by
    check_acknowledge(State(row.state), owner, row.version, seen_version)
    _take(tx, desk, row, by)
    return existing(tx, row.id)


def _resolve(tx: Transaction, desk: Desk, incident_id: str, by: str, note: str) -> IncidentRow:
    row = existing(tx, incident_id)
    _check_allowed(desk, by)
    check_resolve(Level(row.level), State(row.state), row.resolved_by, note)
    if row.state != State.ACKNOWLEDGED:
        _take(tx, desk, row, by)
        row = existing(tx, row.id)
    values = {"state": State.RESOLVED.value, "resolved_at": now(), "resolved_by": by, "note": note.strip()}
    _must(incidents.change(tx, row, remind_at=None, next_at=None, **values))
    notices.drop_waiting(tx, row.id, notices.REMINDER)
    incident_events.add(tx, row.id, "resolved", actor=by)
    return existing(tx, row.id)


def _hand_over(tx: Transaction, desk: Desk, incident_id: str, by: str, to: str) -> IncidentRow:
    row = existing(tx, incident_id)
    _check_allowed(desk, by)
    if to not in thaw(row.ladder).escalation.people_by_id:
        raise NotAllowed("this incident's rota does not know that person")
    if row.state == State.RESOLVED:
        raise AlreadyResolved(row.resolved_by or "")
    if row.state != State.ACKNOWLEDGED:
        raise NotAcknowledged("acknowledge it first")
    if row.acknowledged_by == to:
        raise AlreadyAcknowledged(to)
    _must(incidents.change(tx, row, acknowledged_by=to, remind_at=now()))
    incident_events.add(tx, row.id, "handed_over", actor=by, detail=f"to {to}")
    return existing(tx, row.id)


def _check_resolvable(tx: Transaction, desk: Desk, incident_id: str, by: str, seen_version: int | None) -> None:
    row = existing(tx, incident_id)
    _check_allowed(desk, by)
    check_resolve(Level(row.level), State(row.state), row.resolved_by, "a note")
    if seen_version is not None and seen_version != row.version:
        raise Stale("it has changed since you looked")


def _take(tx: Transaction, desk: Desk, row: IncidentRow, by: str) -> None:
    """The ladder stops; the reminders begin; a check's question keeps its deadline."""
    wait = timedelta(minutes=thaw(row.ladder).remind_minutes)
    values = {"state": State.ACKNOWLEDGED.value, "acknowledged_at": now(), "acknowledged_by": by}
    gap = max(row.gap_seconds, math.ceil(wait.total_seconds()))
    _must(incidents.change(tx, row, next_at=None, remind_at=now() + wait, gap_seconds=gap, **values))
    notices.drop_waiting(tx, row.id, notices.PAGE)
    incident_events.add(tx, row.id, "acknowledged", actor=by)
    outbox.store(tx, row.chat_id, f"seen{row.version}:{row.id}", desk.texts.seen(language_of(tx, row)))


def _check_allowed(desk: Desk, by: str) -> None:
    if by not in desk.escalation.people_by_id:
        raise NotAllowed("nobody of that name stands in data/safety/escalation.yml")


def _must(changed: bool) -> None:
    """Somebody else changed it between our reading and our writing (not on SQLite, which lets one write at a time)."""
    if not changed:
        raise Stale("it has changed since you looked")


def _audit(database: Database, desk: Desk, incident_id: str, by: str, event: str, refusal: Refused) -> None:
    with database.transaction() as tx:
        _write_refusal(tx, desk, incident_id, by, event, refusal)


def _write_refusal(tx: Transaction, desk: Desk, incident_id: str, by: str, event: str, refusal: Refused) -> None:
    """What was typed is kept only where it names somebody or something that exists."""
    known = incidents.get(tx, incident_id)
    actor = by if by in desk.escalation.people_by_id else None
    incident_events.add(tx, known.id if known else None, event, actor=actor, detail=refusal.code)
