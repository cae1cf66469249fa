"""Signing in: e-mail, password and a code in one go, so that no answer tells which of them was wrong."""

from __future__ import annotations

from datetime import timedelta

from bot.db import sign_in_attempts, staff
from bot.db.database import Database, Transaction
from bot.db.staff import StaffRow
from bot.services.staff import auditing
from bot.services.staff.passwords import is_password
from bot.services.staff.second_factor import use_code

WITHIN = timedelta(minutes=15)
MOST_OF_ACCOUNT, MOST_OF_ADDRESS = 10, 50
"""Failed attempts within that time, after which nobody gets in."""


class NotSignedIn(Exception):
    """E-mail, password or code is wrong, or the account is disabled: which of them is nobody's business."""


class TooOften(NotSignedIn):
    """Too many failed attempts; true credentials do not get in either until some time has passed."""


def sign_in(database: Database, *, email: str, password: str, code: str, address: str) -> StaffRow:
    """The account that these open.

    Args:
        address: where the attempt comes from; failures are counted for it as well.

    Raises:
        NotSignedIn: nobody is signed in; the attempt is counted and audited.
        DatabaseUnavailable: nothing is known and nothing is counted.
    """
    keys = (f"account:{email.strip().casefold()}", f"address:{address}")
    with database.transaction() as tx:
        _check_rate(tx, *keys)
        found = staff.by_email(tx, email)
        proofs = staff.proofs(tx, found.id) if found else None
    fits = is_password(password, proofs.password_hash if proofs else None)
    with database.transaction() as tx:
        if found and proofs and fits and _opens(tx, found, proofs.totp_secret, code):
            sign_in_attempts.forget(tx, keys[0])
            staff.begin_visit(tx, found)
            auditing.record(tx, found.id, "signed_in", found.id)
            return found
        sign_in_attempts.add(tx, *keys)
        auditing.record(tx, auditing.SYSTEM, "sign_in_failed", found.id if found else None)
    raise NotSignedIn("E-mail, password or code is not right.")


def is_proven(database: Database, row: StaffRow, password: str, code: str) -> bool:
    """Whether who is signed in can prove it once more, before something grave. Failures count as at the door."""
    key = f"account:{row.email.strip().casefold()}"
    with database.transaction() as tx:
        _check_rate(tx, key)
        proofs = staff.proofs(tx, row.id)
    fits = is_password(password, proofs.password_hash)
    with database.transaction() as tx:
        if fits and _opens(tx, row, proofs.totp_secret, code):
            return True
        sign_in_attempts.add(tx, key)
        auditing.record(tx, row.id, "not_proven", row.id)
    return False


def _opens(tx: Transaction, row: StaffRow, secret: str | None, code: str) -> bool:
    current = staff.get(tx, row.id)
    if current is None or current.disabled_at is not None or secret is None:
        return False
    return use_code(tx, row.id, secret, code)


def _check_rate(tx: Transaction, account: str, address: str | None = None) -> None:
    sign_in_attempts.forget_older(tx, WITHIN)
    often = sign_in_attempts.count(tx, account, WITHIN) >= MOST_OF_ACCOUNT
    if often or (address is not None and sign_in_attempts.count(tx, address, WITHIN) >= MOST_OF_ADDRESS):
        raise TooOften("Too many attempts. Wait a quarter of an hour, then try again.")
