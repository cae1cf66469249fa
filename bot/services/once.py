"""Answering a message once, however often it is asked for.

After a crash the gateway hands a message to Rasa again, and Rasa calls its action again. Work and result are stored in
one transaction, so the second call finds the first one's result and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.db import action_results
from bot.db.database import Database, Transaction
from bot.db.ids import now

KEPT_FOR = timedelta(days=2)
"""How long a result is kept; the gateway asks again within seconds of a restart."""
Result = dict[str, Any]
"""Plain JSON data."""


def answer_once(database: Database, message_id: str, action: str, work: Callable[[Transaction], Result]) -> Result:
    """Do the work for this message unless it has been done; either way return its result.

    Raises:
        DatabaseUnavailable: nothing was stored; asking again is right.
    """
    with database.transaction() as tx:
        found: Result | None = action_results.find(tx, message_id, action)
        if found is None:
            found = work(tx)
            action_results.store(tx, message_id, action, found)
        return found


def forget_old_results(database: Database) -> None:
    """Drop the results that nobody will ask for again: they hold what was said."""
    with database.transaction() as tx:
        action_results.forget_before(tx, now() - KEPT_FOR)
