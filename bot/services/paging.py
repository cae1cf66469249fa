"""Delivering notices to staff: lease, send, mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db import heartbeats, incident_events, incidents, notices
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.db.incidents import IncidentRow
from bot.db.notices import NoticeRow
from bot.escalation.ladder import thaw
from bot.escalation.states import State

__all__ = ["Database"]

LEASE = timedelta(seconds=6)
"""How long after the end of the process that held a notice another may take it; who lives renews it at half-time.
With its restart that is less than the ten seconds within which a killed worker's pages must go on (F1)."""
BACKOFF_SECONDS = (1, 2, 4, 8, 15)
"""Waits after a temporary failure; the last one again and again."""
LONGEST_WAIT = timedelta(seconds=60)
"""However long a channel asks to be left alone: trying once too often does less harm than once too seldom."""


@dataclass(frozen=True)
class Leased:
    """A notice that this process may send now. ``channel`` is the name of an address."""

    id: str
    incident_id: str
    purpose: str
    step: int
    person: str
    channel: str
    attempts: int
    fence: int
    drill: bool
    version: int
    """Of the incident, when it was leased."""


def take(database: Database, owner: str, limit: int) -> list[Leased]:
    """Lease notices that are due, pages first. What nobody marks within LEASE is leased to whoever asks next.

    What ``owner`` has held for half of LEASE is among them, leased anew: it is still being sent.
    """
    with database.reading() as tx:
        if not notices.deliverable(tx, owner, LEASE, LONGEST_WAIT, 1):
            return []
    with database.transaction() as tx:
        rows = notices.deliverable(tx, owner, LEASE, LONGEST_WAIT, limit)
        return [one for row in rows if (one := lease_within(tx, row, owner)) is not None]


def lease_within(tx: Transaction, row: NoticeRow, owner: str) -> Leased | None:
    """Lease this one as a part of the caller's transaction; None when somebody else was quicker."""
    return _leased(tx, row) if notices.lease(tx, row, owner, now() + LEASE) else None


def sent(database: Database, leased: Leased, message: tuple[str, int] | None = None) -> bool:
    """It went out. False, and nothing changes, when the lease has gone to somebody else.

    ``message``: what the channel calls the message, where it can be changed later, and the version that it shows.
    """
    with database.transaction() as tx:
        return sent_within(tx, leased, message)


def sent_within(tx: Transaction, leased: Leased, message: tuple[str, int] | None = None) -> bool:
    """``sent`` as a part of the caller's transaction."""
    shows = {} if message is None else {"remote_id": message[0], "shown_version": message[1]}
    if not notices.finish(tx, leased.id, leased.fence, state=notices.SENT, sent_at=now(), **shows):
        return False
    row = _incident(tx, leased)
    if leased.purpose == notices.PAGE and row.state == State.OPEN:
        incidents.move(tx, row, state=State.NOTIFIED.value, notified_at=now())
    incident_events.add(tx, row.id, "notice_sent", detail=_detail(leased))
    return True


def failed(database: Database, leased: Leased, code: str, permanent: bool, wait: float = 0.0) -> bool:
    """It did not go out: it is tried again, or, when that cannot help, the next rung is due now.

    ``wait``: seconds that the other side has asked for, LONGEST_WAIT at most.

    False, and nothing changes, when the lease has gone to somebody else.
    """
    with database.transaction() as tx:
        row = _incident(tx, leased)
        attempts = leased.attempts + 1
        values: dict[str, object] = {"attempts": attempts, "error": code[:40]}
        if permanent:
            values["state"] = notices.FAILED
        else:
            pause = timedelta(seconds=wait or BACKOFF_SECONDS[min(attempts, len(BACKOFF_SECONDS)) - 1])
            values["next_try_at"] = now() + min(pause, LONGEST_WAIT)
        if not notices.finish(tx, leased.id, leased.fence, **values):
            return False
        if permanent or attempts == 1:
            incident_events.add(tx, row.id, "notice_failed", detail=f"{_detail(leased)} {code[:40]}")
        if permanent and leased.purpose == notices.PAGE and _rung_is_lost(tx, row):
            incidents.move(tx, row, next_at=now())
        return True


def beat(database: Database, name: str) -> None:
    """This process is alive and can write."""
    with database.transaction() as tx:
        heartbeats.beat(tx, name)


def beats(database: Database) -> dict[str, datetime]:
    """Process to its latest beat."""
    with database.reading() as tx:
        return heartbeats.all_beats(tx)


def _leased(tx: Transaction, row: NoticeRow) -> Leased:
    incident = incidents.get(tx, row.incident_id)
    assert incident is not None, "a notice is stored with its incident"
    same = (row.id, row.incident_id, row.purpose, row.step, row.person, row.channel, row.attempts, row.fence + 1)
    return Leased(*same, drill=incident.drill, version=incident.version)


def _incident(tx: Transaction, leased: Leased) -> IncidentRow:
    row = incidents.get(tx, leased.incident_id)
    assert row is not None, "a notice is stored with its incident"
    return row


def _detail(leased: Leased) -> str:
    return f"{leased.purpose} {leased.step} {leased.person} {leased.channel}"[:79]


def _rung_is_lost(tx: Transaction, row: IncidentRow) -> bool:
    """Nothing of this incident is on its way, its latest step reached nobody, and there is a rung still to come."""
    if row.state not in incidents.UNHEARD or thaw(row.ladder).repeats(row.step):
        return False
    pages = [one for one in notices.of_incident(tx, row.id) if one.purpose == notices.PAGE]
    on_its_way = any(one.state == notices.WAITING for one in pages)
    return not on_its_way and not any(one.state == notices.SENT and one.step == row.step - 1 for one in pages)
