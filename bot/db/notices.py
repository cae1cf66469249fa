"""Notices to staff, stored before they are sent: who, by which address, and whether it went out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, insert, not_, or_, select, true, tuple_, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import incident, notice

WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"
PAGE, REMINDER = "page", "reminder"
_ADD = insert(notice)
"""Built once: it runs while a person waits for the safety reply."""


@dataclass(frozen=True)
class NoticeRow:
    """One notice to one address. ``fence`` grows with every lease: who holds an older one is too late.

    ``remote_id``: what the channel calls the message that was sent, where it can be changed later; ``shown_version``:
    the version of the incident that it shows.
    """

    seq: int
    id: str
    incident_id: str
    purpose: str
    step: int
    person: str
    channel: str
    state: str
    attempts: int
    lease_owner: str | None
    lease_until: datetime | None
    fence: int
    next_try_at: datetime
    created_at: datetime
    sent_at: datetime | None
    error: str | None
    remote_id: str | None
    shown_version: int | None


def add(tx: Transaction, incident_id: str, purpose: str, step: int, channels: Sequence[tuple[str, str]]) -> None:
    """Store a notice for each person and address. Where one of the same purpose still waits, that one will do."""
    busy = _waiting_addresses(tx, incident_id, purpose) if step else set()
    same = {"incident_id": incident_id, "purpose": purpose, "step": step, "state": WAITING, "attempts": 0, "fence": 0}
    times = {"created_at": now(), "next_try_at": now()}
    rows = [
        {"id": new_id(), "person": person, "channel": address, **same, **times}
        for person, address in channels
        if address not in busy
    ]
    if rows:
        tx.run(_ADD, rows)


def _waiting_addresses(tx: Transaction, incident_id: str, purpose: str) -> set[str]:
    theirs = and_(notice.c.incident_id == incident_id, notice.c.purpose == purpose, notice.c.state == WAITING)
    return set(tx.run(select(notice.c.channel).where(theirs)).scalars())


def deliverable(tx: Transaction, owner: str, lease: timedelta, retry: timedelta, limit: int) -> list[NoticeRow]:
    """What ``owner`` may lease now, or lease anew at half-time: pages first, then as they came.

    A time further ahead than ``lease`` or ``retry`` was written by a clock that has been set back since: it is over.
    """
    moment = now()
    over = or_(notice.c.lease_until <= moment, notice.c.lease_until > moment + lease)
    own = and_(notice.c.lease_owner == owner, notice.c.lease_until <= moment + lease / 2)
    free = or_(notice.c.lease_until.is_(None), over, own)
    due = or_(notice.c.next_try_at <= moment, notice.c.next_try_at > moment + retry)
    query = select(notice).where(and_(notice.c.state == WAITING, free, due))
    rows = tx.run(query.order_by(notice.c.purpose != PAGE, notice.c.seq).limit(limit)).all()
    return [NoticeRow(*row) for row in rows]


def lease(tx: Transaction, row: NoticeRow, owner: str, until: datetime) -> bool:
    """Take the notice for a while. False when somebody else was quicker."""
    same = and_(notice.c.id == row.id, notice.c.fence == row.fence, notice.c.state == WAITING)
    values = {"lease_owner": owner, "lease_until": until, "fence": row.fence + 1}
    return bool(tx.run(update(notice).where(same).values(**values)).rowcount)


def finish(tx: Transaction, notice_id: str, fence: int, **values: Any) -> bool:
    """Change a notice that is held by this fence, and let it go. False when the lease went to somebody else."""
    held = and_(notice.c.id == notice_id, notice.c.fence == fence, notice.c.state.in_((WAITING, DROPPED)))
    free = {"lease_owner": None, "lease_until": None}
    return bool(tx.run(update(notice).where(held).values(**free, **values)).rowcount)


def get(tx: Transaction, notice_id: str) -> NoticeRow | None:
    row = tx.run(select(notice).where(notice.c.id == notice_id)).one_or_none()
    return NoticeRow(*row) if row else None


def drop_waiting(tx: Transaction, incident_id: str, purpose: str) -> None:
    """Nobody needs these any more. One that is being sent right now may still go out."""
    theirs = and_(notice.c.incident_id == incident_id, notice.c.purpose == purpose, notice.c.state == WAITING)
    tx.run(update(notice).where(theirs).values(state=DROPPED))


def of_incident(tx: Transaction, incident_id: str) -> list[NoticeRow]:
    """All notices of one incident, in the order they were stored."""
    rows = tx.run(select(notice).where(notice.c.incident_id == incident_id).order_by(notice.c.seq)).all()
    return [NoticeRow(*row) for row in rows]


def next_number(tx: Transaction, incident_id: str, purpose: str) -> int:
    """The next ``step`` of a purpose that counts by itself."""
    of_this = and_(notice.c.incident_id == incident_id, notice.c.purpose == purpose)
    last = tx.run(select(func.max(notice.c.step)).where(of_this)).scalar_one()
    return 0 if last is None else int(last) + 1


def waiting(tx: Transaction) -> list[NoticeRow]:
    """Everything that has not gone out yet, oldest first."""
    rows = tx.run(select(notice).where(notice.c.state == WAITING).order_by(notice.c.seq)).all()
    return [NoticeRow(*row) for row in rows]


def show(tx: Transaction, notice_id: str, version: int) -> None:
    """Its message shows this version of the incident now; 0: nobody knows what it shows."""
    tx.run(update(notice).where(notice.c.id == notice_id).values(shown_version=version))


def outdated(
    tx: Transaction, channels: Collection[str], since: datetime, left: Collection[tuple[str, int]], limit: int
) -> list[NoticeRow]:
    """Sent since, by one of these channels, and showing another version than their incident has: newest first.

    ``left``: notices, each with the version of its incident, that are not asked for.
    """
    sent = and_(notice.c.remote_id.is_not(None), notice.c.sent_at >= since, notice.c.channel.in_(sorted(channels)))
    other = and_(notice.c.incident_id == incident.c.id, notice.c.shown_version != incident.c.version)
    wanted = not_(tuple_(notice.c.id, incident.c.version).in_(sorted(left))) if left else true()
    query = select(notice).where(and_(sent, other, wanted)).order_by(notice.c.seq.desc())
    return [NoticeRow(*row) for row in tx.run(query.limit(limit)).all()]


def counts(tx: Transaction) -> dict[str, int]:
    """State to how many."""
    return dict(tx.run(select(notice.c.state, func.count()).group_by(notice.c.state)).all())
