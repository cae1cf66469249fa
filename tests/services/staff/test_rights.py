from __future__ import annotations

from bot.db import caseloads, chats
from bot.db.database import Database
from bot.db.ids import now
from bot.services.staff.rights import RIGHTS, Right, Role, may_see, own_participants
from tests.clock import Clock
from tests.services.staff.people import account


def test_every_role_has_rights_and_authors_and_administrators_none_over_participants() -> None:
    assert set(RIGHTS) == set(Role)
    for role in (Role.AUTHOR, Role.ADMINISTRATOR):
        assert not RIGHTS[role] & {Right.PARTICIPANTS, Right.EVERYBODY, Right.INCIDENTS, Right.CARE}


def test_a_therapist_sees_the_own_caseload_and_a_lead_everybody(database: Database) -> None:
    one, lead = account(database).staff, account(database, Role.LEAD).staff
    author, admin = account(database, Role.AUTHOR).staff, account(database, Role.ADMINISTRATOR).staff
    with database.transaction() as tx:
        own, other = (chats.add_participant(tx, synthetic=True) for _ in range(2))
        for staff in (one, author, admin):
            caseloads.add(tx, own, staff.id)
        assert [may_see(tx, one, own), may_see(tx, one, other)] == [True, False]
        assert [may_see(tx, lead, own), may_see(tx, lead, other)] == [True, True]
        assert not any(may_see(tx, staff, own) for staff in (author, admin))


def test_a_transfer_counts_at_once(database: Database, clock: Clock) -> None:
    before, after = account(database).staff, account(database, email="after@example.org").staff
    with database.transaction() as tx:
        participant = chats.add_participant(tx, synthetic=True)
        row = caseloads.add(tx, participant, before.id)
        caseloads.end(tx, row)
        caseloads.add(tx, participant, after.id)
        assert [may_see(tx, one, participant) for one in (before, after)] == [False, True]


def test_cover_lasts_as_long_as_it_was_set_for(database: Database, clock: Clock) -> None:
    one = account(database).staff
    with database.transaction() as tx:
        participant = chats.add_participant(tx, synthetic=True)
        begins, ends = clock.move(days=1), clock.move(days=7)
        clock.move(days=-8)
        caseloads.add(tx, participant, one.id, cover=True, from_at=begins, until_at=ends)
        seen = []
        for _ in range(9):
            seen.append(may_see(tx, one, participant))
            clock.move(days=1)
        assert seen == [False, *[True] * 7, False]
        assert now() > ends


def test_who_is_covered_for_twice_is_listed_once(database: Database) -> None:
    one = account(database).staff
    with database.transaction() as tx:
        participant = chats.add_participant(tx, synthetic=True)
        caseloads.add(tx, participant, one.id)
        caseloads.add(tx, participant, one.id, cover=True)
        assert own_participants(tx, one) == [participant]
