from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.db import chats
from bot.db import database as module
from bot.db.database import Database, DatabaseUnavailable, Transaction, holds_tables
from bot.db.keys import KeyProblem, KeyRing

CANARY = "purple canary phrase"


def file_of(database: Database) -> Path:
    return Path(database.engine.url.database)


def pragmas(tx: Transaction) -> dict[str, object]:
    names = ("synchronous", "journal_mode", "foreign_keys")
    return {name: tx.run(text(f"PRAGMA {name}")).scalar_one() for name in names}


def participants(database: Database) -> int:
    with database.reading() as tx:
        return int(tx.run(text("SELECT count(*) FROM participant")).scalar_one())


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Another process holds the write lock."""
    with closing(sqlite3.connect(file_of(database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, database: Database) -> Iterator[Database]:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    second = Database(str(database.engine.url), database.keys)
    yield second
    second.close()


DURABLE = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}


def test_every_commit_is_on_disk_on_every_connection(database: Database) -> None:
    with database.reading() as one, database.reading() as two, database.transaction() as three:
        assert [pragmas(tx) for tx in (one, two, three)] == [DURABLE] * 3


def test_a_pooled_connection_stays_durable(database: Database) -> None:
    database.close()
    opened: list[object] = []
    event.listen(database.engine, "connect", lambda connection, _: opened.append(connection))
    for _ in range(3):
        with database.transaction() as tx:
            assert pragmas(tx) == DURABLE
        with database.reading() as tx:
            assert pragmas(tx) == DURABLE
    assert len(opened) == 1


def test_a_connection_used_by_many_threads_stays_durable(database: Database) -> None:
    def look(_: int) -> dict[str, object]:
        with database.reading() as tx:
            return pragmas(tx)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(look, range(40))) == [DURABLE] * 40


def test_many_writers_wait_for_each_other(database: Database) -> None:
    def write(_: int) -> None:
        with database.transaction() as tx:
            chats.add_participant(tx)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert participants(database) == 40


def test_a_writer_takes_the_lock_at_once_and_a_reader_does_not(database: Database, impatient: Database) -> None:
    with database.reading(), impatient.transaction():
        pass
    with database.transaction(), pytest.raises(DatabaseUnavailable), impatient.transaction():
        pass


def test_a_writer_gets_its_turn_when_another_process_lets_go(database: Database) -> None:
    with ThreadPoolExecutor(1) as pool:
        with locked(database):
            waiting = pool.submit(lambda: add_participant(database))
            time.sleep(0.2)
            assert not waiting.done()
        waiting.result()
    assert participants(database) == 1


def test_a_thread_that_waits_too_long_for_another_is_told_so(impatient: Database) -> None:
    with impatient.transaction(), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: add_participant(impatient))
        with pytest.raises(DatabaseUnavailable):
            waiting.result()
    add_participant(impatient)
    assert participants(impatient) == 1


def test_a_turn_is_given_back_after_an_error(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction():
        raise ZeroDivisionError
    add_participant(database)
    assert participants(database) == 1


def add_participant(database: Database) -> None:
    with database.transaction() as tx:
        chats.add_participant(tx)


def test_a_locked_database_is_unavailable_and_stores_nothing(database: Database, impatient: Database) -> None:
    with locked(database), pytest.raises(DatabaseUnavailable), impatient.transaction() as tx:
        chats.add_participant(tx)
    assert participants(database) == 0


def test_reading_waits_for_no_writer(database: Database, impatient: Database) -> None:
    with locked(database), impatient.reading() as tx:
        assert tx.run(text("SELECT count(*) FROM participant")).scalar_one() == 0


def test_once_the_lock_is_gone_the_same_database_stores_again(database: Database, impatient: Database) -> None:
    with locked(database), pytest.raises(DatabaseUnavailable), impatient.transaction():
        pass
    with impatient.transaction() as tx:
        chats.add_participant(tx)
    assert participants(database) == 1


def test_a_missing_folder_is_unavailable(tmp_path: Path) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'gone' / 'interlude.db'}", KeyRing({1: b"k" * 32}))
    with pytest.raises(DatabaseUnavailable), gone.transaction():
        pass
    with pytest.raises(DatabaseUnavailable):
        holds_tables(f"sqlite:///{tmp_path / 'gone' / 'interlude.db'}")


def test_an_error_rolls_everything_back(database: Database) -> None:
    def add_and_fail() -> None:
        with database.transaction() as tx:
            chats.add_participant(tx)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    assert participants(database) == 0


def test_an_error_does_not_quote_what_was_to_be_stored(database: Database) -> None:
    statement = text("INSERT INTO participant (id, language, synthetic, created_at) VALUES (:id, :id, 0, NULL)")
    with pytest.raises(IntegrityError) as failed, database.transaction() as tx:
        tx.run(statement, {"id": CANARY})
    assert CANARY not in str(failed.value)
    assert CANARY not in repr(failed.value)


def test_unavailability_says_no_more_than_its_kind(database: Database, impatient: Database) -> None:
    with locked(database), pytest.raises(DatabaseUnavailable) as failed, impatient.transaction():
        pass
    assert str(failed.value) == "OperationalError"
    assert failed.value.__suppress_context__


def test_a_row_cannot_point_nowhere(database: Database) -> None:
    with pytest.raises(SQLAlchemyError), database.transaction() as tx:
        chats.add(tx, "nobody", "web", "1")


def test_it_knows_whether_a_database_was_set_up(database: Database, tmp_path: Path) -> None:
    assert holds_tables(str(database.engine.url))
    assert not holds_tables(f"sqlite:///{tmp_path / 'new.db'}")


def test_the_first_keys_are_the_keys(database: Database) -> None:
    database.check_keys()
    other = Database(str(database.engine.url), KeyRing({1: b"x" * 32}))
    with pytest.raises(KeyProblem):
        other.check_keys()
    other.close()
    database.check_keys()
