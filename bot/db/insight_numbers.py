"""Numbers about runs, counted where they lie. Nothing sealed is opened but a few names of triggers."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, bindparam, func, literal_column, or_, select, union_all

from bot.db import runs
from bot.db.database import Transaction
from bot.db.tables import UtcDateTime, participant, run

WEEKS = 26
OLD_RUNS = 250
"""From before triggers had an index: so many are opened at either end."""
_BOTH = and_(run.c.distress_before.is_not(None), run.c.distress_after.is_not(None))
_EITHER = or_(run.c.distress_before.is_not(None), run.c.distress_after.is_not(None))
_OF = run.c.participant_id == bindparam("of")


@dataclass(frozen=True)
class RatedLine:
    """A run with at least one rating of distress (0–10)."""

    id: str
    script_id: str
    started_at: datetime
    before: int | None
    after: int | None


@dataclass(frozen=True)
class TriggerLine:
    """A run that was rated before and after, and what set it off."""

    seq: int
    trigger: str
    started_at: datetime
    before: int
    after: int


@dataclass(frozen=True)
class LatestLine:
    """The newest rating: after an exercise where there is one."""

    at: datetime
    distress: int


def changes(tx: Transaction, participant_id: str, since: datetime | None = None) -> list[tuple[str, int, int]]:
    """(script, change of distress, how many runs), of runs that were rated before and after."""
    change = (run.c.distress_after - run.c.distress_before).label("change")
    query = select(run.c.script_id, change, func.count()).where(run.c.participant_id == participant_id, _BOTH)
    if since is not None:
        query = query.where(run.c.started_at >= since)
    return [tuple(row) for row in tx.run(query.group_by(run.c.script_id, change))]


def newest_rated(tx: Transaction, participant_id: str, limit: int) -> list[RatedLine]:
    """The newest so many runs with a rating, oldest first."""
    columns = (run.c.id, run.c.script_id, run.c.started_at, run.c.distress_before, run.c.distress_after)
    query = select(*columns).where(run.c.participant_id == participant_id, _EITHER)
    newest = query.order_by(run.c.started_at.desc(), run.c.seq.desc()).limit(limit)
    return [RatedLine(*row) for row in tx.run(newest)][::-1]


def by_week(
    tx: Transaction, participant_id: str, bounds: Sequence[datetime], which: Literal["before", "after"]
) -> list[tuple[int, int, int]]:
    """(week, rating, how often), weeks from 0. ``bounds``: where each begins, and where the last ends: WEEKS + 1."""
    values = {f"bound{number}": moment for number, moment in enumerate(bounds)}
    return [tuple(row) for row in tx.run(_BY_WEEK[which], {"of": participant_id, **values})]


def triggers(tx: Transaction, participant_id: str, each: int) -> tuple[dict[str, int], list[TriggerLine]]:
    """Trigger to how many rated runs it set off, and of each trigger the first and the last so many, oldest first."""
    values = {"of": participant_id, "none": runs.trigger_index(tx, participant_id, None), "each": each}
    found = {row.seq: row for query in _ENDS for row in tx.run(query, values)}
    names = {index: _trigger(tx, row) for index, row in {row.trigger_index: row for row in found.values()}.items()}
    counts = {names[row.trigger_index]: row.runs for row in found.values()}
    return counts, [_line(row, names[row.trigger_index]) for row in sorted(found.values(), key=_age)]


def old_triggers(tx: Transaction, participant_id: str) -> tuple[bool, list[TriggerLine]]:
    """The same of runs from before triggers had an index; False: there may be more than were opened."""
    old = and_(run.c.participant_id == participant_id, run.c.trigger_index.is_(None), _BOTH)
    query = select(*_TAGGED).where(old).limit(OLD_RUNS)
    first = tx.run(query.order_by(run.c.started_at)).all()
    last = tx.run(query.order_by(run.c.started_at.desc())).all()
    found = {row.seq: row for row in (*first, *last)}
    lines = (_line(row, _trigger(tx, row)) for row in sorted(found.values(), key=_age))
    return len(found) < 2 * OLD_RUNS, [line for line in lines if line.trigger]


def practised(
    tx: Transaction, participant_id: str, script_ids: Collection[str], since: datetime, until: datetime
) -> dict[tuple[str, bool], int]:
    """(script, whether it was finished) to how many runs began in this time."""
    finished = (run.c.status == "finished").label("finished")
    theirs = and_(run.c.participant_id == participant_id, run.c.script_id.in_(script_ids))
    then = and_(run.c.started_at >= since, run.c.started_at <= until)
    query = select(run.c.script_id, finished, func.count().label("runs")).where(theirs, then)
    rows = tx.run(query.group_by(run.c.script_id, finished))
    return {(row.script_id, bool(row.finished)): row.runs for row in rows}


def new_runs(tx: Transaction, participant_ids: Collection[str], since: datetime) -> dict[str, int]:
    """How many runs each of these has begun since; who has begun none is not in it."""
    theirs = and_(run.c.participant_id.in_(participant_ids), run.c.started_at > since)
    return dict(tx.run(select(run.c.participant_id, func.count()).where(theirs).group_by(run.c.participant_id)).all())


def latest_distress(tx: Transaction, participant_ids: Collection[str]) -> dict[str, LatestLine]:
    """The newest rating of each of these; who has given none is not in it."""
    query = _LATEST.where(participant.c.id.in_(participant_ids))
    return {row.id: LatestLine(row.started_at, row.distress) for row in tx.run(query)}


def who_finished(
    tx: Transaction, participant_ids: Collection[str], script_id: str, since: datetime, until: datetime
) -> set[str]:
    """Those of these who have finished this script in this time."""
    theirs = and_(run.c.participant_id.in_(participant_ids), run.c.script_id == script_id, run.c.status == "finished")
    then = and_(run.c.started_at >= since, run.c.started_at < until)
    return set(tx.run(select(run.c.participant_id).where(theirs, then).distinct()).scalars())


def _age(row: Any) -> tuple[datetime, int]:
    return row.started_at, row.seq


def _trigger(tx: Transaction, row: Any) -> str:
    return str(json.loads(tx.keys.unseal(row.tags, "run.tags", row.id)).get("trigger", ""))


def _line(row: Any, trigger: str) -> TriggerLine:
    return TriggerLine(row.seq, trigger, row.started_at, row.distress_before, row.distress_after)


# Statements that are built once: each is long, and building it would cost more than running it.

_PLAIN = (run.c.seq, run.c.id, run.c.started_at, run.c.distress_before, run.c.distress_after)
_TAGGED = (*_PLAIN, run.c.tags, run.c.trigger_index)


def _week(number: int) -> Any:
    since, until = (bindparam(f"bound{bound}", type_=UtcDateTime()) for bound in (number, number + 1))
    return select(literal_column(str(number)).label("place"), since.label("since"), until.label("until"))


def _weekly(rating: Any) -> Any:
    """A range of the index for each week."""
    week = union_all(*(_week(number) for number in range(WEEKS))).cte("week")
    then = and_(run.c.started_at >= week.c.since, run.c.started_at < week.c.until)
    query = select(week.c.place, rating, func.count()).join(run, and_(_OF, then)).where(rating.is_not(None))
    return query.group_by(week.c.place, rating)


def _end(newest: bool) -> Any:
    """Of each trigger so many runs from one end, found in the index: numbering all runs takes ten times as long."""
    counted = select(run.c.trigger_index, func.count().label("runs")).where(
        _OF, run.c.trigger_index != bindparam("none")
    )
    group = counted.where(_BOTH).group_by(run.c.trigger_index).subquery()
    same = run.alias()
    rated = and_(same.c.distress_before.is_not(None), same.c.distress_after.is_not(None))
    of_group = and_(same.c.participant_id == bindparam("of"), same.c.trigger_index == group.c.trigger_index, rated)
    order = (same.c.started_at.desc(), same.c.seq.desc()) if newest else (same.c.started_at, same.c.seq)
    ends = select(same.c.seq).where(of_group).order_by(*order).limit(bindparam("each")).correlate(group)
    return select(*_TAGGED, group.c.runs).select_from(group).join(run, run.c.seq.in_(ends))


def _latest() -> Any:
    """One look at the index for each participant."""
    own = run.alias()
    rated = or_(own.c.distress_before.is_not(None), own.c.distress_after.is_not(None))
    newest = select(own.c.seq).where(own.c.participant_id == participant.c.id, rated)
    latest = newest.order_by(own.c.started_at.desc(), own.c.seq.desc()).limit(1).correlate(participant)
    distress = func.coalesce(run.c.distress_after, run.c.distress_before).label("distress")
    query = select(participant.c.id, run.c.started_at, distress)
    return query.select_from(participant).join(run, run.c.seq == latest.scalar_subquery())


_BY_WEEK = {"before": _weekly(run.c.distress_before), "after": _weekly(run.c.distress_after)}
_ENDS = (_end(newest=False), _end(newest=True))
_LATEST = _latest()
