"""Answers as the care team may see them: what is kept private is not even read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, null, select

from bot.db.database import Transaction
from bot.db.insight_runs import Criteria, _meets
from bot.db.tables import answer, run

WORDS = ("text", "unclear", "choice_own", "number_own")
"""Kinds of answers that hold own words. Those at a paced step say no more than that it is over."""
_BARE = ("number", "skipped")
"""Kinds that are told by their number, or by being there."""
_STANDING = answer.c.retracted_at.is_(None)
_SHARED = answer.c.sharing == "share"
_OPENED = case((and_(_SHARED, answer.c.kind.not_in(_BARE)), answer.c.body), else_=null()).label("body")


@dataclass(frozen=True)
class AnswerLine:
    """One answer that stands. Kept private: ``text`` and ``value`` are None; a rating's ``number`` is there."""

    run_id: str
    step: str
    kind: str
    number: int | None
    text: str | None
    value: str | None
    shared: bool
    given_at: datetime

    @property
    def is_private(self) -> bool:
        """Whether it has words that are not for the care team."""
        return not self.shared and self.kind in WORDS


@dataclass(frozen=True)
class WordsLine:
    """Shared words, and when their run began."""

    run_id: str
    started_at: datetime
    text: str


def of_runs(tx: Transaction, run_ids: Collection[str]) -> list[AnswerLine]:
    """The answers of these runs that were not taken back, in the order they were given; paced steps left out."""
    columns = (answer.c.run_id, answer.c.step, answer.c.kind, answer.c.number, answer.c.given_at, answer.c.id)
    told = and_(answer.c.run_id.in_(run_ids), answer.c.kind != "pace", _STANDING)
    query = select(*columns, _SHARED.label("shared"), _OPENED).where(told)
    return [_read(tx, row) for row in tx.run(query.order_by(answer.c.seq))]


def shared_words(
    tx: Transaction, participant_id: str, criteria: Criteria, runs: int, words: int
) -> tuple[datetime | None, list[WordsLine]]:
    """Words shared in the newest runs that meet the criteria, newest first, and how far back they reach (None: all).

    Args:
        runs: at most so many are looked at.
        words: at most so many answers are opened.
    """
    newest = _newest(participant_id, criteria, runs).subquery()
    of_run = answer.c.run_id == newest.c.id
    shared = and_(_SHARED, answer.c.kind.in_(WORDS), _STANDING)
    columns = (answer.c.id, answer.c.body, newest.c.id.label("run_id"), newest.c.started_at)
    order = (newest.c.started_at.desc(), newest.c.seq.desc(), answer.c.seq)
    rows = tx.run(select(*columns).join(newest, of_run).where(shared).order_by(*order).limit(words)).all()
    last = tx.run(_newest(participant_id, criteria, 1).offset(runs)).one_or_none()
    reach = rows[-1].started_at if len(rows) == words else last.started_at if last else None
    return reach, [WordsLine(row.run_id, row.started_at, _opened(tx, row)["text"]) for row in rows]


def ratings(
    tx: Transaction, participant_id: str, criteria: Criteria, runs: int
) -> Iterator[tuple[str, str, datetime, int]]:
    """(script, step, when the run began, number) of the newest so many runs that meet the criteria, oldest first."""
    newest = _newest(participant_id, criteria, runs).subquery()
    columns = (newest.c.script_id, answer.c.step, newest.c.started_at, answer.c.number)
    rated = select(*columns).join(newest, answer.c.run_id == newest.c.id).where(answer.c.number.is_not(None), _STANDING)
    for row in tx.run(rated.order_by(newest.c.started_at, newest.c.seq, answer.c.seq)):
        yield tuple(row)


def _newest(participant_id: str, criteria: Criteria, limit: int) -> Any:
    query = select(run.c.id, run.c.seq, run.c.script_id, run.c.started_at)
    theirs = query.where(run.c.participant_id == participant_id, _meets(criteria))
    return theirs.order_by(run.c.started_at.desc(), run.c.seq.desc()).limit(limit)


def _read(tx: Transaction, row: Any) -> AnswerLine:
    body = {"text": None, "value": None} if row.body is None else _opened(tx, row)
    said = (body["text"], body["value"])
    return AnswerLine(row.run_id, row.step, row.kind, row.number, *said, bool(row.shared), row.given_at)


def _opened(tx: Transaction, row: Any) -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(tx.keys.unseal(row.body, "answer.body", row.id))
    return opened
