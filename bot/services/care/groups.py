"""Therapy groups: who leads one, who is in it, and the skill of the week."""

from __future__ import annotations

from collections.abc import Mapping

from bot.db import groups, participants, staff
from bot.db.database import Transaction
from bot.db.groups import GroupRow
from bot.scripts.schema import Script
from bot.services.care.faults import CareFault, existing, written

__all__ = ["GroupRow"]

LONGEST_NAME = 80
_FACILITATORS = ("therapist", "lead")
"""Roles, of those in ``staff.rights``, that see participants."""


def make_group(tx: Transaction, name: str, facilitator_id: str) -> str:
    """Returns the id. Raises CareFault: no name, a long one, or a facilitator who is no clinician."""
    _clinician(tx, facilitator_id)
    return groups.add(tx, written(name, LONGEST_NAME, "The group's name"), facilitator_id)


def rename_group(tx: Transaction, group_id: str, name: str) -> None:
    """Raises CareFault."""
    groups.rename(tx, running(tx, group_id).id, written(name, LONGEST_NAME, "The group's name"))


def hand_over_group(tx: Transaction, group_id: str, facilitator_id: str) -> None:
    """Somebody else leads it. Raises CareFault."""
    group = running(tx, group_id)
    _clinician(tx, facilitator_id)
    groups.set_facilitator(tx, group.id, facilitator_id)


def add_member(tx: Transaction, group_id: str, participant_id: str) -> None:
    """Raises CareFault: no such participant, discharged, or in it already."""
    group, person = running(tx, group_id), existing(tx, participant_id)
    if person.discharged_at is not None:
        raise CareFault("They have been discharged; a group is for who is in the program.")
    if person.id in groups.members(tx, group.id):
        raise CareFault("They are in this group already.")
    groups.add_member(tx, group.id, person.id)


def remove_member(tx: Transaction, group_id: str, participant_id: str) -> None:
    """Raises CareFault."""
    if not groups.remove_member(tx, running(tx, group_id).id, participant_id):
        raise CareFault("They are not in this group.")


def set_skill(tx: Transaction, scripts: Mapping[str, Script], group_id: str, script_id: str | None) -> list[str]:
    """The skill of the week; None: none.

    Returns:
        Ids of members whose cautions speak against it: it is neither offered nor assigned to them.

    Raises:
        CareFault: no such group, or no such exercise.
    """
    group = running(tx, group_id)
    script = scripts.get(script_id) if script_id is not None else None
    if script_id is not None and (script is None or script.kind != "exercise"):
        raise CareFault(f"There is no exercise `{script_id}`.")
    groups.set_skill(tx, group.id, script_id)
    members = groups.members(tx, group.id) if script is not None and script.cautions else []
    return [one for one in members if script and not script.suits(participants.cautions_of(tx, one))]


def end_group(tx: Transaction, group_id: str) -> None:
    """It stays in the list of those that have ended, with who was in it. Raises CareFault."""
    groups.end(tx, running(tx, group_id).id)


def running(tx: Transaction, group_id: str) -> GroupRow:
    """This group. Raises CareFault: there is none, or it has ended."""
    group = groups.get(tx, group_id)
    if group is None:
        raise CareFault("There is no such group.")
    if group.ended_at is not None:
        raise CareFault("This group has ended.")
    return group


def list_groups(tx: Transaction, facilitator_id: str | None = None, *, ended: bool = False) -> list[GroupRow]:
    """Oldest first; of one facilitator or all; ``ended``: those that have ended too."""
    return groups.find(tx, facilitator_id, ended)


def members_of(tx: Transaction, group_id: str) -> list[str]:
    """Ids of participants, in the order they came."""
    return groups.members(tx, group_id)


def groups_of(tx: Transaction, participant_id: str) -> list[GroupRow]:
    """Groups that a participant is in and that have not ended."""
    return groups.of_participant(tx, participant_id)


def _clinician(tx: Transaction, staff_id: str) -> None:
    row = staff.get(tx, staff_id)
    if row is None or row.disabled_at is not None or row.role not in _FACILITATORS:
        raise CareFault("A group is led by a therapist or a clinical lead whose account is in use.")
