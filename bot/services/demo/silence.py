"""Why nobody is ever paged for an incident of the demo, although it is stored as any other.

It carries, as every incident does, the rota and the ladder that it was opened with; here these are the demo's own. They
name the people of the escalation file, but each by one address that no operator's file holds, so whatever is written
for them later (a reminder, after somebody takes the incident in the web app) fails at once as "not connected" and
leaves this machine by no way. The open page's next step, moreover, is ten years off: the worker has nothing to climb,
and the watchdog, which asks whether the next step of a page that nobody has taken is as near as its gap says, finds all
where it must be. Neither worker nor watchdog knows of an exception: there is none that could silence a real page.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from bot.db import incidents
from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.incidents import IncidentRow
from bot.escalation.schema import DAY_MINUTES, Escalation
from bot.services.incidents import Desk

NEVER = timedelta(days=3650)
"""Until the open page's next step. Its gap is twice that, so that a clock set back by years does not make it due."""
_LEADS_NOWHERE = "demo: {} (no address)"


def silent(desk: Desk) -> Desk:
    """The same staff, whom no address leads to; the texts speak as if they were connected."""
    data = json.loads(desk.escalation.json(by_alias=True))
    for person in data["people"]:
        person["channels"] = {"demo": _LEADS_NOWHERE.format(person["id"])}
    for ladder in data["ladders"].values():
        ladder["remind_minutes"] = DAY_MINUTES
    data["alarms"] = []
    escalation = Escalation.parse_obj(data)
    addresses = frozenset(address for one in escalation.people for address in one.channels.values())
    return replace(desk, escalation=escalation, connected=addresses)


def stand_still(tx: Transaction, row: IncidentRow) -> None:
    """This page climbs no further, and nobody asks later how the person is."""
    gap = round(2 * NEVER.total_seconds())
    incidents.move(tx, row, next_at=now() + NEVER, gap_seconds=gap, follow_up_at=None)
