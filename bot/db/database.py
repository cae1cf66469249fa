"""Opens the database and runs transactions."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, insert, inspect, select
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from bot.db.keys import KeyRing
from bot.db.tables import key_check

BUSY_SECONDS = 5
"""How long a transaction waits for another one's lock before it gives up."""
LOOK_SECONDS = 0.001
"""Between two looks whether a lock of another process is free. SQLite by itself sleeps up to a tenth of a second."""
LOG_SECONDS = 0.2
"""How long emptying the log waits for those who read it; writers wait meanwhile."""


class DatabaseUnavailable(Exception):
    """The database is locked, full or gone. Nothing was stored; trying again later is right."""


class Transaction:
    """One open transaction, and the keys for what it reads and writes."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self.keys = keys

    def run(self, statement: Any, *more: Any) -> Any:
        return self._connection.execute(statement, *more)

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return str(self._connection.dialect.name)


class Database:
    """The engine with its keys. ``transaction`` and ``reading`` are the only ways in."""

    def __init__(self, url: str, keys: KeyRing) -> None:
        self.engine = make_engine(url)
        self._reading = self.engine.execution_options(reading=True)
        self._writing = threading.Lock()
        self.keys = keys

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Commit at the end, roll back on any error.

        Raises:
            DatabaseUnavailable: nothing was stored.
        """
        with self._turn(), _on(self.engine, self.keys) as tx:
            yield tx

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A transaction that only reads; it waits for nobody. Raises DatabaseUnavailable."""
        with _on(self._reading, self.keys) as tx:
            yield tx

    def _turn(self) -> AbstractContextManager[None]:
        """SQLite has one writer at a time: threads queue here, so that the next begins as soon as one has ended."""
        return nullcontext() if self.engine.dialect.name != "sqlite" else _held(self._writing)

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for any other."""
        url = self.engine.url
        return Path(url.database) if self.engine.dialect.name == "sqlite" and url.database else None

    def empty_log(self) -> bool:
        """Cut SQLite's log to nothing: until then it holds pages as they were before something was erased.

        False: somebody is reading what the log holds; try again later. It keeps writers out for LOG_SECONDS at most.
        """
        if self.file is None:
            return True
        try:
            with closing(sqlite3.connect(self.file, timeout=LOG_SECONDS, isolation_level=None)) as connection:
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return False
        return not busy

    def close(self) -> None:
        """Give the connections back; the next transaction opens a new one."""
        self.engine.dispose()

    def check_keys(self) -> None:
        """Prove that the keys open this database; the first caller leaves the proof. Raises KeyProblem."""
        with self.transaction() as tx:
            found = tx.run(select(key_check.c.body).where(key_check.c.id == "1")).scalar_one_or_none()
            if found is None:
                sealed = self.keys.seal("interlude", "key_check.body", "1")
                tx.run(insert(key_check).values(id="1", body=sealed))
            else:
                self.keys.unseal(found, "key_check.body", "1")


@contextmanager
def _held(lock: threading.Lock) -> Iterator[None]:
    if not lock.acquire(timeout=BUSY_SECONDS):
        raise DatabaseUnavailable("another thread writes")
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _on(engine: Engine, keys: KeyRing) -> Iterator[Transaction]:
    try:
        with engine.begin() as connection:
            yield Transaction(connection, keys)
    except OperationalError as error:
        raise DatabaseUnavailable(type(error.orig).__name__) from None


def make_engine(url: str) -> Engine:
    """An engine whose errors hide what was to be stored. SQLite is set to survive a power cut (F21)."""
    engine = create_engine(url, future=True, hide_parameters=True, **_options(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def holds_tables(url: str) -> bool:
    """Whether this database has been set up before."""
    engine = make_engine(url)
    try:
        return bool(inspect(engine.execution_options(reading=True)).get_table_names())
    except SQLAlchemyError as error:
        raise DatabaseUnavailable(type(error).__name__) from None
    finally:
        engine.dispose()


def _options(url: str) -> dict[str, Any]:
    """For a SQLite file SQLAlchemy would open a connection for every transaction, at several times its cost."""
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite":
        return {"pool_pre_ping": True}
    connect = {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    if parts.database in (None, "", ":memory:"):
        return connect
    return {**connect, "poolclass": QueuePool, "max_overflow": -1, "pool_use_lifo": True}


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """Per connection: WAL, every commit on disk, foreign keys, deleted bytes are overwritten; we say where to begin."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once: an upgrade from reading to writing would fail in spite of the busy time-out."""
    if connection.get_execution_options().get("reading", False):
        connection.exec_driver_sql("BEGIN")
        return
    with _without_sleeping(connection.connection) as cursor:
        ends = time.monotonic() + BUSY_SECONDS
        while not _begins_to_write(cursor) and time.monotonic() < ends:
            time.sleep(LOOK_SECONDS)
        if not cursor.connection.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _without_sleeping(connection: Any) -> Iterator[Any]:
    """A cursor whose statements fail at once when something is locked."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        yield cursor
    finally:
        cursor.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        cursor.close()


def _begins_to_write(cursor: Any) -> bool:
    """False: another one writes. Whatever else is wrong is left to be said by who asks again."""
    try:
        cursor.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return "locked" not in str(error)
    return True
