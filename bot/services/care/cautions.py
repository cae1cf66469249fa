"""Cautions: what a participant's care team has noted, so that some scripts are neither offered nor begun."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.db import assignments, participants, runs
from bot.db.database import Transaction
from bot.scripts.library import Library
from bot.scripts.schema import Caution
from bot.services.care.faults import existing

__all__ = ["Caution"]


@dataclass(frozen=True)
class Cautioned:
    """What a change has ended: ids of assignments, and the script that was in progress, if it was one of those."""

    assignments: tuple[str, ...] = ()
    left_script: str | None = None


def cautions_of(tx: Transaction, participant_id: str) -> tuple[Caution, ...]:
    """In the order in which they are written."""
    return tuple(Caution(one) for one in existing(tx, participant_id).cautions)


def set_cautions(tx: Transaction, library: Library, participant_id: str, cautions: Collection[Caution]) -> Cautioned:
    """These, and no earlier ones; they count from the next message on.

    Assigned practice that they speak against ends, for its reminder would lead to a refusal; so does such a script in
    the middle of which the participant is.

    Raises:
        CareFault: no such participant.
    """
    person = existing(tx, participant_id)
    participants.set_cautions(tx, person.id, {one.value for one in cautions})
    suited = library.without({one.value for one in cautions}).scripts
    against = set(library.scripts) - set(suited)
    ended = tuple(row.id for row in assignments.find(tx, person.id) if row.script_id in against)
    for assignment_id in ended:
        assignments.end(tx, assignment_id)
    run = runs.live(tx, person.id)
    left = run.script_id if run is not None and run.script_id in against else None
    if left is not None:
        runs.abandon(tx, person.id)
    return Cautioned(ended, left)
