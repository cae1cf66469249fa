"""Updates of Telegram as they came: proof of what arrived, and what tells a repetition from something new."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, select

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import telegram_update

TAKEN, SET_ASIDE, PASSED = "taken", "set_aside", "passed"
"""Taken in; unreadable and kept as it came; of no meaning, or from somebody unknown: only the key is kept."""
_NEWEST = 500
"""As many as are looked at every two seconds for one that was set aside."""
_KNOWN = select(telegram_update.c.seq).where(telegram_update.c.key == bindparam("of_key"))
_INSERT = insert(telegram_update)
"""Built once, as every update runs them: building costs more than running."""


def is_known(tx: Transaction, key: str) -> bool:
    return tx.run(_KNOWN, {"of_key": key}).first() is not None


def store(
    tx: Transaction, key: str, update_id: int | None, state: str, raw: Any = None, chat_id: str | None = None
) -> None:
    """Store an update once; ``raw`` None keeps nothing of what it says."""
    row_id = new_id()
    body = None if raw is None else tx.keys.seal(json.dumps(raw), "telegram_update.body", row_id)
    row = {"id": row_id, "key": key, "update_id": update_id, "state": state, "body": body, "chat_id": chat_id}
    tx.run(_INSERT, {**row, "received_at": now()})


def set_aside(tx: Transaction) -> list[Any]:
    """What could not be read, as it came."""
    rows = tx.run(select(telegram_update).where(telegram_update.c.state == SET_ASIDE).order_by(telegram_update.c.seq))
    return [json.loads(tx.keys.unseal(row.body, "telegram_update.body", row.id)) for row in rows]


def count_set_aside(tx: Transaction, since: datetime) -> int:
    """How many of the newest could not be read and came since this time."""
    newest = select(telegram_update).order_by(telegram_update.c.seq.desc()).limit(_NEWEST).subquery()
    unread = and_(newest.c.state == SET_ASIDE, newest.c.received_at >= since)
    return int(tx.run(select(func.count()).select_from(newest).where(unread)).scalar_one())


def counts(tx: Transaction) -> dict[str, int]:
    """How many are in each state."""
    return dict(tx.run(select(telegram_update.c.state, func.count()).group_by(telegram_update.c.state)).all())


def forget(tx: Transaction, before: datetime) -> int:
    """Delete what came before; what it said stands in the inbox. Returns how many."""
    return int(tx.run(delete(telegram_update).where(telegram_update.c.received_at < before)).rowcount)
