"""Whom a page of care is about."""

from __future__ import annotations

from flask import abort

from bot.db import participants
from bot.db.database import Transaction
from bot.db.participants import Participant


def person_of(tx: Transaction, participant_id: str) -> Participant:
    """Who is there; 404 for who has been erased."""
    person = participants.get(tx, participant_id)
    if person is None or person.erased_at is not None:
        abort(404)
    return person
