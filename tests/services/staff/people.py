"""Synthetic staff for tests."""

from __future__ import annotations

from dataclasses import dataclass

from argon2 import PasswordHasher

from bot.db import staff
from bot.db.database import Database
from bot.db.staff import StaffRow
from bot.services.staff.rights import Role, Staff
from bot.services.staff.second_factor import code_of, new_secret

PASSWORD = "lamp battery orchard seven"
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Cheaply, or each sign-in would take a fifth of a second; the app's own hashes are tested in test_passwords.py."""


@dataclass(frozen=True)
class Account:
    row: StaffRow
    secret: str

    @property
    def staff(self) -> Staff:
        return Staff.of(self.row)

    @property
    def code(self) -> str:
        return code_of(self.secret)


def account(
    database: Database, role: Role = Role.THERAPIST, email: str = "", person: str | None = None, name: str = ""
) -> Account:
    """An account that is set up."""
    email = email or f"{role.value}@example.org"
    secret = new_secret()
    with database.transaction() as tx:
        staff_id = staff.add(tx, email=email, name=name or f"Synthetic {role.value}", role=role.value, person=person)
        staff.set_password(tx, staff_id, HASHED)
        staff.set_totp(tx, staff_id, secret)
        row = staff.get(tx, staff_id)
    assert row is not None
    return Account(row, secret)
