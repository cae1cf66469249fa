"""Many rows at once, with ids and times of the caller's: what ``interlude demo-data`` makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import LargeBinary, insert

from bot.db.database import Transaction
from bot.db.keys import KeyRing
from bot.db.tables import metadata

Row = dict[str, Any]


def add(tx: Transaction, table: str, rows: Sequence[Row]) -> None:
    """Store rows of one table, all with the same columns; a row with something to seal needs its ``id``.

    Text in a sealed column is sealed here, bytes stay as they are.
    """
    if not rows:
        return
    target = metadata.tables[table]
    to_seal = [column.name for column in target.c if isinstance(column.type, LargeBinary) and column.name in rows[0]]
    tx.run(insert(target), [_sealed(tx.keys, table, row, to_seal) for row in rows] if to_seal else rows)


def address_index(tx: Transaction, channel: str, address: str) -> bytes:
    """What ``chats.find`` looks a chat up by."""
    return tx.keys.index(f"{channel}:{address}")


def _sealed(keys: KeyRing, table: str, row: Mapping[str, Any], to_seal: Sequence[str]) -> Row:
    texts = {name: row[name] for name in to_seal if isinstance(row[name], str)}
    return {**row, **{name: keys.seal(text, f"{table}.{name}", row["id"]) for name, text in texts.items()}}
