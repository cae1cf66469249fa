"""Which session each of many participants has next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.db import insight_people
from bot.db.database import Transaction
from bot.db.insight_people import MeetingLine

AHEAD = timedelta(days=8)
"""A program meets every week; what lies further ahead is looked up in the calendar."""


def next_sessions(tx: Transaction, participant_ids: Collection[str], moment: datetime) -> dict[str, MeetingLine]:
    """The first session of each of these from this moment on; who has none soon is not in it. One query."""
    found: dict[str, MeetingLine] = {}
    for one in insight_people.meetings(tx, participant_ids, moment, moment + AHEAD):
        found.setdefault(one.participant_id, one)
    return found
