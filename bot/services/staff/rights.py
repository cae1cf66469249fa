"""Which role may do what, and with whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.db import caseloads
from bot.db.database import Transaction
from bot.db.staff import StaffRow


class Role(str, Enum):
    """Everybody has one. AUTHOR and ADMINISTRATOR see nothing of participants."""

    THERAPIST = "therapist"
    LEAD = "lead"
    AUTHOR = "author"
    ADMINISTRATOR = "administrator"


class Right(str, Enum):
    """PARTICIPANTS, INCIDENTS: of one's caseload; with EVERYBODY, of all. CARE: transfer, discharge, holds, erasure."""

    OWN_ACCOUNT = "own_account"
    PARTICIPANTS = "participants"
    EVERYBODY = "everybody"
    INCIDENTS = "incidents"
    CARE = "care"
    SCRIPTS = "scripts"
    STAFF = "staff"
    AUDIT = "audit"


_CLINICAL = frozenset({Right.OWN_ACCOUNT, Right.PARTICIPANTS, Right.INCIDENTS, Right.SCRIPTS})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.THERAPIST: _CLINICAL,
    Role.LEAD: _CLINICAL | {Right.EVERYBODY, Right.CARE, Right.AUDIT},
    Role.AUTHOR: frozenset({Right.OWN_ACCOUNT, Right.SCRIPTS}),
    Role.ADMINISTRATOR: frozenset({Right.OWN_ACCOUNT, Right.STAFF, Right.AUDIT}),
}


@dataclass(frozen=True)
class Staff:
    """Somebody who is signed in. ``person``: who this is in the escalation file, if anybody."""

    id: str
    name: str
    role: Role
    person: str | None = None

    @classmethod
    def of(cls, row: StaffRow) -> Staff:
        return cls(row.id, row.name, Role(row.role), row.person)

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]


def may_see(tx: Transaction, staff: Staff, participant_id: str) -> bool:
    """Whether this participant is theirs to look at, now: asked anew each time, so that a transfer counts at once."""
    if not staff.may(Right.PARTICIPANTS):
        return False
    return staff.may(Right.EVERYBODY) or caseloads.looks_after(tx, staff.id, participant_id)


def own_participants(tx: Transaction, staff: Staff) -> list[str]:
    """Ids of those on one's own caseload now, cover included, in the order they came."""
    return list(dict.fromkeys(row.participant_id for row in caseloads.of_staff(tx, staff.id)))
