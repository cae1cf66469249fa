"""Looks up the ids of what belongs to a participant's care: it is seen by who may see the participant."""

from __future__ import annotations

from bot.db import assignments, caseloads, legal_holds, sessions
from bot.db.database import Transaction
from bot.services.staff.rights import Staff, may_see


def assignment_scope(tx: Transaction, asking: Staff, assignment_id: str) -> str | None:
    row = assignments.get(tx, assignment_id)
    return _of(tx, asking, row.participant_id if row else None)


def meeting_scope(tx: Transaction, asking: Staff, meeting_id: str) -> str | None:
    row = sessions.get(tx, meeting_id)
    return _of(tx, asking, row.participant_id if row else None)


def cover_scope(tx: Transaction, asking: Staff, cover_id: str) -> str | None:
    row = caseloads.get(tx, cover_id)
    return _of(tx, asking, row.participant_id if row else None)


def hold_scope(tx: Transaction, asking: Staff, hold_id: str) -> str | None:
    row = legal_holds.get(tx, hold_id)
    return _of(tx, asking, row.participant_id if row else None)


def _of(tx: Transaction, asking: Staff, participant_id: str | None) -> str | None:
    return participant_id if participant_id is not None and may_see(tx, asking, participant_id) else None
