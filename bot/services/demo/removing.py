"""Takes the demo out again: nothing of it stays but what the audit says of it."""

from __future__ import annotations

from bot.db import synthetic
from bot.db.database import Database
from bot.services import erasure
from bot.services.demo import staff
from bot.services.demo.people import CHANNEL
from bot.services.staff import accounts, auditing


def remove(database: Database) -> int:
    """Every demo participant with all that is stored of them, and the demo's accounts; returns how many participants.

    An account to which other participants have been given since is disabled instead. Raises DatabaseUnavailable.
    """
    with database.transaction() as tx:
        people, ids = synthetic.of_channel(tx, CHANNEL), list(staff.known(tx).values())
        if not people and not ids:
            return 0
        removable = synthetic.removable(tx, people, ids)
        for staff_id in set(ids) - set(removable):
            accounts.disable(tx, auditing.SYSTEM, staff_id)
        synthetic.remove(tx, people, removable)
        auditing.record(tx, auditing.SYSTEM, "demo_removed", None, f"{len(people)} participants")
    erasure.clean(database)
    return len(people)
