"""Incidents and notices through migration, backup and restart; verdicts and heartbeats."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert

from bot.db import heartbeats, ids, inbox, incidents, notices, outbox, screenings, tables
from bot.db.database import Database, make_engine
from bot.db.ids import now
from bot.db.keys import KeyRing
from bot.db.migrate import migrate
from bot.services.incidents import promote_silent, remind
from bot.services.paging import sent, take
from tests.clock import Clock
from tests.db.people import stored_chat
from tests.services.duty import Team, desk

KEYS = KeyRing({1: b"k" * 32})
MIGRATIONS = Path(ids.__file__).parent / "migrations"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(ids, "clock", one)
    return one


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """A database as the first migration left it, with a chat and messages in it."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    to_version(url, "0001")
    database = Database(url, KEYS)
    with database.transaction() as tx:
        tx.run(insert(tables.participant), {"id": "p1", "language": "en", "synthetic": False, "created_at": now()})
        address = {
            "address": tx.keys.seal("visitor", "chat.address", "c1"),
            "address_index": tx.keys.index("web:visitor"),
        }
        chat = {"id": "c1", "participant_id": "p1", "channel": "web", "created_at": now()}
        tx.run(insert(tables.chat), {**chat, **address})
        body = tx.keys.seal(json.dumps({"text": "hello", "metadata": {}}), "inbox.body", "m1")
        row = {"id": "m1", "chat_id": "c1", "key": "1", "kind": "text", "body": body, "state": "waiting"}
        tx.run(insert(tables.inbox), {**row, "attempts": 0, "received_at": now(), "due_at": now()})
        outbox.store(tx, "c1", "cause", [{"text": "hello to you"}])
    yield database
    database.close()


def to_version(url: str, version: str, *, back: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = make_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if back else command.upgrade)(config, version)
    engine.dispose()


def test_a_database_of_the_first_version_keeps_its_data_and_takes_incidents(old: Database) -> None:
    migrate(str(old.engine.url))
    with old.transaction() as tx:
        [message] = inbox.recent(tx, inbox.waiting_chats(tx, [], 1)[0], 1)
        assert (message.text, outbox.unsent(tx)[0].body) == ("hello", {"text": "hello to you"})
        screenings.store(tx, message.id, "none", None, None, None, "1")
    assert Team(old, stored_chat(old, "new")).raised().state == "open"


def test_the_migration_can_be_taken_back(old: Database) -> None:
    url = str(old.engine.url)
    migrate(url)
    old.close()
    to_version(url, "0001", back=True)
    migrate(url)
    with old.reading() as tx:
        assert len(outbox.unsent(tx)) == 1
        assert incidents.find(tx) == []


@pytest.mark.parametrize("version", ["0002", "0003", "0004", "0005"])
def test_open_incidents_go_on_after_migrating_from_each_version(database: Database, clock: Clock, version: str) -> None:
    """One climbs with a notice that is leased, one is a check that waits, one is taken and will be reminded of."""
    team, url = Team(database, stored_chat(database)), str(database.engine.url)
    page, check, taken = team.raised(), team.checked("message:2"), team.acknowledge(team.raised("message:3"))
    take(database, "lost", 1)
    database.close()
    to_version(url, version, back=True)
    migrate(url)

    clock.move(hours=1)
    assert team.now(page) == page
    assert team.climb() == 2
    assert set(team.deliver()) == {"ana_sms", "ana_email", "ben_sms", "cleo_email"}
    assert promote_silent(database, team.desk) == 1
    assert remind(database, team.desk) == 1
    assert (team.now(check).level, team.now(taken).state) == ("page", "acknowledged")
    assert team.acknowledge(page, "ben").acknowledged_by == "ben"


def test_open_incidents_go_on_after_a_restore_from_a_backup(database: Database, tmp_path: Path, clock: Clock) -> None:
    """A copy is taken while a notice is leased and a check waits; another machine goes on from it, an hour later."""
    team = Team(database, stored_chat(database))
    page, check, taken = team.raised(), team.checked("message:2"), team.acknowledge(team.raised("message:3"))
    take(database, "lost", 1)
    copy = tmp_path / "copy.db"
    assert database.file is not None
    with closing(sqlite3.connect(database.file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    clock.move(hours=1)

    restored = Database(f"sqlite:///{copy}", database.keys)
    migrate(str(restored.engine.url))
    restored.check_keys()
    other = Team(restored, team.chat, desk())
    assert other.climb() == 2
    assert set(other.deliver()) == {"ana_sms", "ana_email", "ben_sms", "cleo_email"}
    assert other.now(page).state == "notified"
    assert promote_silent(restored, other.desk) == 1
    assert remind(restored, other.desk) == 1
    assert (other.now(check).level, other.now(taken).state) == ("page", "acknowledged")
    assert other.acknowledge(page, "ben").acknowledged_by == "ben"
    restored.close()


def test_an_incident_survives_the_process(database: Database) -> None:
    team = Team(database, stored_chat(database))
    row = team.raised()
    database.close()
    again = Database(str(database.engine.url), database.keys)
    [leased, *_] = take(again, "new", 5)
    assert sent(again, leased)
    assert Team(again, team.chat).now(row).state == "notified"
    again.close()


def test_a_verdict_is_kept_once_for_each_message(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        for key in ("1", "2"):
            inbox.store(tx, chat.id, key, "text", "hello")
        first, second = inbox.recent(tx, chat.id, 2)
        screenings.store(tx, first.id, "page", "imminent", "frames.intent", (3, 9), "abc")
        screenings.store(tx, second.id, "none", None, None, None, "abc")
    with database.reading() as tx:
        found = screenings.get(tx, first.id)
        assert found is not None
        assert (found.outcome, found.kind, found.rule, found.span) == ("page", "imminent", "frames.intent", (3, 9))
        assert screenings.get(tx, "unknown") is None
        assert screenings.counts(tx) == {"page": 1, "none": 1}


def test_notices_and_incidents_are_counted(database: Database) -> None:
    team = Team(database, stored_chat(database))
    team.raised()
    team.checked("message:2")
    with database.reading() as tx:
        assert incidents.counts(tx) == {("page", "open"): 1, ("check", "open"): 1}
        assert notices.counts(tx) == {"waiting": 2}
        assert heartbeats.all_beats(tx) == {}


def test_who_read_an_older_state_changes_nothing(database: Database) -> None:
    team = Team(database, stored_chat(database))
    row = team.raised()
    with database.transaction() as tx:
        assert incidents.change(tx, row, state="acknowledged")
        assert not incidents.change(tx, row, state="open")
        assert not incidents.move(tx, row, step=9)
    assert (team.now(row).state, team.now(row).version, team.now(row).step) == ("acknowledged", 2, 1)


def test_a_notice_that_somebody_else_leased_meanwhile_cannot_be_leased(database: Database, clock: Clock) -> None:
    Team(database, stored_chat(database)).raised()
    with database.transaction() as tx:
        [row, _] = notices.waiting(tx)
        assert notices.lease(tx, row, "one", clock.moment)
        assert not notices.lease(tx, row, "two", clock.moment)
