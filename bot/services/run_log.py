"""The log of what was practised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db import runs
from bot.db.chats import Chat
from bot.db.database import Database, Transaction
from bot.db.runs import AnswerRow, Origin, RunRow

__all__ = ["AnswerRow", "Origin", "RunRow"]


@dataclass(frozen=True)
class Progress:
    """What a participant has done: counts, and runs after which distress was lower than before."""

    practised: int
    finished: int
    eased: int
    last_script: str | None


def list_runs(database: Database, participant_id: str | None = None, since: datetime | None = None) -> list[RunRow]:
    """Runs, newest first."""
    with database.reading() as tx:
        return runs.find(tx, participant_id, since)


def list_answers(database: Database, run_id: str) -> list[AnswerRow]:
    """A run's answers in the order given, those taken back included."""
    with database.reading() as tx:
        return runs.answers(tx, run_id)


def progress(tx: Transaction, chat: Chat) -> Progress:
    rows = runs.find(tx, chat.participant_id)
    rated = [(r.distress_before, r.distress_after) for r in rows]
    return Progress(
        practised=len(rows),
        finished=sum(row.status == "finished" for row in rows),
        eased=sum(1 for before, after in rated if before is not None and after is not None and after < before),
        last_script=rows[0].script_id if rows else None,
    )


def last_need(tx: Transaction, chat: Chat) -> str | None:
    """What the participant's latest check-in found; None when there was none."""
    return next((need for row in runs.find(tx, chat.participant_id, limit=50) if (need := row.tags.get("need"))), None)
