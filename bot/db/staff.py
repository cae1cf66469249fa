"""Accounts of staff: who may sign in, in which role, and by what it is proven."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy import insert as insert_into

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.staff_tables import staff


@dataclass(frozen=True)
class StaffRow:
    """``person``: who this is in the escalation file, if anybody. ``ready``: password and second factor are set up.

    ``visited_at``: the beginning of the present visit of Today; ``visit_before_at``: of the one before.
    """

    id: str
    email: str
    name: str
    role: str
    person: str | None
    ready: bool
    created_at: datetime
    disabled_at: datetime | None
    visited_at: datetime | None
    visit_before_at: datetime | None


@dataclass(frozen=True)
class Proofs:
    """What a sign-in is held against. ``totp_step``: the newest time step whose code was used."""

    password_hash: str | None
    totp_secret: str | None
    totp_step: int | None


def add(tx: Transaction, *, email: str, name: str, role: str, person: str | None = None) -> str:
    """Make an account that nobody can sign in to yet; returns its id."""
    staff_id = new_id()
    row = {"id": staff_id, "role": role, "person": person, "created_at": now()}
    sealed = {"email": tx.keys.seal(email, "staff.email", staff_id), "name": tx.keys.seal(name, "staff.name", staff_id)}
    tx.run(insert_into(staff).values(**row, **sealed, email_index=_index(tx, email)))
    return staff_id


def get(tx: Transaction, staff_id: str) -> StaffRow | None:
    return _one(tx, staff.c.id == staff_id)


def by_email(tx: Transaction, email: str) -> StaffRow | None:
    """Whatever its capitals."""
    return _one(tx, staff.c.email_index == _index(tx, email))


def find(tx: Transaction) -> list[StaffRow]:
    """Everybody, also who has been disabled, oldest first."""
    return [_read(tx, row) for row in tx.run(select(staff).order_by(staff.c.created_at, staff.c.id))]


def names(tx: Transaction) -> dict[str, str]:
    """Id to name, also of who has been disabled."""
    rows = tx.run(select(staff.c.id, staff.c.name))
    return {row.id: tx.keys.unseal(row.name, "staff.name", row.id) for row in rows}


def any_administrator(tx: Transaction) -> bool:
    """Whether an administrator is enabled and can sign in."""
    able = (staff.c.role == "administrator") & staff.c.disabled_at.is_(None)
    usable = able & staff.c.password_hash.is_not(None) & staff.c.totp_secret.is_not(None)
    return bool(tx.run(select(func.count()).select_from(staff).where(usable)).scalar_one())


def proofs(tx: Transaction, staff_id: str) -> Proofs:
    """Raises when there is no such account."""
    columns = (staff.c.password_hash, staff.c.totp_secret, staff.c.totp_step)
    row = tx.run(select(*columns).where(staff.c.id == staff_id)).one()
    secret = None if row.totp_secret is None else tx.keys.unseal(row.totp_secret, "staff.totp_secret", staff_id)
    return Proofs(row.password_hash, secret, row.totp_step)


def set_password(tx: Transaction, staff_id: str, password_hash: str) -> None:
    _change(tx, staff_id, password_hash=password_hash)


def set_totp(tx: Transaction, staff_id: str, secret: str) -> None:
    """A new second factor; codes of the one before are worth nothing."""
    sealed = tx.keys.seal(secret, "staff.totp_secret", staff_id)
    _change(tx, staff_id, totp_secret=sealed, totp_step=None)


def use_totp_step(tx: Transaction, staff_id: str, step: int) -> bool:
    """A code of this time step is used up. False: it, or a later one, was used before."""
    fresh = or_(staff.c.totp_step.is_(None), staff.c.totp_step < step)
    return bool(tx.run(update(staff).where(staff.c.id == staff_id, fresh).values(totp_step=step)).rowcount)


def clear_totp(tx: Transaction, staff_id: str) -> None:
    """The second factor is lost: until another is set up, nobody signs in to this account."""
    _change(tx, staff_id, totp_secret=None, totp_step=None)


def rename(tx: Transaction, staff_id: str, email: str, name: str) -> None:
    sealed = {"email": tx.keys.seal(email, "staff.email", staff_id), "name": tx.keys.seal(name, "staff.name", staff_id)}
    _change(tx, staff_id, **sealed, email_index=_index(tx, email))


def set_role(tx: Transaction, staff_id: str, role: str, person: str | None) -> None:
    _change(tx, staff_id, role=role, person=person)


def disable(tx: Transaction, staff_id: str) -> None:
    _change(tx, staff_id, disabled_at=now())


def enable(tx: Transaction, staff_id: str) -> None:
    _change(tx, staff_id, disabled_at=None)


def begin_visit(tx: Transaction, row: StaffRow) -> None:
    """What came since the visit before is new for this one."""
    _change(tx, row.id, visited_at=now(), visit_before_at=row.visited_at)


def remove(tx: Transaction, staff_id: str) -> None:
    """Delete an account that nothing refers to."""
    tx.run(staff.delete().where(staff.c.id == staff_id))


def _change(tx: Transaction, staff_id: str, **values: Any) -> None:
    tx.run(update(staff).where(staff.c.id == staff_id).values(**values))


def _index(tx: Transaction, email: str) -> bytes:
    return tx.keys.index(f"staff:{email.strip().casefold()}")


def _one(tx: Transaction, where: Any) -> StaffRow | None:
    row = tx.run(select(staff).where(where)).one_or_none()
    return _read(tx, row) if row else None


def _read(tx: Transaction, row: Any) -> StaffRow:
    return StaffRow(
        id=row.id,
        email=tx.keys.unseal(row.email, "staff.email", row.id),
        name=tx.keys.unseal(row.name, "staff.name", row.id),
        role=row.role,
        person=row.person,
        ready=row.password_hash is not None and row.totp_secret is not None,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        visited_at=row.visited_at,
        visit_before_at=row.visit_before_at,
    )
