"""Phases of the program. What a phase brings and who is paged in it stand in YAML; see docs/care.md."""

from __future__ import annotations

from bot.db import participants
from bot.db.database import Transaction
from bot.db.ids import new_id
from bot.phases import Phase
from bot.services import consent
from bot.services.care.faults import CareFault, existing
from bot.services.care.telling import tell
from bot.services.care.words import CareVoice

__all__ = ["Phase", "set_phase"]


def set_phase(tx: Transaction, voice: CareVoice, participant_id: str, phase: Phase) -> bool:
    """Set the phase; it counts from now on, for reminders and for whoever is paged next. What is open keeps its ladder.

    Somebody who was discharged is in the program again by this, and is told so: they had been told that nobody reads.

    Returns:
        Whether it has changed.

    Raises:
        CareFault: no such participant, or ALUMNI: that is a discharge, which tells them who still reads.
    """
    person = existing(tx, participant_id)
    if phase is Phase.ALUMNI and person.discharged_at is None:
        raise CareFault("Discharge them instead: it makes them alumni and tells them who still reads.")
    if person.phase == phase:
        return False
    participants.set_phase(tx, person.id, phase.value)
    if person.discharged_at is not None:
        participants.set_discharge(tx, person.id, None, None)
        _tell_of_readmission(tx, voice, person.id, phase)
    return True


def _tell_of_readmission(tx: Transaction, voice: CareVoice, participant_id: str, phase: Phase) -> None:
    words, given = voice.words.readmission, consent.is_given(tx, participant_id)
    said = [words.again, words.reads] if given else [words.again]
    tell(
        tx,
        participant_id,
        new_id(),
        lambda language: [*(voice.body(one, language) for one in said), voice.reception.when(language, phase.value)],
    )
