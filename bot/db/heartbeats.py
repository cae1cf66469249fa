"""When each process last said that it is alive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.tables import heartbeat

_BEAT = update(heartbeat).where(heartbeat.c.name == bindparam("of_name")).values(at=bindparam("moment"))
"""Built once: every process beats all the time."""


def beat(tx: Transaction, name: str) -> None:
    if not tx.run(_BEAT, {"of_name": name, "moment": now()}).rowcount:
        tx.run(insert(heartbeat).values(name=name, at=now()))


def all_beats(tx: Transaction) -> dict[str, datetime]:
    """Name to its latest beat."""
    return dict(tx.run(select(heartbeat.c.name, heartbeat.c.at)).all())
