from __future__ import annotations

import pytest

from bot.db import staff, staff_sessions
from bot.db.database import Database
from bot.services.staff import accounts, auditing
from bot.services.staff.second_factor import code_of, new_recovery_codes
from bot.services.staff.signing_in import MOST_OF_ACCOUNT, MOST_OF_ADDRESS, NotSignedIn, TooOften, sign_in
from tests.clock import Clock
from tests.services.staff.people import PASSWORD, Account, account

HERE = "127.0.0.1"


def enter(database: Database, one: Account, password: str = PASSWORD, code: str = "") -> str:
    return sign_in(database, email=one.row.email, password=password, code=code or one.code, address=HERE).id


def test_password_and_code_open_the_account_whatever_the_capitals_of_the_address(database: Database) -> None:
    one = account(database)
    row = sign_in(database, email=" Therapist@Example.org ", password=PASSWORD, code=one.code, address=HERE)
    assert row.id == one.row.id


@pytest.mark.parametrize(
    ("email", "password", "code"),
    [
        ("nobody@example.org", PASSWORD, None),
        (None, "lamp battery orchard eight", None),
        (None, PASSWORD, "000000"),
        (None, PASSWORD, ""),
        (None, "", None),
    ],
    ids=["unknown account", "wrong password", "wrong code", "no code", "no password"],
)
def test_all_failures_answer_alike(database: Database, email: str | None, password: str, code: str | None) -> None:
    one = account(database)
    given = one.code if code is None else code
    with pytest.raises(NotSignedIn) as refused:
        sign_in(database, email=email or one.row.email, password=password, code=given, address=HERE)
    assert str(refused.value) == "E-mail, password or code is not right."


def test_a_code_counts_once(database: Database) -> None:
    one = account(database)
    code = one.code
    enter(database, one, code=code)
    with pytest.raises(NotSignedIn):
        enter(database, one, code=code)


def test_a_code_of_before_does_not_count_after_a_newer_one(database: Database, clock: Clock) -> None:
    one = account(database)
    earlier = one.code
    clock.move(seconds=30)
    enter(database, one)
    with pytest.raises(NotSignedIn):
        enter(database, one, code=earlier)


def test_a_code_of_the_last_half_minute_counts_and_an_older_one_does_not(database: Database, clock: Clock) -> None:
    one = account(database)
    code = one.code
    clock.move(seconds=30)
    assert enter(database, one, code=code)
    code = one.code
    clock.move(seconds=90)
    with pytest.raises(NotSignedIn):
        enter(database, one, code=code)


def test_a_recovery_code_counts_once_in_any_spelling(database: Database) -> None:
    one = account(database)
    with database.transaction() as tx:
        first, *_ = new_recovery_codes(tx, one.row.id)
    assert enter(database, one, code=f" {first.lower()} ")
    with pytest.raises(NotSignedIn):
        enter(database, one, code=first)


def test_somebody_elses_recovery_code_opens_nothing(database: Database) -> None:
    one, other = account(database), account(database, email="other@example.org")
    with database.transaction() as tx:
        first, *_ = new_recovery_codes(tx, other.row.id)
    with pytest.raises(NotSignedIn):
        enter(database, one, code=first)


def test_a_disabled_account_stays_shut_and_its_sessions_end(database: Database) -> None:
    one, admin = account(database), account(database, email="admin@example.org")
    with database.transaction() as tx:
        staff_sessions.save(tx, "cookie", one.row.id, "{}")
        accounts.disable(tx, admin.row.id, one.row.id)
        assert staff_sessions.of_staff(tx, one.row.id) == []
    with pytest.raises(NotSignedIn):
        enter(database, one)


def test_after_many_failures_the_right_password_waits_too(database: Database, clock: Clock) -> None:
    one = account(database)
    for _ in range(MOST_OF_ACCOUNT):
        with pytest.raises(NotSignedIn):
            enter(database, one, password="wrong wrong wrong wrong")
    with pytest.raises(TooOften):
        enter(database, one)
    clock.move(minutes=16)
    assert enter(database, one)


def test_failures_from_one_address_count_for_all_accounts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.staff.signing_in.is_password", lambda *_: False)
    for number in range(MOST_OF_ADDRESS):
        with pytest.raises(NotSignedIn):
            sign_in(database, email=f"guess{number}@example.org", password="x", code="1", address=HERE)
    with pytest.raises(TooOften):
        sign_in(database, email="another@example.org", password="x", code="1", address=HERE)
    with pytest.raises(NotSignedIn) as elsewhere:
        sign_in(database, email="another@example.org", password="x", code="1", address="127.0.0.2")
    assert not isinstance(elsewhere.value, TooOften)


def test_success_and_failure_are_audited_without_the_address(database: Database) -> None:
    one = account(database)
    with pytest.raises(NotSignedIn):
        enter(database, one, code="000000")
    enter(database, one)
    with database.reading() as tx:
        found = [(row.action, row.actor, row.subject) for row in auditing.rows(tx)]
    assert found == [("signed_in", one.row.id, one.row.id), ("sign_in_failed", "system", one.row.id)]


def test_another_account_without_second_factor_cannot_be_entered(database: Database) -> None:
    one = account(database)
    with database.transaction() as tx:
        staff.clear_totp(tx, one.row.id)
    with pytest.raises(NotSignedIn):
        enter(database, one, code=code_of(one.secret))
