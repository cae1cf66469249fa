from __future__ import annotations

import pytest

from bot.db import staff, staff_sessions
from bot.db.database import Database
from bot.services.staff import accounts, auditing
from bot.services.staff.accounts import AccountFault, StaffLink
from bot.services.staff.passwords import WeakPassword
from bot.services.staff.rights import Role
from bot.services.staff.second_factor import code_of, new_secret
from bot.services.staff.signing_in import sign_in
from tests.clock import Clock
from tests.services.staff.people import PASSWORD, account

NEW = "violin harbour pencil nine"


def set_up(database: Database, link: StaffLink, *, password: str = PASSWORD, secret: str = "", code: str = "") -> str:
    """Returns the second factor's secret."""
    secret = secret or new_secret()
    with database.transaction() as tx:
        accounts.set_up(
            tx,
            link.code,
            name="Synthetic One",
            email="one@example.org",
            password=password,
            secret=secret,
            code=code or code_of(secret),
        )
    return secret


def first(database: Database) -> StaffLink:
    link = accounts.first_link(database)
    assert link is not None
    return link


def test_the_first_administrator_comes_by_a_link_that_works_once(database: Database) -> None:
    link = first(database)
    secret = set_up(database, link)
    row = sign_in(database, email="one@example.org", password=PASSWORD, code=code_of(secret), address="here")
    assert (row.role, row.name) == ("administrator", "Synthetic One")
    assert accounts.first_link(database) is None
    with pytest.raises(AccountFault, match="used or is too old"):
        set_up(database, link)


def test_a_second_start_makes_a_new_first_link_and_the_old_one_void(database: Database) -> None:
    old, new = first(database), first(database)
    assert old.staff_id == new.staff_id
    with pytest.raises(AccountFault):
        set_up(database, old)
    assert set_up(database, new)


def test_a_link_is_too_old_after_three_days(database: Database, clock: Clock) -> None:
    link = first(database)
    clock.move(days=3, seconds=1)
    with pytest.raises(AccountFault):
        set_up(database, link)


def test_a_link_stays_good_after_a_slip(database: Database) -> None:
    link = first(database)
    with pytest.raises(AccountFault, match="code is not right"):
        set_up(database, link, code="000000")
    with pytest.raises(WeakPassword):
        set_up(database, link, password="too short")
    assert set_up(database, link)


def test_neither_code_nor_password_can_be_read_in_the_database(database: Database) -> None:
    link = first(database)
    secret = set_up(database, link)
    assert database.file is not None
    stored = b"".join(path.read_bytes() for path in database.file.parent.glob("interlude.db*"))
    for word in (link.code, secret, PASSWORD, "one@example.org", "Synthetic One"):
        assert word.encode() not in stored


def test_an_address_is_invited_once(database: Database) -> None:
    admin = account(database, Role.ADMINISTRATOR)
    with database.transaction() as tx:
        accounts.invite(tx, admin.row.id, email="lee@example.org", name="Lee", role=Role.THERAPIST)
        with pytest.raises(AccountFault, match="There is an account"):
            accounts.invite(tx, admin.row.id, email="LEE@example.org", name="Lee", role=Role.THERAPIST)


@pytest.mark.parametrize(("email", "name"), [("lee", "Lee"), ("lee@example.org", "  "), ("a b@example.org", "Lee")])
def test_an_invitation_needs_an_address_and_a_name(database: Database, email: str, name: str) -> None:
    with database.transaction() as tx, pytest.raises(AccountFault):
        accounts.invite(tx, "system", email=email, name=name, role=Role.AUTHOR)


def test_a_new_password_does_not_go_around_the_second_factor(database: Database, clock: Clock) -> None:
    one, admin = account(database), account(database, Role.ADMINISTRATOR)
    with database.transaction() as tx:
        staff_sessions.save(tx, "cookie", one.row.id, "{}")
        link = accounts.let_renew_password(tx, admin.row.id, one.row.id)
    with pytest.raises(AccountFault), database.transaction() as tx:
        accounts.renew_password(tx, link.code, password=NEW, code="000000")
    with pytest.raises(AccountFault):
        set_up(database, link)
    with database.transaction() as tx:
        accounts.renew_password(tx, link.code, password=NEW, code=one.code)
        assert staff_sessions.of_staff(tx, one.row.id) == []
    clock.move(seconds=30)
    assert sign_in(database, email=one.row.email, password=NEW, code=one.code, address="here")


def test_who_lost_the_phone_begins_anew_and_nobody_gets_in_meanwhile(database: Database) -> None:
    one, admin = account(database), account(database, Role.ADMINISTRATOR)
    with database.transaction() as tx:
        accounts.invite_again(tx, admin.row.id, one.row.id)
        row = staff.get(tx, one.row.id)
    assert row is not None
    assert not row.ready


def test_nobody_shuts_themselves_out(database: Database) -> None:
    admin = account(database, Role.ADMINISTRATOR)
    with database.transaction() as tx:
        with pytest.raises(AccountFault):
            accounts.disable(tx, admin.row.id, admin.row.id)
        with pytest.raises(AccountFault):
            accounts.change(tx, admin.row.id, admin.row.id, role=Role.THERAPIST, person=None)


def test_changes_of_accounts_are_audited(database: Database) -> None:
    admin = account(database, Role.ADMINISTRATOR)
    with database.transaction() as tx:
        link = accounts.invite(tx, admin.row.id, email="lee@example.org", name="Lee", role=Role.THERAPIST)
        accounts.change(tx, admin.row.id, link.staff_id, role=Role.LEAD, person="alex")
        accounts.disable(tx, admin.row.id, link.staff_id)
        accounts.enable(tx, admin.row.id, link.staff_id)
        found = [(row.action, row.detail) for row in reversed(auditing.rows(tx, link.staff_id))]
    assert found == [
        ("staff_invited", "therapist"),
        ("staff_changed", "lead alex"),
        ("staff_disabled", None),
        ("staff_enabled", None),
    ]
