"""What the screen said of each message. No words: a rule, a kind, and where in the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.tables import screening

_ADD = insert(screening)
"""Built once, as every message runs it."""


@dataclass(frozen=True)
class ScreeningRow:
    """``span`` counts characters of the message as it came in, end exclusive."""

    message_id: str
    outcome: str
    kind: str | None
    rule: str | None
    span: tuple[int, int] | None
    lexicon: str
    at: datetime


def store(
    tx: Transaction,
    message_id: str,
    outcome: str,
    kind: str | None,
    rule: str | None,
    span: tuple[int, int] | None,
    lexicon: str,
) -> None:
    """Keep the verdict on this inbox row, once."""
    start, end = span or (None, None)
    row = {"message_id": message_id, "outcome": outcome, "kind": kind, "rule": rule, "lexicon": lexicon, "at": now()}
    tx.run(_ADD, {**row, "span_start": start, "span_end": end})


def get(tx: Transaction, message_id: str) -> ScreeningRow | None:
    row = tx.run(select(screening).where(screening.c.message_id == message_id)).one_or_none()
    return _read(row) if row else None


def counts(tx: Transaction) -> dict[str, int]:
    """How many messages had each outcome."""
    return dict(tx.run(select(screening.c.outcome, func.count()).group_by(screening.c.outcome)).all())


def _read(row: Any) -> ScreeningRow:
    span = None if row.span_start is None else (row.span_start, row.span_end)
    return ScreeningRow(row.message_id, row.outcome, row.kind, row.rule, span, row.lexicon, row.at)
