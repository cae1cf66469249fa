"""Therapy groups."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.db import participants, staff
from bot.db.database import Database, Transaction
from bot.scripts.library import Library
from bot.services.care import groups
from bot.services.care.faults import CareFault
from tests.services.care.ward import Ward
from tests.services.life import rows

NAME = "Tuesday canary group"


@pytest.fixture
def group(ward: Ward) -> str:
    with ward.database.transaction() as tx:
        return groups.make_group(tx, NAME, ward.lee)


def test_a_group_has_a_sealed_name_a_facilitator_and_members(ward: Ward, group: str, database: Database) -> None:
    other = ward.admits()
    with database.transaction() as tx:
        groups.add_member(tx, group, ward.robin.id)
        ward.clock.move(minutes=1)
        groups.add_member(tx, group, other.id)
        assert groups.members_of(tx, group) == [ward.robin.id, other.id]
        [found] = groups.list_groups(tx, ward.lee)
        assert (found.id, found.name, found.facilitator_id, found.skill) == (group, NAME, ward.lee, None)
        assert groups.list_groups(tx, ward.kim) == []
        assert groups.groups_of(tx, other.id) == [found]
        groups.remove_member(tx, group, other.id)
        assert groups.members_of(tx, group) == [ward.robin.id]
        assert groups.groups_of(tx, other.id) == []
    [row] = rows(database, "therapy_group")
    assert b"canary" not in row["name"]


def test_it_can_be_renamed_handed_over_and_ended(ward: Ward, group: str, database: Database) -> None:
    with database.transaction() as tx:
        groups.add_member(tx, group, ward.robin.id)
        groups.rename_group(tx, group, " Wednesday ")
        groups.hand_over_group(tx, group, ward.kim)
        [found] = groups.list_groups(tx)
        assert (found.name, found.facilitator_id) == ("Wednesday", ward.kim)
        groups.end_group(tx, group)
        assert groups.list_groups(tx) == []
        assert groups.groups_of(tx, ward.robin.id) == []
        [ended] = groups.list_groups(tx, ended=True)
        assert ended.ended_at == ward.clock.moment
        assert groups.members_of(tx, group) == [ward.robin.id]


def test_the_skill_of_the_week_is_an_exercise_and_names_whom_it_is_not_for(
    ward: Ward, group: str, library: Library, database: Database
) -> None:
    other = ward.admits()
    with database.transaction() as tx:
        for one in (ward.robin, other):
            groups.add_member(tx, group, one.id)
        participants.set_cautions(tx, other.id, ["breath"])
        assert groups.set_skill(tx, library.scripts, group, "long_exhale") == [other.id]
        assert groups.running(tx, group).skill == "long_exhale"
        assert groups.set_skill(tx, library.scripts, group, "five_senses") == []
        for wrong in ("no_such_script", "mood_check_in"):
            with pytest.raises(CareFault, match=f"no exercise `{wrong}`"):
                groups.set_skill(tx, library.scripts, group, wrong)
        assert groups.running(tx, group).skill == "five_senses"
        groups.set_skill(tx, library.scripts, group, None)
        assert groups.running(tx, group).skill is None


Try = Callable[[Transaction, Ward, str], object]
REFUSED: list[tuple[Try, str]] = [
    (lambda tx, ward, group: groups.make_group(tx, " ", ward.lee), "name is empty"),
    (lambda tx, ward, group: groups.make_group(tx, "x" * 81, ward.lee), "81 letters; 80"),
    (lambda tx, ward, group: groups.make_group(tx, "x", ward.pat), "led by a therapist"),
    (lambda tx, ward, group: groups.hand_over_group(tx, group, "nobody"), "led by a therapist"),
    (lambda tx, ward, group: groups.add_member(tx, group, "nobody"), "no such participant"),
    (lambda tx, ward, group: groups.add_member(tx, "none", ward.robin.id), "no such group"),
    (lambda tx, ward, group: groups.remove_member(tx, group, ward.robin.id), "not in this group"),
]


@pytest.mark.parametrize(("attempt", "fault"), REFUSED, ids=[fault for _, fault in REFUSED])
def test_what_cannot_be_is_refused(ward: Ward, group: str, database: Database, attempt: Try, fault: str) -> None:
    with database.transaction() as tx, pytest.raises(CareFault, match=fault):
        attempt(tx, ward, group)


def test_nobody_is_in_a_group_twice_after_discharge_or_after_its_end(
    ward: Ward, group: str, database: Database
) -> None:
    gone = ward.admits()
    with database.transaction() as tx:
        groups.add_member(tx, group, ward.robin.id)
        with pytest.raises(CareFault, match="in this group already"):
            groups.add_member(tx, group, ward.robin.id)
        participants.set_discharge(tx, gone.id, ward.clock.moment, None)
        with pytest.raises(CareFault, match="discharged"):
            groups.add_member(tx, group, gone.id)
        groups.end_group(tx, group)
        for attempt in (groups.add_member, groups.remove_member):
            with pytest.raises(CareFault, match="has ended"):
                attempt(tx, group, ward.robin.id)


def test_a_disabled_account_leads_no_group(ward: Ward, database: Database) -> None:
    with database.transaction() as tx:
        staff.disable(tx, ward.lee)
        with pytest.raises(CareFault, match="whose account is in use"):
            groups.make_group(tx, "x", ward.lee)
