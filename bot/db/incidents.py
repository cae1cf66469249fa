"""Incidents: what staff must know of, how far each has climbed, and who has taken it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id
from bot.db.tables import incident

UNHEARD = ("open", "notified")
"""States in which nobody has taken it yet: the ladder climbs."""

_COLUMNS = tuple(column.name for column in incident.columns)
_UNRESOLVED = incident.c.resolved_at.is_(None)
_UNHEARD_PAGE = and_(_UNRESOLVED, incident.c.level == "page", incident.c.state.in_(UNHEARD))
_UNANSWERED = and_(_UNRESOLVED, incident.c.level == "check", incident.c.answer_by.is_not(None))
_TAKEN = and_(_UNRESOLVED, incident.c.state == "acknowledged")
_ASKED = and_(incident.c.chat_id == bindparam("of_chat"), incident.c.level == "check", incident.c.answered.is_(None))
_ADD = insert(incident)
_QUESTIONS = select(incident).where(_ASKED).order_by(incident.c.seq.desc())
_CLIMBING, _WAITED_FOR, _REMINDED = (
    select(incident.c.id, column, incident.c.gap_seconds).where(where).order_by(incident.c.seq)
    for where, column in (
        (_UNHEARD_PAGE, incident.c.next_at),
        (_UNANSWERED, incident.c.answer_by),
        (_TAKEN, incident.c.remind_at),
    )
)
_BY_ID = select(incident).where(incident.c.id == bindparam("of_id"))
_BY_CAUSE = select(incident).where(incident.c.cause == bindparam("of_cause"))
"""Built once, as they run while a person waits for an answer or every second: building costs more than running."""


@dataclass(frozen=True)
class IncidentRow:
    """One incident. ``step`` is the ladder's next step to send, due at ``next_at``; ``ladder`` is as it was then.

    ``language``: of the words that raised it, where that is clear; the person is answered in it.

    ``version`` counts what staff decide upon: level, answer, owner, resolution. Climbing does not change it, so that
    who was paged first can still acknowledge. ``gap_seconds`` is how long the wait for the next thing may be at most.
    """

    seq: int
    id: str
    participant_id: str
    chat_id: str
    cause: str
    kind: str
    rule: str | None
    first_level: str
    level: str
    state: str
    drill: bool
    language: str | None
    ladder: str
    step: int
    next_at: datetime | None
    gap_seconds: int
    opened_at: datetime
    paged_at: datetime | None
    notified_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None
    note: str | None
    version: int
    answer_by: datetime | None
    answered: str | None
    remind_at: datetime | None
    follow_up_at: datetime | None
    followed_up_at: datetime | None

    @property
    def gap(self) -> timedelta:
        return timedelta(seconds=self.gap_seconds)


def add(tx: Transaction, **values: Any) -> IncidentRow:
    """Open an incident with these columns; columns that are not named stay empty."""
    row = {**dict.fromkeys(_COLUMNS), "id": new_id(), "state": "open", "version": 1, **values}
    del row["seq"]
    [seq] = tx.run(_ADD, row).inserted_primary_key
    return IncidentRow(seq=seq, **row)


def change(tx: Transaction, row: IncidentRow, **values: Any) -> bool:
    """Change what staff decide upon. False, and nothing changes, when somebody else did since the row was read."""
    if "note" in values and values["note"] is not None:
        values["note"] = tx.keys.seal(values["note"], "incident.note", row.id)
    same = and_(incident.c.id == row.id, incident.c.version == row.version)
    return bool(tx.run(update(incident).where(same).values(version=row.version + 1, **values)).rowcount)


def move(tx: Transaction, row: IncidentRow, **values: Any) -> bool:
    """Move the machinery on (step, times). False, and nothing changes, when it stood elsewhere already."""
    same = and_(incident.c.id == row.id, incident.c.version == row.version, incident.c.step == row.step)
    return bool(tx.run(update(incident).where(same).values(**values)).rowcount)


def get(tx: Transaction, incident_id: str) -> IncidentRow | None:
    return _one(tx, _BY_ID, {"of_id": incident_id})


def of_cause(tx: Transaction, cause: str) -> IncidentRow | None:
    return _one(tx, _BY_CAUSE, {"of_cause": cause})


def find(tx: Transaction, state: str | None = None, limit: int | None = None) -> list[IncidentRow]:
    """Incidents, newest first; of one state or of all."""
    query = select(incident).order_by(incident.c.seq.desc()).limit(limit)
    return _all(tx, query if state is None else query.where(incident.c.state == state))


def questions(tx: Transaction, chat_id: str) -> list[IncidentRow]:
    """The checks of this chat whose question has no answer yet, newest first."""
    return [_read(tx, row) for row in tx.run(_QUESTIONS, {"of_chat": chat_id}).all()]


def newest_check(tx: Transaction, chat_id: str) -> IncidentRow | None:
    """The newest incident of this chat that was opened as a check."""
    theirs = and_(incident.c.chat_id == chat_id, incident.c.first_level == "check")
    rows = _all(tx, select(incident).where(theirs).order_by(incident.c.seq.desc()).limit(1))
    return rows[0] if rows else None


def unresolved_of_chat(tx: Transaction, chat_id: str) -> list[IncidentRow]:
    """What is not resolved of one chat, oldest first."""
    return _all(tx, select(incident).where(and_(_UNRESOLVED, incident.c.chat_id == chat_id)).order_by(incident.c.seq))


def count_checks(tx: Transaction, participant_id: str, since: datetime) -> int:
    """How many checks of this participant have been opened since, whatever became of them; drills left out."""
    theirs = and_(incident.c.participant_id == participant_id, incident.c.first_level == "check")
    real = and_(theirs, incident.c.drill.is_(False), incident.c.opened_at >= since)
    return int(tx.run(select(func.count()).select_from(incident).where(real)).scalar_one())


def count(tx: Transaction, participant_id: str) -> int:
    """How many incidents of this participant there have been; drills left out."""
    theirs = and_(incident.c.participant_id == participant_id, incident.c.drill.is_(False))
    return int(tx.run(select(func.count()).select_from(incident).where(theirs)).scalar_one())


def newest_page(tx: Transaction, participant_id: str) -> IncidentRow | None:
    """The newest page of this participant that is not resolved."""
    theirs = and_(incident.c.participant_id == participant_id, incident.c.level == "page")
    query = select(incident).where(and_(theirs, _UNRESOLVED)).order_by(incident.c.seq.desc())
    rows = _all(tx, query.limit(1))
    return rows[0] if rows else None


def any_unresolved(tx: Transaction, participant_id: str) -> bool:
    """Whether anything of this participant, page or check, is not resolved yet; drills left out."""
    theirs = and_(incident.c.participant_id == participant_id, incident.c.drill.is_(False), _UNRESOLVED)
    return tx.run(select(incident.c.seq).where(theirs).limit(1)).first() is not None


def unresolved(tx: Transaction) -> list[IncidentRow]:
    """Everything that staff have not resolved, oldest first."""
    return _all(tx, select(incident).where(_UNRESOLVED).order_by(incident.c.seq))


def unheard_pages(tx: Transaction) -> list[IncidentRow]:
    """Pages that nobody has acknowledged, oldest first."""
    return _all(tx, select(incident).where(_UNHEARD_PAGE).order_by(incident.c.seq))


def unanswered(tx: Transaction) -> list[IncidentRow]:
    """Checks with a deadline for their answer, oldest first."""
    return _all(tx, select(incident).where(_UNANSWERED).order_by(incident.c.seq))


def taken(tx: Transaction) -> list[IncidentRow]:
    """Acknowledged and not resolved, oldest first."""
    return _all(tx, select(incident).where(_TAKEN).order_by(incident.c.seq))


def to_climb(tx: Transaction, moment: datetime) -> list[str]:
    """Ids of pages whose next step is due, oldest first."""
    return _due(tx, _CLIMBING, moment)


def to_promote(tx: Transaction, moment: datetime) -> list[str]:
    """Ids of checks whose deadline has passed without an answer, oldest first."""
    return _due(tx, _WAITED_FOR, moment)


def to_remind(tx: Transaction, moment: datetime) -> list[str]:
    """Ids of what was acknowledged and is to be reminded of, oldest first."""
    return _due(tx, _REMINDED, moment)


def to_follow_up(tx: Transaction, moment: datetime, limit: int) -> list[IncidentRow]:
    """Pages whose follow-up is due, oldest first."""
    due = and_(incident.c.followed_up_at.is_(None), incident.c.follow_up_at <= moment)
    return _all(tx, select(incident).where(due).order_by(incident.c.seq).limit(limit))


def later_follow_up(tx: Transaction, row: IncidentRow) -> bool:
    """Whether a newer incident of this chat has a follow-up of its own, sent or to come."""
    newer = and_(incident.c.chat_id == row.chat_id, incident.c.seq > row.seq, incident.c.drill.is_(row.drill))
    query = select(incident.c.seq).where(and_(newer, incident.c.follow_up_at.is_not(None)))
    return tx.run(query.limit(1)).first() is not None


def matching(tx: Transaction, beginning: str) -> list[str]:
    """Ids that begin so, two at most: staff may type the first digits only."""
    query = select(incident.c.id).where(incident.c.id.startswith(beginning, autoescape=True))
    return list(tx.run(query.limit(2)).scalars())


def counts(tx: Transaction) -> dict[tuple[str, str], int]:
    """(level, state) to how many."""
    query = select(incident.c.level, incident.c.state, func.count()).group_by(incident.c.level, incident.c.state)
    return {(level, state): number for level, state, number in tx.run(query)}


def is_due(at: datetime | None, gap: timedelta, moment: datetime) -> bool:
    """Whether a time has come. One further ahead than its gap was written by a clock that has been set back since."""
    return at is None or not moment < at <= moment + gap


def _due(tx: Transaction, query: Any, moment: datetime) -> list[str]:
    return [id_ for id_, at, gap in tx.run(query) if is_due(at, timedelta(seconds=gap), moment)]


def _one(tx: Transaction, query: Any, values: dict[str, str]) -> IncidentRow | None:
    row = tx.run(query, values).one_or_none()
    return _read(tx, row) if row else None


def _all(tx: Transaction, query: Any) -> list[IncidentRow]:
    return [_read(tx, row) for row in tx.run(query).all()]


def _read(tx: Transaction, row: Any) -> IncidentRow:
    note = None if row.note is None else tx.keys.unseal(row.note, "incident.note", row.id)
    return IncidentRow(**{**row._mapping, "note": note})
