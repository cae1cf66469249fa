"""Attempts to sign in that failed: counted here, so that neither a restart nor a second process forgets any."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, insert, select

from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.staff_tables import sign_in_attempt


def add(tx: Transaction, *who: str) -> None:
    """One failed attempt, counted for each of these: an account's name, an address."""
    moment = now()
    tx.run(insert(sign_in_attempt), [{"who_index": tx.keys.index(f"sign in:{one}"), "at": moment} for one in who])


def count(tx: Transaction, who: str, within: timedelta) -> int:
    """How many there were lately. Those ahead of the clock were counted before it was set back: they are over."""
    theirs = sign_in_attempt.c.who_index == tx.keys.index(f"sign in:{who}")
    lately = (sign_in_attempt.c.at > now() - within) & (sign_in_attempt.c.at <= now())
    return int(tx.run(select(func.count()).select_from(sign_in_attempt).where(theirs, lately)).scalar_one())


def forget(tx: Transaction, who: str) -> None:
    """Signed in: earlier failures are forgiven."""
    tx.run(delete(sign_in_attempt).where(sign_in_attempt.c.who_index == tx.keys.index(f"sign in:{who}")))


def forget_older(tx: Transaction, than: timedelta) -> None:
    over = (sign_in_attempt.c.at <= now() - than) | (sign_in_attempt.c.at > now())
    tx.run(delete(sign_in_attempt).where(over))
