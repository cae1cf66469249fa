"""F20: a backup taken in full swing is restored, and tables are migrated, with incidents open. All go on."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import insert

from bot.db import migrate, tables
from bot.db.chats import add_participant
from bot.db.database import Database, Transaction, make_engine
from bot.db.ids import new_id, now
from bot.services.incidents import acknowledge, resolve
from bot.services.setup import open_database, prepare
from tests.clients.receivers import until
from tests.faults.conftest import Count, Enter
from tests.faults.content import CRISIS, UNCLEAR
from tests.faults.rig import CLI, GATEWAY, WORKER, Rig, rigged
from tests.faults.visitor import Sent
from tests.worker.crew import SECOND, escalation

DATABASE = "interlude.db"
NOTE = "called, safe"
WAITING = "waiting-since-before"


def file() -> dict[str, object]:
    """Seconds instead of minutes and hours everywhere."""
    made = escalation([["ana"], ["ben"]], seconds_between=3, repeat_seconds=5)
    made["ladders"]["crisis"]["remind_minutes"] = 3 * SECOND
    made["check"]["answer_minutes"] = 3 * SECOND
    return made


def back_up(rig: Rig, target: Path) -> None:
    """While everything runs."""
    with sqlite3.connect(rig.place.state / DATABASE) as source, sqlite3.connect(target) as copy:
        source.backup(copy)


def restore(rig: Rig, source: Path) -> None:
    for path in rig.place.state.glob(f"{DATABASE}*"):
        path.unlink()
    (rig.place.state / DATABASE).write_bytes(source.read_bytes())


def test_a_backup_with_open_incidents_is_restored(folder: Path, count: Count, enter: Enter) -> None:
    """One that climbs, one that is taken and reminded of, one whose question waits, one that is resolved."""
    times = count(1, 10)
    with rigged(folder, [["ana"], ["ben"]], file=file()) as rig:
        for number in range(times):
            before, backup = len(rig.sent), folder / f"backup-{number}"
            with rig.running(GATEWAY, WORKER):
                fill(rig, backup)
            restore(rig, backup)
            assert rig.start(CLI, arguments="migrate", up=False).process.wait(60) == 0
            with rig.running(GATEWAY, WORKER):
                check_all_go_on(rig, rig.sent[before:])
        ledger = rig.ledger("F20 restored", times)
    enter(ledger)


def fill(rig: Rig, backup: Path) -> None:
    """Incidents in every state; then the copy."""
    climbing, taken, done = (rig.visitor().send(CRISIS, crisis=True) for _ in range(3))
    until(lambda: all(rig.page_of(sent) for sent in (climbing, taken, done)))
    with rig.place.database() as database:
        for sent in (taken, done):
            acknowledge(database, rig.place.desk, str(rig.incident_of(sent)), "ana")
        resolve(database, rig.place.desk, str(rig.incident_of(done)), "ana", NOTE)
    rig.visitor().send(UNCLEAR, crisis=True)
    back_up(rig, backup)


def check_all_go_on(rig: Rig, sent: list[Sent]) -> None:
    """Then all are taken and resolved."""
    climbing, taken, done, asked = sent
    told = len(rig.http.received)
    until(lambda: told_of(rig, climbing, told, "alert"), 20)
    until(lambda: told_of(rig, taken, told, "reminder"), 20)
    until(lambda: told_of(rig, asked, told, "alert"), 20)
    until(lambda: rig.reply_of(asked), 20)
    assert not told_of(rig, done, told, "")
    with rig.place.database() as database:
        for one in (climbing, asked):
            acknowledge(database, rig.place.desk, str(rig.incident_of(one)), "ben")
        for one in (climbing, asked, taken):
            resolve(database, rig.place.desk, str(rig.incident_of(one)), "ben", NOTE)
    rig.until_settled()


def told_of(rig: Rig, sent: Sent, since: int, words: str) -> bool:
    incident = str(rig.incident_of(sent))
    return any(incident in one.text and words in one.text for one in list(rig.http.received)[since:])


def test_tables_of_the_version_before_are_migrated_with_messages_waiting(folder: Path, enter: Enter) -> None:
    """What waits in the inbox of the version before is handled; incidents are possible at once."""
    with rigged(folder) as rig:
        restore_first_version(rig)
        with open_database(rig.place.settings).transaction() as tx:
            store_as_before(tx, WAITING)
        prepare(rig.place.settings)
        with rig.running(GATEWAY, WORKER):
            until(lambda: rig.rows("SELECT state FROM inbox") == [("handled",)], 20)
            sent = rig.visitor().send(CRISIS, crisis=True)
            rig.until_heard(sent)
            prepare(rig.place.settings)
            rig.until_settled()
            rig.sent.append(Sent(WAITING, "hello", False))
            enter(rig.ledger("F20 migrated", 1))


def store_as_before(tx: Transaction, key: str) -> None:
    """A person, a chat and a message, with the columns that there were; what reads them now asks for more."""
    person, chat, message = add_participant(tx), new_id(), new_id()
    address = tx.keys.seal("visitor", "chat.address", chat)
    place = {"channel": "web", "address": address, "address_index": tx.keys.index("web:visitor")}
    tx.run(insert(tables.chat), {"id": chat, "participant_id": person, **place, "created_at": now()})
    body = tx.keys.seal(json.dumps({"text": "hello", "metadata": {}}), "inbox.body", message)
    row = {"id": message, "chat_id": chat, "key": key, "kind": "text", "body": body, "state": "waiting"}
    tx.run(insert(tables.inbox), {**row, "attempts": 0, "received_at": now(), "due_at": now()})


def restore_first_version(rig: Rig) -> None:
    settings = rig.place.settings
    for path in rig.place.state.glob(f"{DATABASE}*"):
        path.unlink()
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    engine = make_engine(settings.database_url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    database: Database = open_database(settings)
    database.check_keys()
    database.close()
