"""What participants have seen of the briefs about them, and what they hold back."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id
from bot.db.staff_tables import brief_view


@dataclass(frozen=True)
class BriefViewRow:
    """``since`` tells the briefs of one kind apart. ``held_back``: keys of items, ids and codes only."""

    id: str
    participant_id: str
    kind: str
    since: datetime
    seen_at: datetime
    held_back: frozenset[str]


def get(tx: Transaction, participant_id: str, kind: str, since: datetime) -> BriefViewRow | None:
    """None: the participant has not looked at this brief."""
    row = tx.run(select(brief_view).where(_is(participant_id, kind, since))).one_or_none()
    if row is None:
        return None
    held_back = frozenset(json.loads(row.held_back))
    return BriefViewRow(row.id, row.participant_id, row.kind, row.since, row.seen_at, held_back)


def mark_seen(tx: Transaction, participant_id: str, kind: str, since: datetime, at: datetime) -> BriefViewRow:
    """The participant looks at it, for the first time or again; what they hold back stays held back."""
    seen = update(brief_view).where(_is(participant_id, kind, since)).values(seen_at=at)
    if not tx.run(seen).rowcount:
        row = {"id": new_id(), "participant_id": participant_id, "kind": kind, "since": since, "seen_at": at}
        tx.run(insert(brief_view).values(**row, held_back="[]"))
    found = get(tx, participant_id, kind, since)
    assert found is not None
    return found


def set_held_back(tx: Transaction, view_id: str, keys: Collection[str]) -> None:
    tx.run(update(brief_view).where(brief_view.c.id == view_id).values(held_back=json.dumps(sorted(keys))))


def _is(participant_id: str, kind: str, since: datetime) -> object:
    of_kind = and_(brief_view.c.participant_id == participant_id, brief_view.c.kind == kind)
    return and_(of_kind, brief_view.c.since == since)
