"""Which scripts are for whom: those that a participant's cautions speak against are neither offered nor begun."""

from __future__ import annotations

from bot.db import participants
from bot.db.database import Transaction
from bot.scripts.library import Library
from bot.scripts.schema import Script

MOST = 3


def fitting(tx: Transaction, participant_id: str, library: Library) -> Library:
    """The library without what is not for this participant."""
    return library.without(participants.cautions_of(tx, participant_id))


def is_for(tx: Transaction, participant_id: str, script: Script) -> bool:
    return not script.cautions or script.suits(participants.cautions_of(tx, participant_id))


def instead_of(script: Script, library: Library) -> list[Script]:
    """Up to MOST exercises of a library: first what helps with most of the same, among those what is of its group."""

    def likeness(other: Script) -> tuple[int, bool]:
        return len(set(other.helps_with) & set(script.helps_with)), other.family is script.family

    others = [one for one in library.scripts.values() if one.kind == "exercise" and one.id != script.id]
    return sorted(others, key=likeness, reverse=True)[:MOST]
