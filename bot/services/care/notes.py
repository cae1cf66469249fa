"""Private notes: written by staff for staff. They are never shown to, sent to or exported for the participant.

Nothing here can reach an outbox: what is written *to* a participant is ``messages``. An import rule keeps them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db import private_notes, staff
from bot.db.database import Transaction
from bot.services.care.faults import existing, written

LONGEST_NOTE = 10_000
PAGE = 25


@dataclass(frozen=True)
class PrivateNote:
    """``author``: the name of who wrote it."""

    id: str
    author: str
    text: str
    made_at: datetime


def write_private_note(tx: Transaction, participant_id: str, by: str, text: str) -> str:
    """Keep a note that only staff read; returns its id.

    Args:
        by: the id of who writes it.

    Raises:
        CareFault: no such participant, an empty note, or one of more than LONGEST_NOTE letters.
    """
    person = existing(tx, participant_id)
    return private_notes.add(tx, person.id, by, written(text, LONGEST_NOTE, "The note"))


def private_notes_about(tx: Transaction, participant_id: str, *, limit: int = PAGE, skip: int = 0) -> list[PrivateNote]:
    """Newest first, with author and time."""
    names = staff.names(tx)
    rows = private_notes.of_participant(tx, participant_id, limit, skip)
    return [PrivateNote(row.id, names[row.staff_id], row.text, row.made_at) for row in rows]


def count_private_notes(tx: Transaction, participant_id: str) -> int:
    return private_notes.count(tx, participant_id)
