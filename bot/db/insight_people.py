"""What a therapist's pages ask of many participants at once: language, clock, consent, sessions, reach."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, select

from bot.db.database import Transaction
from bot.db.tables import assignment, chat, consent, enrolment, participant, session

_CARE = and_(consent.c.participant_id == participant.c.id, consent.c.purpose == "care_team")
_NEWEST_CARE = select(consent.c.given).where(_CARE).order_by(consent.c.seq.desc()).limit(1).scalar_subquery()
_ENROLLED = exists().where(enrolment.c.participant_id == participant.c.id)
_NO_CHANNELS = ("rasa", "drill")


@dataclass(frozen=True)
class PersonLine:
    """``agreed``: the newest decision on the care team's purpose; None: there is none."""

    id: str
    language: str
    synthetic: bool
    time_zone: str | None
    quiet_from: str | None
    quiet_to: str | None
    discharged_at: datetime | None
    aftercare_until: datetime | None
    agreed: bool | None
    enrolled: bool


@dataclass(frozen=True)
class AssignedLine:
    """``days``: "mon" to "sun"; ``at``: "18:00"."""

    script_id: str
    days: tuple[str, ...]
    at: str
    times_a_day: int
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class MeetingLine:
    id: str
    participant_id: str
    kind: str
    starts_at: datetime
    minutes: int


def people(tx: Transaction, participant_ids: Collection[str]) -> dict[str, PersonLine]:
    """Those of these that there are, by id."""
    own = [participant.c[name] for name in PersonLine.__dataclass_fields__ if name in participant.c]
    columns = [*own, _NEWEST_CARE.label("agreed"), _ENROLLED.label("enrolled")]
    rows = tx.run(select(*columns).where(participant.c.id.in_(participant_ids)))
    return {row.id: PersonLine(**row._mapping) for row in rows}


def assigned(tx: Transaction, participant_id: str, since: datetime) -> list[AssignedLine]:
    """Practice that was assigned at any time from then on, oldest first."""
    columns = [assignment.c[name] for name in AssignedLine.__dataclass_fields__]
    lasting = assignment.c.ended_at.is_(None) | (assignment.c.ended_at > since)
    query = select(*columns).where(assignment.c.participant_id == participant_id, lasting).order_by(assignment.c.seq)
    return [AssignedLine(**{**row._mapping, "days": tuple(row.days.split(","))}) for row in tx.run(query)]


def meetings(tx: Transaction, participant_ids: Collection[str], since: datetime, until: datetime) -> list[MeetingLine]:
    """Sessions of these that start in this time and were not called off, in their order."""
    columns = [session.c[name] for name in MeetingLine.__dataclass_fields__]
    then = session.c.starts_at.between(since, until)
    query = select(*columns).where(
        session.c.participant_id.in_(participant_ids), then, session.c.cancelled_at.is_(None)
    )
    return [MeetingLine(**row._mapping) for row in tx.run(query.order_by(session.c.starts_at, session.c.seq))]


def unreachable(tx: Transaction, participant_ids: Collection[str]) -> dict[str, datetime]:
    """Those of these who have no chat in reach, and since when; who never had a chat, or left all, is not in it."""
    theirs = and_(chat.c.participant_id.in_(participant_ids), chat.c.left_at.is_(None))
    lost, every = func.count(chat.c.unreachable_since), func.count()
    columns: tuple[Any, ...] = (chat.c.participant_id, func.max(chat.c.unreachable_since).label("since"))
    query = select(*columns).where(theirs, chat.c.channel.not_in(_NO_CHANNELS)).group_by(chat.c.participant_id)
    return {row.participant_id: row.since for row in tx.run(query.having(lost == every))}
