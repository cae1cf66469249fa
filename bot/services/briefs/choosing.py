"""Which session's brief somebody means who does not say so."""

from __future__ import annotations

from bot.db import brief_rows, runs
from bot.db.database import Transaction
from bot.db.ids import now
from bot.services.briefs.items import SESSION_KINDS, SessionKind
from bot.services.briefs.sources import Sources


def kind_prepared(tx: Transaction, sources: Sources, participant_id: str) -> SessionKind | None:
    """The kind of session that the participant's newest run has prepared, if it has prepared one."""
    newest = runs.find(tx, participant_id, limit=1)
    return sources.kind_of(newest[0].script_id) if newest else None


def kinds_meant(tx: Transaction, participant_id: str) -> tuple[SessionKind, ...]:
    """The kinds of sessions still to come, the next first; every kind where none is."""
    coming = brief_rows.kinds_to_come(tx, participant_id, now())
    meant = tuple(dict.fromkeys(kind for one in coming for kind in SESSION_KINDS if kind == one))
    return meant or SESSION_KINDS
