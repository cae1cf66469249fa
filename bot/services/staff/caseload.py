"""Whom somebody looks after, by name; and who looks after a participant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.db import caseloads, participants, staff
from bot.db.caseloads import CaseloadRow
from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.participants import Label
from bot.db.staff import StaffRow
from bot.phases import nobody_reads
from bot.services.staff.rights import RIGHTS, Right, Role, Staff, own_participants

__all__ = [
    "Carer",
    "CaseloadFault",
    "Label",
    "carers",
    "cover",
    "end_cover",
    "everybody",
    "labels",
    "own",
    "possible_carers",
    "read_until",
    "transfer",
]


class CaseloadFault(ValueError):
    """It cannot be done; the message says why. Nothing changed."""


@dataclass(frozen=True)
class Carer:
    """Somebody who looks after a participant, now or later."""

    row: CaseloadRow
    name: str


def own(tx: Transaction, who: Staff) -> list[Label]:
    """The own caseload, cover included, in the order of their names."""
    found = participants.labels(tx, own_participants(tx, who))
    return sorted(found.values(), key=by_name)


def everybody(tx: Transaction) -> list[Label]:
    """All participants who have not been erased and have a name, in the order of their names."""
    return sorted(participants.all_labels(tx), key=by_name)


def labels(tx: Transaction, participant_ids: Collection[str]) -> dict[str, Label]:
    return participants.labels(tx, participant_ids)


def by_name(label: Label) -> tuple[bool, str, str]:
    """Who has no name comes last."""
    return label.name is None, (label.name or "").casefold(), label.id


def carers(tx: Transaction, participant_id: str) -> list[Carer]:
    """Who looks after this participant now, or will."""
    names = staff.names(tx)
    return [Carer(row, names[row.staff_id]) for row in caseloads.of_participant(tx, participant_id)]


def possible_carers(tx: Transaction) -> list[StaffRow]:
    """Whom a participant can be given to."""
    able = [row for row in staff.find(tx) if row.disabled_at is None]
    return [row for row in able if Right.PARTICIPANTS in RIGHTS[Role(row.role)]]


def transfer(tx: Transaction, participant_id: str, to: str) -> None:
    """From now on ``to`` looks after them, and whoever did so does no more; cover goes on.

    In aftercare it lasts as long as the participant was told. Raises CaseloadFault.
    """
    _check_carer(tx, to)
    until_at = _told_until(tx, participant_id)
    for row in caseloads.of_participant(tx, participant_id):
        if not row.cover:
            caseloads.end(tx, row.id)
    caseloads.add(tx, participant_id, to, until_at=until_at)


def cover(tx: Transaction, participant_id: str, by: str, from_at: datetime, until_at: datetime) -> None:
    """``by`` looks after them as well for a while. Raises CaseloadFault."""
    _check_carer(tx, by)
    if until_at <= max(from_at, now()):
        raise CaseloadFault("The end lies before the beginning, or is over already.")
    told_until = _told_until(tx, participant_id)
    if told_until is not None and until_at > told_until:
        raise CaseloadFault("They were told that nobody reads for so long; aftercare ends sooner.")
    caseloads.add(tx, participant_id, by, cover=True, from_at=from_at, until_at=until_at)


def read_until(tx: Transaction, participant_id: str, at: datetime | None = None) -> None:
    """Who looks after them does so until then (None: until now); cover ends then at the latest."""
    for row in caseloads.of_participant(tx, participant_id):
        if not row.cover or at is None or row.until_at is None or row.until_at > at:
            caseloads.end(tx, row.id, at)


def _told_until(tx: Transaction, participant_id: str) -> datetime | None:
    """How long the participant knows that somebody reads; None: while they are in the program."""
    person = participants.get(tx, participant_id)
    if person is None or person.discharged_at is None:
        return None
    if nobody_reads(person.discharged_at, person.aftercare_until, now()):
        raise CaseloadFault("They were told that nobody reads any more. Setting a phase takes them in again.")
    return person.aftercare_until


def end_cover(tx: Transaction, participant_id: str, caseload_id: str) -> None:
    """At once. Raises CaseloadFault."""
    theirs = [row for row in caseloads.of_participant(tx, participant_id) if row.id == caseload_id and row.cover]
    if not theirs:
        raise CaseloadFault("There is no such cover.")
    caseloads.end(tx, caseload_id)


def _check_carer(tx: Transaction, staff_id: str) -> None:
    if staff_id not in {row.id for row in possible_carers(tx)}:
        raise CaseloadFault("Nobody who can look after participants has this account.")
