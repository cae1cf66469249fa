"""Taking the demo out again: nothing stays of it, and nothing of anybody else goes."""

from __future__ import annotations

import pytest

from bot.db import caseloads, staff, synthetic
from bot.db.database import Database
from bot.db.staff_tables import metadata
from bot.scripts.library import Library
from bot.services import demo
from bot.services.demo import Content, Wanted
from bot.services.staff import auditing
from tests.clock import MONDAY_NOON, Clock
from tests.db.people import stored_chat
from tests.services.demo.conftest import WANTED
from tests.services.life import Life, filled, rows

KEPT = {"audit", "script_version", "key_check"}
FEW = Wanted(now=MONDAY_NOON, participants=8, weeks=1)
"""One of them has an open page."""


def test_nothing_stays_but_the_audit(database: Database, content: Content) -> None:
    demo.make(database, content, WANTED)
    assert demo.remove(database) == 16
    assert set(filled(database)) == KEPT
    proof = auditing.verify(database)
    assert proof.holds
    assert [row["action"] for row in rows(database, "audit")][-1] == "demo_removed"


def test_more_go_than_one_statement_takes(
    database: Database, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthetic, "_AT_ONCE", 3)
    demo.make(database, content, FEW)
    assert demo.remove(database) == 8
    assert set(filled(database)) == KEPT


def test_everybody_else_keeps_everything(database: Database, library: Library, content: Content, clock: Clock) -> None:
    """``Life`` has rows in every table."""
    life = Life(database, library)
    visitor = stored_chat(database, "visitor")
    tables = sorted(set(metadata.tables) - {"audit", "script_version"})
    before = {table: rows(database, table) for table in tables}
    demo.make(database, content, FEW, beside=True)
    demo.remove(database)
    assert {table: rows(database, table) for table in tables} == before
    assert {life.id, visitor.participant_id} <= {row["id"] for row in rows(database, "participant")}


def test_an_account_that_others_depend_on_is_disabled_instead(database: Database, content: Content) -> None:
    made = demo.make(database, content, FEW)
    other = stored_chat(database).participant_id
    with database.transaction() as tx:
        caseloads.add(tx, other, made.staff["lee"])
    demo.remove(database)
    with database.reading() as tx:
        [left] = staff.find(tx)
        assert [row.participant_id for row in caseloads.of_staff(tx, left.id)] == [other]
    assert left.id == made.staff["lee"]
    assert left.disabled_at is not None


def test_it_can_be_made_again_afterwards(database: Database, content: Content) -> None:
    first = demo.make(database, content, FEW)
    demo.remove(database)
    assert demo.make(database, content, FEW).people == first.people


def test_where_there_is_none_nothing_happens(database: Database) -> None:
    before = filled(database)
    assert demo.remove(database) == 0
    assert filled(database) == before
