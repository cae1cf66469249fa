from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db import participants
from bot.db.database import Database, Transaction
from bot.services.staff import caseload
from bot.services.staff.caseload import CaseloadFault
from bot.services.staff.rights import Role, may_see
from tests.clock import Clock
from tests.services.staff.people import account


def named(tx: Transaction, name: str = "Ana Sample") -> str:
    return participants.add(tx, name=name, language="en", time_zone=None)


def test_the_own_caseload_comes_by_name(database: Database) -> None:
    one = account(database).staff
    with database.transaction() as tx:
        for name in ("Zoe Sample", "ana Sample", "Ben Example"):
            caseload.transfer(tx, named(tx, name), one.id)
        named(tx, "Somebody Else")
        assert [label.name for label in caseload.own(tx, one)] == ["ana Sample", "Ben Example", "Zoe Sample"]
        assert len(caseload.everybody(tx)) == 4


def test_a_transfer_takes_the_place_of_who_was_there_and_leaves_cover(database: Database, clock: Clock) -> None:
    before, after, third = (account(database, email=f"{name}@example.org").staff for name in ("b", "a", "t"))
    with database.transaction() as tx:
        participant = named(tx)
        caseload.transfer(tx, participant, before.id)
        caseload.cover(tx, participant, third.id, clock.moment, clock.moment + timedelta(days=7))
        clock.move(minutes=1)
        caseload.transfer(tx, participant, after.id)
        assert [may_see(tx, one, participant) for one in (before, after, third)] == [False, True, True]
        assert {one.name for one in caseload.carers(tx, participant)} == {after.name, third.name}


def test_cover_can_be_ended_before_its_time(database: Database, clock: Clock) -> None:
    one = account(database).staff
    with database.transaction() as tx:
        participant = named(tx)
        caseload.cover(tx, participant, one.id, clock.moment, clock.moment + timedelta(days=7))
        [carer] = caseload.carers(tx, participant)
        with pytest.raises(CaseloadFault):
            caseload.end_cover(tx, named(tx), carer.row.id)
        caseload.end_cover(tx, participant, carer.row.id)
        clock.move(seconds=1)
        assert not may_see(tx, one, participant)


def test_a_participant_goes_only_to_who_can_look_after_them(database: Database, clock: Clock) -> None:
    author = account(database, Role.AUTHOR).staff
    with database.transaction() as tx:
        participant = named(tx)
        for staff_id in (author.id, "nobody"):
            with pytest.raises(CaseloadFault):
                caseload.transfer(tx, participant, staff_id)


def test_everybody_lets_go_at_once_or_later_and_nobody_later_than_before(database: Database, clock: Clock) -> None:
    one, other = account(database).staff, account(database, email="other@example.org").staff
    with database.transaction() as tx:
        participant, week = named(tx), clock.moment + timedelta(days=7)
        caseload.transfer(tx, participant, one.id)
        caseload.cover(tx, participant, other.id, clock.moment, clock.moment + timedelta(days=1))
        caseload.read_until(tx, participant, week)
        clock.move(days=2)
        assert [may_see(tx, who, participant) for who in (one, other)] == [True, False]
        caseload.read_until(tx, participant)
        clock.move(seconds=1)
        assert not may_see(tx, one, participant)


def test_cover_ends_after_it_begins(database: Database, clock: Clock) -> None:
    one = account(database).staff
    with database.transaction() as tx, pytest.raises(CaseloadFault, match="before the beginning"):
        caseload.cover(tx, named(tx), one.id, clock.moment, clock.moment - timedelta(days=1))
