"""Accounts: by invitation only, set up through a single-use link, disabled at once."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.db import recovery_codes, staff, staff_links, staff_sessions
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.db.staff import StaffRow
from bot.services.staff import auditing
from bot.services.staff.passwords import hash_password
from bot.services.staff.rights import Role
from bot.services.staff.second_factor import new_recovery_codes, step_of, use_code

SET_UP, NEW_PASSWORD = "set_up", "password"
"""What a link is for: password and second factor, or the password alone. A new password needs the old second factor."""
LINK_BYTES = 24
VALID = timedelta(days=3)
FIRST_EMAIL, FIRST_NAME = "administrator@localhost", "First administrator"
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,185}")


class AccountFault(ValueError):
    """It cannot be done; the message says why. Nothing changed."""


@dataclass(frozen=True)
class StaffLink:
    """``code`` opens the account to whoever has it: show it once, keep it nowhere."""

    staff_id: str
    code: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class Opened:
    """Whose link it is, and what it is for."""

    row: StaffRow
    purpose: str


def first_link(database: Database) -> StaffLink | None:
    """A link for the first administrator; None as soon as one can sign in. A new one makes the one before void."""
    with database.transaction() as tx:
        if staff.any_administrator(tx):
            return None
        known = staff.by_email(tx, FIRST_EMAIL)
        role = Role.ADMINISTRATOR.value
        staff_id = known.id if known else staff.add(tx, email=FIRST_EMAIL, name=FIRST_NAME, role=role)
        auditing.record(tx, auditing.SYSTEM, "first_link_made", staff_id)
        return _link(tx, staff_id, SET_UP)


def invite(tx: Transaction, by: str, *, email: str, name: str, role: Role, person: str | None = None) -> StaffLink:
    """An account, and the link to set it up. Raises AccountFault."""
    email, name = _checked(tx, email, name)
    staff_id = staff.add(tx, email=email, name=name, role=role.value, person=person)
    auditing.record(tx, by, "staff_invited", staff_id, role.value)
    return _link(tx, staff_id, SET_UP)


def invite_again(tx: Transaction, by: str, staff_id: str) -> StaffLink:
    """Begin anew, password and second factor: for who lost the phone and the recovery codes. See the person first.

    Raises AccountFault.
    """
    existing(tx, staff_id)
    staff.clear_totp(tx, staff_id)
    staff_sessions.end_all(tx, staff_id)
    auditing.record(tx, by, "staff_set_up_anew", staff_id)
    return _link(tx, staff_id, SET_UP)


def let_renew_password(tx: Transaction, by: str, staff_id: str) -> StaffLink:
    """A link for a new password; the second factor stays, and is asked for. Raises AccountFault."""
    if not existing(tx, staff_id).ready:
        return invite_again(tx, by, staff_id)
    auditing.record(tx, by, "staff_password_link", staff_id)
    return _link(tx, staff_id, NEW_PASSWORD)


def open_link(tx: Transaction, code: str) -> Opened | None:
    """What a link opens; it is not used up by looking."""
    found = staff_links.find(tx, code)
    row = staff.get(tx, found[0]) if found else None
    return Opened(row, found[1]) if row and found and row.disabled_at is None else None


def set_up(tx: Transaction, link: str, *, name: str, email: str, password: str, secret: str, code: str) -> list[str]:
    """Password and second factor; the link is used up. Returns the recovery codes, to be shown once.

    Args:
        name, email: of the first administrator, whom nobody invited; others keep theirs.
        secret: of the second factor, as it was shown; ``code`` proves that the app has it.

    Raises:
        AccountFault, WeakPassword: roll the transaction back; the link can be tried again.
    """
    opened = _opened(tx, link, SET_UP)
    if step_of(secret, code) is None:
        raise AccountFault("This code is not right. Look at the app once more; a code counts for half a minute.")
    row = opened.row
    if row.email == FIRST_EMAIL:
        staff.rename(tx, row.id, *_checked(tx, email, name))
    hashed = hash_password(password, name, email)
    _use(tx, link)
    staff.set_password(tx, row.id, hashed)
    staff.set_totp(tx, row.id, secret)
    staff_sessions.end_all(tx, row.id)
    auditing.record(tx, row.id, "account_set_up", row.id)
    return new_recovery_codes(tx, row.id)


def renew_password(tx: Transaction, link: str, *, password: str, code: str) -> None:
    """A new password by link and second factor. Ends every session. Raises AccountFault, WeakPassword."""
    row = _opened(tx, link, NEW_PASSWORD).row
    hashed = hash_password(password, row.name, row.email)
    proofs = staff.proofs(tx, row.id)
    if proofs.totp_secret is None or not use_code(tx, row.id, proofs.totp_secret, code):
        raise AccountFault("This code is not right, or was used before. Wait for the next one.")
    _use(tx, link)
    _store_password(tx, row.id, hashed)


def change_password(tx: Transaction, row: StaffRow, password: str, keep: str | None = None) -> None:
    """By somebody who has just proven who they are. ``keep``: the session that goes on. Raises WeakPassword."""
    _store_password(tx, row.id, hash_password(password, row.name, row.email), keep)


def change(tx: Transaction, by: str, staff_id: str, *, role: Role, person: str | None) -> None:
    """Another role counts from the next request on. Raises AccountFault."""
    row = existing(tx, staff_id)
    if row.id == by and role is not Role.ADMINISTRATOR:
        raise AccountFault("You cannot take your own rights away; another administrator can.")
    staff.set_role(tx, staff_id, role.value, person)
    auditing.record(tx, by, "staff_changed", staff_id, f"{role.value} {person or ''}".strip())


def disable(tx: Transaction, by: str, staff_id: str) -> None:
    """From now on nobody gets in by it: sessions end, links are void. Raises AccountFault."""
    if existing(tx, staff_id).id == by:
        raise AccountFault("You cannot disable yourself; another administrator can.")
    staff.disable(tx, staff_id)
    staff_sessions.end_all(tx, staff_id)
    staff_links.revoke(tx, staff_id)
    auditing.record(tx, by, "staff_disabled", staff_id)


def enable(tx: Transaction, by: str, staff_id: str) -> None:
    existing(tx, staff_id)
    staff.enable(tx, staff_id)
    auditing.record(tx, by, "staff_enabled", staff_id)


def existing(tx: Transaction, staff_id: str) -> StaffRow:
    """Raises AccountFault."""
    row = staff.get(tx, staff_id)
    if row is None:
        raise AccountFault("There is no such account.")
    return row


def of_email(tx: Transaction, email: str) -> StaffRow:
    """Raises AccountFault."""
    row = staff.by_email(tx, email)
    if row is None:
        raise AccountFault("There is no account with this e-mail address.")
    return row


def enabled(tx: Transaction, staff_id: str) -> StaffRow | None:
    """This account, as long as nobody has disabled it."""
    row = staff.get(tx, staff_id)
    return row if row and row.disabled_at is None else None


def everybody(tx: Transaction) -> list[StaffRow]:
    """All accounts, disabled ones too, oldest first."""
    return staff.find(tx)


def names(tx: Transaction) -> dict[str, str]:
    """Id to name, also of who is disabled: for what they did before."""
    return staff.names(tx)


def recovery_codes_left(tx: Transaction, staff_id: str) -> int:
    return recovery_codes.left(tx, staff_id)


def _link(tx: Transaction, staff_id: str, purpose: str) -> StaffLink:
    code, expires_at = secrets.token_urlsafe(LINK_BYTES), now() + VALID
    staff_links.add(tx, staff_id, purpose, code, expires_at)
    return StaffLink(staff_id, code, expires_at)


def _checked(tx: Transaction, email: str, name: str) -> tuple[str, str]:
    email, name = email.strip(), name.strip()
    if not _EMAIL.fullmatch(email) or email == FIRST_EMAIL:
        raise AccountFault("Write an e-mail address such as lee@example.org.")
    if not name or len(name) > 80:
        raise AccountFault("Write a name of up to 80 characters.")
    if staff.by_email(tx, email):
        raise AccountFault("There is an account with this e-mail address.")
    return email, name


def _opened(tx: Transaction, link: str, purpose: str) -> Opened:
    opened = open_link(tx, link)
    if opened is None or opened.purpose != purpose:
        raise AccountFault("This link has been used or is too old. Ask for a new one.")
    return opened


def _use(tx: Transaction, link: str) -> None:
    if not staff_links.use(tx, link):
        raise AccountFault("This link has been used or is too old. Ask for a new one.")


def _store_password(tx: Transaction, staff_id: str, hashed: str, keep: str | None = None) -> None:
    staff.set_password(tx, staff_id, hashed)
    staff_sessions.end_all(tx, staff_id, but=keep)
    auditing.record(tx, staff_id, "password_changed", staff_id)
