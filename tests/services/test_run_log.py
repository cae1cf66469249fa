from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.db.database import Database
from bot.db.ids import now
from bot.scripts.library import Library
from bot.services import people, trackers
from bot.services.run_log import Progress, last_need, list_answers, list_runs, progress
from tests.db.people import stored_chat
from tests.services.practising import Person, tiny_library


@pytest.fixture
def person(database: Database, library: Library, tmp_path: Path) -> Person:
    return Person(database, tiny_library(tmp_path, library), stored_chat(database))


def counted(person: Person) -> Progress:
    with person.database.reading() as tx:
        return progress(tx, person.chat)


def need_of(person: Person) -> str | None:
    with person.database.reading() as tx:
        return last_need(tx, person.chat)


def test_runs_are_listed_newest_first_of_one_person_or_all(person: Person) -> None:
    first, second = person.begin().run_id, person.begin().run_id
    other = Person(person.database, person.library, stored_chat(person.database, "other"))
    third = other.begin().run_id
    assert [row.id for row in list_runs(person.database)] == [third, second, first]
    assert [row.id for row in list_runs(person.database, person.chat.participant_id)] == [second, first]
    assert list_runs(person.database, since=now() + timedelta(minutes=1)) == []


def test_answers_are_listed_with_those_taken_back(person: Person) -> None:
    run_id = person.begin().run_id
    person.say("7", "back", "6")
    found = list_answers(person.database, run_id)
    assert [(one.number, one.retracted_at is None) for one in found] == [(7, False), (6, True)]


def test_progress_counts_what_was_done_and_what_eased(person: Person) -> None:
    assert counted(person) == Progress(0, 0, 0, None)
    for after in ("4", "7", "8", "skip"):
        person.begin()
        person.say("7", "a bad day", "ok", after, "home", "keep")
    person.begin("five_senses")
    assert counted(person) == Progress(practised=5, finished=4, eased=1, last_script="five_senses")


def test_the_latest_check_in_tells_the_need(person: Person) -> None:
    assert need_of(person) is None
    for need in ("Panic", "Shame"):
        person.begin("mood_check_in")
        person.say("5", "4", "Well enough", "yes", "3", need, "skip")
    person.begin()
    assert need_of(person) == "shame"


def test_every_visitor_of_the_chat_page_is_a_person_of_their_own(database: Database) -> None:
    with database.transaction() as tx:
        one, two = people.demo_chat(tx, "web", "a"), people.demo_chat(tx, "web", "b")
        assert one.participant_id != two.participant_id
        assert people.demo_chat(tx, "web", "a") == one


def test_a_sender_of_rasa_is_the_chat_with_that_id_or_a_new_one(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        assert people.chat_of_sender(tx, chat.id) == chat
        shell = people.chat_of_sender(tx, "default")
        assert shell.id != chat.id
        assert people.chat_of_sender(tx, "default") == shell


def test_a_tracker_is_loaded_as_it_was_saved(database: Database) -> None:
    trackers.save(database, "sender", "m1", "state")
    assert trackers.load(database, "sender") == "state"
    assert trackers.load(database, "other") is None
    assert trackers.sender_ids(database) == ["sender"]
