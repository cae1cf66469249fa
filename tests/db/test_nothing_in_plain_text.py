"""A canary phrase goes through every table and is found in no file of the database's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.db import action_results, inbox, outbox, runs, trackers
from bot.db.database import Database
from bot.services.incidents import NotAllowed, NotFound, acknowledge, follow_up, list_incidents
from tests.db.people import new_chat, stored_chat
from tests.services.duty import Team

CANARY = "purple-canary-4711"


def store_everywhere(database: Database) -> None:
    with database.transaction() as tx:
        chat = new_chat(tx, CANARY)
        inbox.store(tx, chat.id, "key", "button", CANARY, {"payload": CANARY})
        outbox.store(tx, chat.id, "cause", [{"text": CANARY, "buttons": [{"title": CANARY}]}])
        run_id = runs.add(tx, chat.participant_id, "tiny", "v1", "own")
        runs.save(tx, run_id, "open", {"step": "one", "written": [CANARY]})
        runs.set_columns(tx, runs.get(tx, run_id), {}, {"trigger": CANARY})
        runs.add_answer(tx, run_id, "one", "text", CANARY, None, "keep")
        runs.add_answer(tx, run_id, "two", "choice", "x", CANARY, "share")
        trackers.save(tx, "sender", "m1", CANARY)
        action_results.store(tx, "message", "action", {"text": CANARY})
    raise_and_resolve(database)


def raise_and_resolve(database: Database) -> None:
    """An incident by a message with the canary, resolved with it; and it is typed where it does not belong."""
    team = Team(database, stored_chat(database, "other"))
    row = team.raised(f"message:{team.wrote(CANARY)}", rule="frames.intent")
    with pytest.raises(NotAllowed):
        team.acknowledge(row, CANARY)
    with pytest.raises(NotFound):
        acknowledge(database, team.desk, CANARY, "ana")
    team.deliver()
    team.resolve(team.acknowledge(row), note=CANARY)
    follow_up(database, team.desk)


def in_files(folder: Path, phrase: str) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if phrase.encode() in path.read_bytes()]


def test_no_file_holds_what_was_written(database: Database) -> None:
    folder = Path(database.engine.url.database).parent
    with database.reading():  # an open reader keeps the log from being merged and deleted
        store_everywhere(database)
        assert {"interlude.db", "interlude.db-wal", "interlude.db-shm"} <= {path.name for path in folder.iterdir()}
        assert in_files(folder, CANARY) == []
        assert "interlude.db-wal" in in_files(folder, "tiny"), "ids of scripts are no secret, so the search works"
    database.close()
    assert in_files(folder, CANARY) == []
    assert in_files(folder, "tiny") == ["interlude.db"]


def test_what_was_written_can_be_read_with_the_key(database: Database) -> None:
    store_everywhere(database)
    with database.reading() as tx:
        message = outbox.unsent(tx)[0]
        [run] = runs.find(tx)
        assert message.body["text"] == CANARY
        assert run.tags == {"trigger": CANARY}
        assert [one.text for one in runs.answers(tx, run.id)] == [CANARY, "x"]
        assert trackers.load(tx, "sender") == CANARY
        assert action_results.find(tx, "message", "action") == {"text": CANARY}
        [waiting] = inbox.recent(tx, message.chat_id, 1)
        assert (waiting.text, waiting.metadata) == (CANARY, {"payload": CANARY})
    assert [row.note for row in list_incidents(database)] == [CANARY]
