"""Legal holds: while one lies on a participant's data, nothing of it is erased, whoever asks for it."""

from __future__ import annotations

from bot.db import legal_holds, participants
from bot.db.database import Transaction
from bot.db.legal_holds import LegalHoldRow
from bot.services.care.faults import CareFault, written

__all__ = ["LegalHoldRow", "has_hold", "holds_on", "lay_hold", "lift_hold"]

LONGEST_REASON = 1_000


def lay_hold(tx: Transaction, participant_id: str, by: str, reason: str) -> str:
    """Nothing of this participant is erased until it is lifted; returns the hold's id.

    It can also be laid on who has erased their words while staff still keep their name because an incident is open.

    Raises:
        CareFault: no such participant, nothing left to keep, or no reason.
    """
    person = participants.get(tx, participant_id)
    if person is None or (person.erased_at is not None and person.name is None):
        raise CareFault("There is no such participant, or nothing is kept of them any more.")
    return legal_holds.lay(tx, person.id, by, written(reason, LONGEST_REASON, "The reason"))


def lift_hold(tx: Transaction, hold_id: str, by: str) -> None:
    """Nothing is erased by this: the participant may ask for it again. Raises CareFault: it does not lie any more."""
    if not legal_holds.lift(tx, hold_id, by):
        raise CareFault("There is no such hold, or it has been lifted.")


def has_hold(tx: Transaction, participant_id: str) -> bool:
    return legal_holds.lies(tx, participant_id)


def holds_on(tx: Transaction, participant_id: str) -> list[LegalHoldRow]:
    """Newest first, also those that were lifted."""
    return legal_holds.of_participant(tx, participant_id)
