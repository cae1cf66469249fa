"""Sessions of staff: kept on the server, limited in time, listed and ended by whose they are."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.db import staff_sessions
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.db.staff_sessions import SessionRow

__all__ = ["ABSOLUTE", "IDLE", "SessionRow", "end", "end_one", "id_of", "is_over", "keep", "of_staff", "read", "tidy"]

IDLE = timedelta(minutes=30)
"""Without a request of the person's own; what a page asks by itself does not count."""
ABSOLUTE = timedelta(hours=12)


def read(database: Database, sid: str) -> str | None:
    """What the session of this cookie holds."""
    with database.reading() as tx:
        row = staff_sessions.get(tx, sid)
        return row.body if row else None


def keep(database: Database, sid: str, staff_id: str | None, body: str) -> None:
    with database.transaction() as tx:
        staff_sessions.save(tx, sid, staff_id, body)


def end(database: Database, sid: str) -> None:
    with database.transaction() as tx:
        staff_sessions.end(tx, sid)


def of_staff(tx: Transaction, staff_id: str) -> list[SessionRow]:
    return staff_sessions.of_staff(tx, staff_id)


def id_of(tx: Transaction, sid: str) -> str | None:
    """What the session of this cookie is called in the list."""
    row = staff_sessions.get(tx, sid)
    return row.id if row else None


def end_one(tx: Transaction, staff_id: str, session_id: str) -> bool:
    """End one of the own sessions from another. False: it is none of theirs, or over."""
    return staff_sessions.end_one(tx, staff_id, session_id)


def is_over(began: datetime, used: datetime) -> bool:
    """Whether a session has run into one of its limits. A time ahead of the clock counts as over: the clock was set."""
    moment = now()
    return not (moment - IDLE < used <= moment and moment - ABSOLUTE < began <= moment)


def tidy(database: Database) -> None:
    """Forget the sessions that nobody comes back to."""
    with database.transaction() as tx:
        staff_sessions.end_idle(tx, ABSOLUTE)
