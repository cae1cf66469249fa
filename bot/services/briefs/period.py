"""The time that a brief is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db import brief_rows, participants
from bot.db.database import Transaction
from bot.db.ids import now
from bot.services.briefs.items import SessionKind
from bot.services.briefs.sources import Sources

LOOK_BACK_WEEKS = 4
"""Where there was no session of the kind yet: at least so far back, or to the enrolment."""
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Period:
    """From the last session of the kind up to a moment; ``since`` stays the same until the next has taken place."""

    participant_id: str
    kind: SessionKind
    since: datetime
    until: datetime
    zone: ZoneInfo


def period_of(
    tx: Transaction, sources: Sources, participant_id: str, kind: SessionKind, at: datetime | None = None
) -> Period:
    """``at``: as it was at that moment; None: now. Raises LookupError when there is no such participant."""
    person = participants.get(tx, participant_id)
    if person is None:
        raise LookupError("no such participant")
    until = at or now()
    since = brief_rows.last_start(tx, participant_id, kind, until) or _weeks_back(person.created_at, until)
    return Period(participant_id, kind, since, until, sources.rules.rhythm(person.time_zone, None, None).zone)


def _weeks_back(enrolled: datetime, until: datetime) -> datetime:
    """Moves on by whole weeks only: what the participant has looked at stays looked at for a week."""
    weeks = (until - enrolled) // WEEK
    return enrolled + max(0, weeks - LOOK_BACK_WEEKS) * WEEK
