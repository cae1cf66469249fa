"""What staff asked for and cannot be done."""

from __future__ import annotations

from bot.db import participants
from bot.db.database import Transaction
from bot.db.participants import Participant


class CareFault(Exception):
    """What was asked for cannot be done; the message says why, in words for staff. Nothing was changed."""


def existing(tx: Transaction, participant_id: str) -> Participant:
    """Raises CareFault, also for somebody who has erased their data."""
    person = participants.get(tx, participant_id)
    if person is None or person.erased_at is not None:
        raise CareFault("There is no such participant.")
    return person


def written(text: str, most: int, what: str) -> str:
    """The text without spaces around it. Raises CareFault when it is empty or has more letters than ``most``."""
    text = text.replace("\0", "").strip()
    if not text:
        raise CareFault(f"{what} is empty; write something.")
    if len(text) > most:
        raise CareFault(f"{what} has {len(text):,} letters; {most:,} is the most. Shorten it.")
    return text
