"""The worker reminds, as a process; and what is wrong with reminders stands in the way of nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.db import assignments, outbox, participants, reminders, rhythms
from bot.db.database import Database
from bot.db.ids import now
from bot.services.paging import beats
from bot.settings import ROOT
from bot.worker.__main__ import BEAT_SECONDS
from tests.clients.receivers import until
from tests.db.people import stored_chat
from tests.worker.crew import Place, Running, escalation

REMINDERS = ROOT / "data" / "stories" / "reminders.yml"
LONG_AGO = datetime(2020, 1, 1, tzinfo=timezone.utc)
BEAT = timedelta(seconds=BEAT_SECONDS)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path).set_up(escalation([["ana"]]), {})
    (place.data / "stories").mkdir()
    shutil.copy(REMINDERS, place.data / "stories")
    return place


@pytest.fixture
def database(place: Place) -> Iterator[Database]:
    with place.database() as database:
        yield database


def has_practice_due(database: Database) -> str:
    """Somebody whose practice fell due while no worker ran; returns their chat's id."""
    chat = stored_chat(database)
    with database.transaction() as tx:
        rhythms.set_quiet_hours(tx, chat.participant_id, "00:00", "00:00")
        rhythms.set_time_zone(tx, chat.participant_id, "UTC")
        row_id = assignments.add(tx, chat.participant_id, "long_exhale", DAYS, f"{now():%H:%M}")
        tx.run(assignments.assignment.update().where(assignments.assignment.c.id == row_id).values(made_at=LONG_AGO))
    return chat.id


def waiting(database: Database, chat_id: str) -> list[str]:
    with database.reading() as tx:
        return [one.body["text"] for one in outbox.unsent(tx, chat_id)]


def until_up(worker: Running) -> datetime:
    worker.until_up()
    return now()


def test_the_worker_says_what_fell_due_while_it_was_down_and_once_only(place: Place, database: Database) -> None:
    chat_id = has_practice_due(database)

    def said() -> int:
        with database.reading() as tx:
            return len(outbox.unsent(tx, chat_id))

    for _ in range(2):
        with place.running("bot.worker") as worker:
            up = until_up(worker)
            until(lambda: said() == 1)
            until(lambda up=up: beats(database).get("worker", LONG_AGO) > up + 2 * BEAT)  # type: ignore[misc]
            worker.kill()
    assert said() == 1
    with database.reading() as tx:
        assert [row.state for row in reminders.find(tx) if row.state == "sent"] == ["sent"]


def test_the_worker_says_that_aftercare_is_over_and_once_only(place: Place, database: Database) -> None:
    shutil.copytree(ROOT / "data" / "chat", place.data / "chat")
    chat = stored_chat(database)
    with database.transaction() as tx:
        rhythms.set_quiet_hours(tx, chat.participant_id, "00:00", "00:00")
        participants.set_phase(tx, chat.participant_id, "alumni")
        participants.set_discharge(tx, chat.participant_id, LONG_AGO, LONG_AGO + timedelta(days=30))

    def said() -> list[str]:
        return waiting(database, chat.id)

    for _ in range(2):
        with place.running("bot.worker") as worker:
            up = until_up(worker)
            until(lambda: bool(said()))
            until(lambda up=up: beats(database).get("worker", LONG_AGO) > up + BEAT)  # type: ignore[misc]
            worker.kill()
    assert "nobody at your program looks at what you log here" in said()[0]
    assert len(said()) == 3


def test_words_of_care_that_cannot_be_read_keep_no_reminder_and_no_page_back(place: Place, database: Database) -> None:
    chat_id, incident = has_practice_due(database), place.page(database)
    with place.running("bot.worker") as worker:
        worker.until_up()
        assert worker.events("no_words_of_care")
        until(lambda: incident.id in {event.get("incident") for event in worker.events("notice_failed")})
        until(lambda: len(waiting(database, chat_id)) == 1)


def test_a_broken_file_of_reminders_does_not_keep_the_worker_from_paging(place: Place, database: Database) -> None:
    (place.data / "stories" / REMINDERS.name).write_text("practice: nothing")
    incident = place.page(database)
    with place.running("bot.worker") as worker:
        worker.until_up()
        [complaint] = worker.events("no_reminders")
        assert complaint["file"] == REMINDERS.name
        until(lambda: incident.id in {event.get("incident") for event in worker.events("notice_failed")})
        until(lambda: "worker" in beats(database))
