"""What has become of each occasion to remind of. A key is stored once, so that nothing is said twice.

States: ``sent`` (stored in the outbox by the same transaction), ``dropped`` (off, or pointless by then). A line to
staff (kind ``staff_quiet``) is ``waiting`` until one of them has seen it (``seen``) or the person wrote (``over``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import reminder

SENT, DROPPED, WAITING, SEEN, OVER = "sent", "dropped", "waiting", "seen", "over"
KEYS_AT_ONCE = 500
"""SQLite takes no more than some thousand values in a query."""


@dataclass(frozen=True)
class ReminderRow:
    """``about_at``: the moment it is about: the session's start, the practice's time, the last message."""

    id: str
    participant_id: str
    key: str
    kind: str
    due_at: datetime
    about_at: datetime
    state: str
    done_at: datetime | None


def add(
    tx: Transaction, participant_id: str, key: str, kind: str, *, due_at: datetime, about_at: datetime, state: str
) -> str:
    """Returns the id. Fails where the key is stored already: look with ``known`` in the same transaction."""
    row_id = new_id()
    row = {"id": row_id, "participant_id": participant_id, "key": key, "kind": kind, "due_at": due_at}
    done_at = None if state == WAITING else now()
    tx.run(insert(reminder).values(**row, about_at=about_at, state=state, done_at=done_at))
    return row_id


def known(tx: Transaction, keys: Collection[str]) -> set[str]:
    """Those of the keys that are stored."""
    listed, found = list(keys), set[str]()
    for start in range(0, len(listed), KEYS_AT_ONCE):
        part = listed[start : start + KEYS_AT_ONCE]
        found.update(tx.run(select(reminder.c.key).where(reminder.c.key.in_(part))).scalars())
    return found


def find(tx: Transaction, participant_id: str | None = None, limit: int | None = None) -> list[ReminderRow]:
    """Newest first."""
    query = select(reminder).order_by(reminder.c.seq.desc()).limit(limit)
    if participant_id is not None:
        query = query.where(reminder.c.participant_id == participant_id)
    return [_read(row) for row in tx.run(query)]


def waiting(tx: Transaction) -> list[ReminderRow]:
    """Lines that staff have not seen yet, oldest first."""
    return [_read(row) for row in tx.run(select(reminder).where(reminder.c.state == WAITING).order_by(reminder.c.seq))]


def close(tx: Transaction, reminder_id: str, state: str) -> bool:
    """A line that waits becomes ``seen`` or ``over``. False when it was not waiting any more."""
    one = and_(reminder.c.id == reminder_id, reminder.c.state == WAITING)
    return bool(tx.run(update(reminder).where(one).values(state=state, done_at=now())).rowcount)


def _read(row: Any) -> ReminderRow:
    moments = row.due_at, row.about_at
    return ReminderRow(row.id, row.participant_id, row.key, row.kind, *moments, row.state, row.done_at)
