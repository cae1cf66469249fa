from __future__ import annotations

from pathlib import Path

import pytest

from bot.db import assignments, runs
from bot.db.database import Database
from bot.scripts.library import Library
from bot.scripts.runs import Reply
from bot.services.practice import Outcome
from tests.db.people import stored_chat
from tests.services.practising import NO_TIME, STEPS, Person, tiny_library


@pytest.fixture
def person(database: Database, library: Library, tmp_path: Path) -> Person:
    return Person(database, tiny_library(tmp_path, library), stored_chat(database))


def test_beginning_stores_a_run_pinned_to_its_version(person: Person) -> None:
    begun = person.begin()
    row = person.run()
    assert (begun.outcome, begun.run_id, begun.visit) == (Outcome.OPEN, row.id, 1)
    assert begun.messages[-1].text == "How is it?"
    assert (row.script_id, row.version) == ("tiny", person.library.scripts["tiny"].version)
    assert (row.status, row.step, row.origin) == ("open", "before", "own")


def test_an_unknown_script_cannot_be_begun(person: Person) -> None:
    with pytest.raises(KeyError):
        person.begin("no_such_script")
    with person.database.reading() as tx:
        assert runs.find(tx) == []


def test_a_reply_without_a_run_leads_to_nothing(person: Person) -> None:
    assert person.say("hello").outcome is Outcome.NOTHING
    assert person.go_on().outcome is Outcome.NOTHING


def test_every_answer_is_stored_at_once(person: Person) -> None:
    person.begin()
    given = ["seven", "a bad day", "it is enough", "4", "home", "keep"]
    for count, text in enumerate(given, 1):
        person.say(text)
        assert [one.text for one in person.answers()] == given[:count]
    assert [one.kind for one in person.answers()] == ["number", "text", "pace", "number", "choice", "choice"]
    assert [(one.number, one.value) for one in person.answers()][::3] == [(7, None), (4, None)]


def test_a_finished_run_has_its_columns(person: Person) -> None:
    person.begin()
    assert person.say("7", "a bad day", "ok", "4", "home", "keep").outcome is Outcome.CHECKED_IN
    row = person.run()
    assert (row.status, row.distress_before, row.distress_after, row.tags) == ("finished", 7, 4, {"trigger": "home"})
    assert row.ended_at is not None


def test_columns_follow_back(person: Person) -> None:
    person.begin()
    person.say("7", "a bad day", "ok", "4", "home")
    assert person.run().tags == {"trigger": "home"}
    person.say("back")
    assert person.run().tags == {}
    person.say("back")
    row = person.run()
    assert (row.distress_before, row.distress_after, row.step) == (7, None, "after")
    person.say("2", "work")
    assert (person.run().distress_after, person.run().tags) == (2, {"trigger": "work"})
    taken_back = [one.text for one in person.answers() if one.retracted_at]
    assert taken_back == ["4", "home"]


def test_a_skipped_scale_leaves_its_column_empty(person: Person) -> None:
    person.begin()
    person.say("skip")
    assert person.run().distress_before is None
    assert [(one.step, one.kind) for one in person.answers()] == [("before", "skipped")]


def test_words_where_a_number_belongs_leave_the_column_empty(person: Person) -> None:
    person.begin()
    person.say("awful", "just awful", "no number for it")
    assert (person.run().distress_before, person.run().step) == (None, "words")
    assert [one.kind for one in person.answers()] == ["unclear", "unclear", "text"]


def test_a_pressed_button_counts_for_the_question_it_was_shown_at(person: Person) -> None:
    begun = person.begin()
    person.say("7", "back")
    assert person.give(Reply("3", "3", begun.visit)).messages[0].text == person.library.wording.stale.to("en")
    assert person.run().distress_before is None


@pytest.mark.parametrize(
    ("command", "outcome", "status"),
    [("stop", Outcome.STOPPED, "stopped"), ("pause", Outcome.PAUSED, "paused"), ("a person", Outcome.PERSON, "person")],
)
def test_a_run_can_be_left(person: Person, command: str, outcome: Outcome, status: str) -> None:
    person.begin()
    assert person.say("7", command).outcome is outcome
    assert (person.run().status, person.run().step, person.run().distress_before) == (status, "words", 7)


@pytest.mark.parametrize("command", ["pause", "a person"])
def test_a_run_that_was_left_is_gone_on_with(person: Person, command: str) -> None:
    person.begin()
    person.say("7", command)
    resumed = person.go_on()
    assert [message.text for message in resumed.messages] == ["Tiny: we go on where you stopped.", "What happened?"]
    assert (resumed.outcome, person.run().status) == (Outcome.OPEN, "open")
    person.say("a bad day")
    assert person.run().step == "breathe"


def test_a_stopped_run_cannot_be_gone_on_with(person: Person) -> None:
    person.begin()
    person.say("stop")
    assert person.go_on().outcome is Outcome.NOTHING


def test_beginning_another_script_abandons_the_one_in_progress(person: Person) -> None:
    first = person.begin().run_id
    person.say("7")
    person.begin("five_senses")
    with person.database.reading() as tx:
        assert (runs.get(tx, first).status, runs.get(tx, first).distress_before) == ("abandoned", 7)
        left = person.practice.left_open(tx, person.chat)
    assert left
    assert left.id == "five_senses"


def test_a_run_keeps_its_version_although_the_file_has_changed_or_gone(person: Person, tmp_path: Path) -> None:
    person.begin()
    old = person.library
    person.library = tiny_library(tmp_path / "new", old, STEPS.replace("What happened?", "What went on?"))
    assert person.say("7").messages[-1].text == "What happened?"
    person.library = Library({}, old.commands, old.wording)
    assert person.say("a bad day").messages[-1].pace
    assert person.run().version == old.scripts["tiny"].version


def test_every_script_survives_being_stored(person: Person) -> None:
    for script in person.library.scripts.values():
        with person.database.transaction() as tx:
            assignments.add(tx, person.chat.participant_id, script.id, ["mon"], "10:00")
            person.practice.begin(tx, person.chat, script.id, "own")
            assert person.practice.left_open(tx, person.chat) == script


def test_texts_are_in_the_language_of_the_person(database: Database, library: Library, tmp_path: Path) -> None:
    chat = stored_chat(database, "es", language="es")
    person = Person(database, tiny_library(tmp_path, library, "- {id: q, ask: {en: How?, es: ¿Cómo?}}"), chat)
    assert person.begin().messages[-1].text == "¿Cómo?"


def test_the_time_of_a_paced_step_counts_however_late(person: Person) -> None:
    person.begin()
    visit = person.say("7", "a bad day").visit
    person.resume_after = NO_TIME
    assert person.give(Reply("", visit=visit, pace_over=True)).outcome is Outcome.OPEN
    assert person.run().step == "after"
