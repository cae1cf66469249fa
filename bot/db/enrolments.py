"""Single-use codes that bind a chat to a participant, and the failed attempts to use one.

A code is kept as a keyed fingerprint only: who reads the database cannot enrol with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import enrolment, enrolment_attempt


@dataclass(frozen=True)
class Enrolment:
    id: str
    participant_id: str


def add(tx: Transaction, participant_id: str, code: str, expires_at: datetime) -> str:
    """Store a new code; returns the enrolment's id. Codes of this participant that nobody has used are void."""
    enrolment_id = new_id()
    of_this = and_(enrolment.c.participant_id == participant_id, _UNUSED)
    tx.run(update(enrolment).where(of_this).values(revoked_at=now()))
    row = {"id": enrolment_id, "participant_id": participant_id, "code_hash": _hash(tx, code)}
    tx.run(insert(enrolment).values(**row, made_at=now(), expires_at=expires_at))
    return enrolment_id


def use(tx: Transaction, code: str, only_for: str | None = None) -> Enrolment | None:
    """Use the code up. None, and nothing changes, when it is unknown, used, revoked, expired or not ``only_for``."""
    usable = and_(enrolment.c.code_hash == _hash(tx, code), _UNUSED, enrolment.c.expires_at > now())
    if only_for is not None:
        usable = and_(usable, enrolment.c.participant_id == only_for)
    if not tx.run(update(enrolment).where(usable).values(used_at=now())).rowcount:
        return None
    mine = enrolment.c.code_hash == _hash(tx, code)
    return Enrolment(*tx.run(select(enrolment.c.id, enrolment.c.participant_id).where(mine)).one())


def bind(tx: Transaction, enrolment_id: str, chat_id: str) -> None:
    """Note which chat used it."""
    tx.run(update(enrolment).where(enrolment.c.id == enrolment_id).values(chat_id=chat_id))


def add_attempt(tx: Transaction, address: str) -> None:
    """A code that did not work was tried from this address."""
    tx.run(insert(enrolment_attempt).values(address_index=tx.keys.index(address), at=now()))


def attempts(tx: Transaction, address: str, within: timedelta) -> tuple[int, int]:
    """How many failed attempts there were lately: from this address, and from all. Older ones are forgotten.

    Those ahead of the clock were counted before it was set back; they are forgotten, too.
    """
    start, end = now() - within, now()
    over = (enrolment_attempt.c.at <= start) | (enrolment_attempt.c.at > end)
    tx.run(delete(enrolment_attempt).where(over))
    count = select(func.count()).select_from(enrolment_attempt)
    own = count.where(enrolment_attempt.c.address_index == tx.keys.index(address))
    return int(tx.run(own).scalar_one()), int(tx.run(count).scalar_one())


def _hash(tx: Transaction, code: str) -> bytes:
    return tx.keys.index(f"enrolment:{code}")


_UNUSED = and_(enrolment.c.used_at.is_(None), enrolment.c.revoked_at.is_(None))
