"""What a session brief is made of: plain columns of many runs, and the sealed values of few.

Nothing here is of a run that has not ended: what it says can still change.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, tuple_

from bot.db.database import Transaction
from bot.db.tables import answer, assignment, run, script_version, session

_OVERLAPPING = 3
"""So many sessions of one kind, at most, have begun and not ended at one time."""


@dataclass(frozen=True)
class EndedRun:
    """A run without anything sealed. Distress is 0–10."""

    id: str
    script_id: str
    version: str
    status: str
    distress_before: int | None
    distress_after: int | None
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class Triggered:
    """A run that says what set it off: ``trigger`` is the option's value in that version of the script."""

    script_id: str
    version: str
    trigger: str
    distress: int
    ended_at: datetime


@dataclass(frozen=True)
class GivenAnswer:
    """``value`` is an option's; ``text`` is what was typed or tapped."""

    id: str
    run_id: str
    step: str
    kind: str
    number: int | None
    text: str
    value: str | None
    sharing: str
    given_at: datetime


@dataclass(frozen=True)
class Homework:
    """An assignment: so many times on each of ``days`` ("mon" to "sun"), at ``at`` on the participant's wall."""

    script_id: str
    days: tuple[str, ...]
    at: str
    times_a_day: int
    made_at: datetime
    ended_at: datetime | None


def last_start(tx: Transaction, participant_id: str, kind: str, at: datetime) -> datetime | None:
    """When the newest session of this kind began that was over by then; one called off has not taken place."""
    theirs = and_(session.c.participant_id == participant_id, session.c.kind == kind, session.c.cancelled_at.is_(None))
    begun = select(session.c.starts_at, session.c.minutes).where(and_(theirs, session.c.starts_at < at))
    rows = tx.run(begun.order_by(session.c.starts_at.desc()).limit(_OVERLAPPING + 1)).all()
    return next((row.starts_at for row in rows if row.starts_at + timedelta(minutes=row.minutes) <= at), None)


def kinds_to_come(tx: Transaction, participant_id: str, at: datetime) -> list[str]:
    """The kind of each session that has not begun by then, the next first."""
    theirs = and_(session.c.participant_id == participant_id, session.c.cancelled_at.is_(None))
    query = select(session.c.kind).where(and_(theirs, session.c.starts_at > at))
    return list(tx.run(query.order_by(session.c.starts_at, session.c.seq)).scalars())


def ended_runs(tx: Transaction, participant_id: str, since: datetime, until: datetime) -> list[EndedRun]:
    """Oldest first."""
    columns = [run.c[name] for name in EndedRun.__dataclass_fields__]
    ended = and_(run.c.participant_id == participant_id, run.c.ended_at > since, run.c.ended_at <= until)
    return [EndedRun(*row) for row in tx.run(select(*columns).where(ended).order_by(run.c.seq)).all()]


def triggered(
    tx: Transaction, participant_id: str, until: datetime, since: datetime | None, limit: int
) -> list[Triggered]:
    """Of the newest ``limit`` rated runs that ended by then, those with a trigger, newest first."""
    rated = and_(run.c.participant_id == participant_id, run.c.distress_before.is_not(None), run.c.ended_at <= until)
    if since is not None:
        rated = and_(rated, run.c.ended_at > since)
    columns = (run.c.id, run.c.script_id, run.c.version, run.c.tags, run.c.distress_before, run.c.ended_at)
    rows = tx.run(select(*columns).where(rated).order_by(run.c.seq.desc()).limit(limit)).all()
    tagged = [(row, json.loads(tx.keys.unseal(row.tags, "run.tags", row.id)).get("trigger")) for row in rows]
    return [
        Triggered(row.script_id, row.version, trigger, row.distress_before, row.ended_at)
        for row, trigger in tagged
        if trigger
    ]


def answers_of(tx: Transaction, run_ids: Collection[str]) -> list[GivenAnswer]:
    """The answers of these runs that still stand, in the order given."""
    theirs = and_(answer.c.run_id.in_(run_ids), answer.c.retracted_at.is_(None))
    return [_read(tx, row) for row in tx.run(select(answer).where(theirs).order_by(answer.c.seq)).all()]


def homework(tx: Transaction, participant_id: str, since: datetime) -> list[Homework]:
    """What was assigned and had not ended by ``since``, oldest first."""
    columns = [assignment.c[name] for name in Homework.__dataclass_fields__]
    running = assignment.c.ended_at.is_(None) | (assignment.c.ended_at > since)
    query = select(*columns).where(and_(assignment.c.participant_id == participant_id, running))
    rows = tx.run(query.order_by(assignment.c.seq)).all()
    return [Homework(**{**row._mapping, "days": tuple(row.days.split(","))}) for row in rows]


def version_bodies(tx: Transaction, versions: Collection[tuple[str, str]]) -> list[str]:
    """The scripts of these (id, version), as they were stored."""
    wanted = tuple_(script_version.c.script_id, script_version.c.version).in_(list(versions))
    return list(tx.run(select(script_version.c.body).where(wanted)).scalars()) if versions else []


def _read(tx: Transaction, row: Any) -> GivenAnswer:
    body = json.loads(tx.keys.unseal(row.body, "answer.body", row.id))
    said = body["text"], body["value"]
    return GivenAnswer(row.id, row.run_id, row.step, row.kind, row.number, *said, row.sharing, row.given_at)
