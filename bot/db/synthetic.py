"""Invented participants: whether there are only such, and taking those of one channel out again without a trace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import and_, delete, exists, false, func, or_, select

from bot.db import staff_tables  # noqa: F401  (its tables belong to ``metadata``)
from bot.db.database import Transaction
from bot.db.tables import action_result, chat, inbox, incident, incident_event, metadata, participant, tracker

_AT_ONCE = 200
"""Participants: their ids stand in the statement, several times over."""
_KEPT = {"audit", "script_version", "key_check", "heartbeat"}
"""Append-only, or nobody's."""


def count_real(tx: Transaction) -> int:
    """Participants who are not synthetic, also those who have erased their data."""
    return int(tx.run(select(func.count()).where(participant.c.synthetic.is_(False))).scalar_one())


def of_channel(tx: Transaction, channel: str) -> list[str]:
    """Ids of the synthetic participants who have a chat of this channel."""
    theirs = exists().where(and_(chat.c.participant_id == participant.c.id, chat.c.channel == channel))
    return list(tx.run(select(participant.c.id).where(participant.c.synthetic.is_(True), theirs)).scalars())


def remove(tx: Transaction, participant_ids: Sequence[str], staff_ids: Sequence[str]) -> None:
    """Delete every row of these synthetic participants and of these accounts, in whatever table it stands.

    A table is found by its keys: what refers to such a person, or to something of theirs, goes before them. The audit
    stays. Ask ``removable`` for the accounts first: rows of other participants that refer to one keep it from going.
    """
    for start in range(0, len(participant_ids), _AT_ONCE):
        some = participant_ids[start : start + _AT_ONCE]
        invented = and_(participant.c.id.in_(some), participant.c.synthetic.is_(True))
        _remove(tx, {"participant": invented, "staff": false()})
    _remove(tx, {"participant": false(), "staff": metadata.tables["staff"].c.id.in_(staff_ids)})


def removable(tx: Transaction, participant_ids: Sequence[str], staff_ids: Sequence[str]) -> list[str]:
    """Those of these accounts that no row of any other participant refers to."""
    theirs = set(participant_ids)
    return [one for one in staff_ids if not any(_others(tx, table, one, theirs) for table in metadata.sorted_tables)]


def _remove(tx: Transaction, gone: dict[str, Any]) -> None:
    _remove_loose(tx, gone)
    for table in reversed(metadata.sorted_tables):
        where = None if table.name in _KEPT else _belongs(table, gone)
        if where is not None:
            tx.run(delete(table).where(where))


def _belongs(table: Any, gone: dict[str, Any]) -> Any:
    """Which rows of this table go; None: none can."""
    if table.name in gone:
        return gone[table.name]
    ways = []
    for key in table.foreign_keys:
        target = key.column.table
        where = None if target is table else _belongs(target, gone)
        if where is not None:
            ways.append(key.parent.in_(select(key.column).where(where)))
    return or_(*ways) if ways else None


def _remove_loose(tx: Transaction, gone: dict[str, Any]) -> None:
    """Rows that name theirs without a key."""
    named: list[tuple[Any, Any, Callable[[], Any]]] = [
        (incident_event, incident_event.c.incident_id, lambda: select(incident.c.id).where(_belongs(incident, gone))),
        (action_result, action_result.c.message_id, lambda: select(inbox.c.id).where(_belongs(inbox, gone))),
        (tracker, tracker.c.sender_id, lambda: select(chat.c.id).where(_belongs(chat, gone))),
    ]
    for table, column, ids in named:
        tx.run(delete(table).where(column.in_(ids())))


def _others(tx: Transaction, table: Any, staff_id: str, but: set[str]) -> bool:
    """Whether a row about another participant names this account."""
    if "participant_id" not in table.c:
        return False
    keys = [key.parent for key in table.foreign_keys if key.column.table.name == "staff"]
    named = (tx.run(select(table.c.participant_id).where(key == staff_id).distinct()).scalars() for key in keys)
    return any(one not in but for found in named for one in found)
