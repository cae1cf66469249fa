from __future__ import annotations

import pytest

from bot.db.database import Database
from bot.services.staff import auditing


def written(database: Database, count: int = 5) -> None:
    with database.transaction() as tx:
        for number in range(count):
            auditing.record(tx, "somebody", "looked", f"participant{number}", f"page {number}")


def tamper(database: Database, statement: str) -> None:
    """As who holds the file, but not the key."""
    with database.engine.begin() as connection:
        for what in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER audit_no_{what}")
        connection.exec_driver_sql(statement)


def test_an_empty_and_an_untouched_chain_hold(database: Database) -> None:
    assert auditing.verify(database).holds
    written(database)
    proof = auditing.verify(database)
    assert (proof.holds, proof.rows) == (True, 5)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET actor = 'nobody' WHERE seq = 3", 3),
        ("UPDATE audit SET subject = NULL WHERE seq = 1", 1),
        ("UPDATE audit SET detail = 'page 9' WHERE seq = 5", 5),
        ("UPDATE audit SET at = '2020-01-01 00:00:00' WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 2", 2),
        ("UPDATE audit SET hash = x'00' WHERE seq = 4", 4),
        ("INSERT INTO audit (seq, at, actor, action, hash) VALUES (6, '2026-01-01 00:00:00', 'a', 'b', x'00')", 6),
    ],
)
def test_a_change_from_outside_is_found(database: Database, statement: str, broken: int) -> None:
    written(database)
    tamper(database, statement)
    assert auditing.verify(database).broken == broken


def test_a_cut_at_the_end_shows_beside_a_head_that_was_noted(database: Database) -> None:
    written(database)
    noted = auditing.verify(database).head
    written(database, 1)
    assert auditing.verify(database, noted).holds
    tamper(database, "DELETE FROM audit WHERE seq >= 5")
    assert not auditing.verify(database, noted).holds


def test_rows_come_newest_first_and_by_subject(database: Database) -> None:
    written(database)
    with database.reading() as tx:
        assert [row.seq for row in auditing.rows(tx, limit=2)] == [5, 4]
        assert [row.seq for row in auditing.rows(tx, before=4, limit=2)] == [3, 2]
        assert [row.detail for row in auditing.rows(tx, "participant2")] == ["page 2"]


def test_a_detail_that_is_too_long_is_cut_and_still_vouched_for(database: Database) -> None:
    with database.transaction() as tx:
        auditing.record(tx, "somebody", "looked", None, "x" * 500)
    assert auditing.verify(database).holds
