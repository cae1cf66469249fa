"""What participants have agreed to, for what purpose and in which wording. Rows are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import consent


@dataclass(frozen=True)
class Decision:
    """``version`` names the words that were agreed to, or not."""

    purpose: str
    version: str
    given: bool
    at: datetime


def add(tx: Transaction, participant_id: str, purpose: str, version: str, given: bool) -> None:
    """Keep a decision; those before it stay."""
    row = {"id": new_id(), "participant_id": participant_id, "purpose": purpose, "version": version, "given": given}
    tx.run(insert(consent).values(**row, at=now()))


def of_participant(tx: Transaction, participant_id: str) -> list[Decision]:
    """Every decision, in the order they were taken."""
    columns = (consent.c.purpose, consent.c.version, consent.c.given, consent.c.at)
    query = select(*columns).where(consent.c.participant_id == participant_id).order_by(consent.c.seq)
    return [Decision(*row) for row in tx.run(query).all()]


def latest(tx: Transaction, participant_id: str) -> dict[str, Decision]:
    """Purpose to the newest decision on it."""
    return {decision.purpose: decision for decision in of_participant(tx, participant_id)}
