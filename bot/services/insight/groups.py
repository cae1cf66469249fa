"""A group's skill of the week, in numbers that say nothing of one person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.db import insight_numbers
from bot.db.database import Transaction
from bot.insight.small_cells import Split, split
from bot.schedule.rules import Rules
from bot.services.insight.people import look_at_all


@dataclass(frozen=True)
class Completion:
    """``members``: those whose practice may be read, whom alone ``split`` counts."""

    members: int
    split: Split


def completion(
    tx: Transaction,
    rules: Rules,
    member_ids: Collection[str],
    script_id: str,
    since: datetime,
    until: datetime,
) -> Completion:
    """How many members finished the skill in this time. Two queries.

    Ask for whole weeks that do not overlap: two spans that differ by an hour could tell who did it in that hour.
    """
    people = look_at_all(tx, rules, member_ids)
    members = [person.id for person in people.values() if person.may_be_read]
    did = insight_numbers.who_finished(tx, members, script_id, since, until)
    return Completion(len(members), split(len(did), len(members)))
