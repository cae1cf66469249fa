"""Pages of one participant's runs and incidents, newest first, by key: page 400 costs what the first costs."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, true, tuple_

from bot.db.database import Transaction
from bot.db.tables import incident, run, script_version

Below = tuple[datetime, int]
"""Only what is older than this time, or of this time and with a lower ``seq``."""


@dataclass(frozen=True)
class RunLine:
    """One run. Distress is 0–10, helped 0–2; ``trigger`` is the value of the option that was tapped."""

    seq: int
    id: str
    script_id: str
    version: str
    origin: str
    status: str
    distress_before: int | None
    distress_after: int | None
    helped: int | None
    trigger: str | None
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class IncidentLine:
    """One incident, without words. Who acknowledged and resolved it is a person of the escalation file."""

    seq: int
    id: str
    kind: str
    level: str
    state: str
    opened_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None


@dataclass(frozen=True)
class Criteria:
    """What is looked for; None: all. Times: from ``since``, before ``until``.

    ``found``: of one of these scripts, or one of these runs.
    """

    script_ids: Collection[str] | None = None
    origin: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    found: tuple[Collection[str], Collection[str]] | None = None


def page(
    tx: Transaction, participant_id: str, criteria: Criteria, below: Below | None = None, limit: int | None = None
) -> list[RunLine]:
    """So many runs, newest first; None: all."""
    where = and_(run.c.participant_id == participant_id, _meets(criteria), _below(run.c.started_at, run.c.seq, below))
    columns = [run.c[name] for name in RunLine.__dataclass_fields__ if name in run.c]
    query = select(*columns, run.c.tags).where(where).order_by(run.c.started_at.desc(), run.c.seq.desc())
    return [_read(tx, row) for row in tx.run(query.limit(limit))]


def incidents(
    tx: Transaction,
    participant_id: str,
    since: datetime | None = None,
    until: datetime | None = None,
    below: Below | None = None,
    limit: int | None = None,
) -> list[IncidentLine]:
    """So many incidents, newest first, drills left out; None: all."""
    theirs = and_(incident.c.participant_id == participant_id, incident.c.drill.is_(False))
    then = and_(_within(incident.c.opened_at, since, until), _below(incident.c.opened_at, incident.c.seq, below))
    columns = [incident.c[name] for name in IncidentLine.__dataclass_fields__]
    query = select(*columns).where(theirs, then).order_by(incident.c.opened_at.desc(), incident.c.seq.desc())
    return [IncidentLine(*row) for row in tx.run(query.limit(limit))]


def bodies(tx: Transaction, versions: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(script, version) to the script as it was."""
    key = tuple_(script_version.c.script_id, script_version.c.version)
    columns = (script_version.c.script_id, script_version.c.version, script_version.c.body)
    return {(row.script_id, row.version): row.body for row in tx.run(select(*columns).where(key.in_(versions)))}


def other_scripts(tx: Transaction, than: Collection[str]) -> dict[str, str]:
    """Scripts that were once practised and are none of these: id to the newest version's body."""
    columns = (script_version.c.script_id, script_version.c.body)
    query = select(*columns).where(script_version.c.script_id.not_in(than)).order_by(script_version.c.seen_at)
    return {row.script_id: row.body for row in tx.run(query)}


def _meets(criteria: Criteria) -> Any:
    parts = [_within(run.c.started_at, criteria.since, criteria.until)]
    if criteria.script_ids is not None:
        parts.append(run.c.script_id.in_(criteria.script_ids))
    if criteria.origin is not None:
        parts.append(run.c.origin == criteria.origin)
    if criteria.found is not None:
        scripts, runs = criteria.found
        parts.append(or_(run.c.script_id.in_(scripts), run.c.id.in_(runs)))
    return and_(*parts)


def _within(column: Any, since: datetime | None, until: datetime | None) -> Any:
    return and_(
        true() if since is None else column >= since,
        true() if until is None else column < until,
    )


def _below(at: Any, seq: Any, below: Below | None) -> Any:
    """The first condition follows from the second; it is what an index can use."""
    if below is None:
        return true()
    moment, highest = below
    return and_(at <= moment, or_(at < moment, seq < highest))


def _read(tx: Transaction, row: Any) -> RunLine:
    values = dict(row._mapping)
    tags = values.pop("tags")
    opened = {} if tags is None else json.loads(tx.keys.unseal(tags, "run.tags", row.id))
    return RunLine(**values, trigger=opened.get("trigger"))
