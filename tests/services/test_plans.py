"""The safety plan: written by a script, shown again in the words and under the headings it was written with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db.database import Database
from bot.scripts.library import Library
from bot.scripts.schema import Script
from bot.scripts.words import Words
from bot.services import plans
from bot.services.plans import SAFETY_PLAN, Part
from tests.db.people import stored_chat
from tests.services.practising import Person, with_script

SIGNS = "Signs that a hard time is coming"


@pytest.fixture
def person(database: Database, library: Library) -> Person:
    return Person(database, library, stored_chat(database))


def write_plan(person: Person, *answers: str) -> None:
    """Answer the first parts so, skip the others."""
    person.begin(SAFETY_PLAN)
    steps = ("signs", "alone", "places", "people", "professionals")
    person.say(*answers, *["skip"] * (len(steps) - len(answers)), "Not yet")
    if any(answer != "skip" for answer in answers):
        person.say("Keep for myself")


def plan(person: Person) -> list[Part]:
    with person.database.reading() as tx:
        found = plans.safety_plan(tx, person.chat)
        assert plans.has_safety_plan(tx, person.chat) is bool(found)
        return found


def test_there_is_none_until_it_is_finished(person: Person) -> None:
    assert plan(person) == []
    person.begin(SAFETY_PLAN)
    person.say("I sleep badly", "a walk")
    assert plan(person) == []


def test_it_holds_the_words_in_the_order_of_the_script(person: Person) -> None:
    person.begin(SAFETY_PLAN)
    person.say("I sleep badly", "a walk", "the library", "Ana 555-0101", "Dr. Lee 555-0102")
    person.say("Yes, we have", "Ana helps", "Share with my therapist")
    assert person.run().status == "finished"
    found = plan(person)
    assert found[0] == Part(SIGNS, "I sleep badly")
    assert [part.words for part in found[3:]] == ["Ana 555-0101", "Dr. Lee 555-0102", "Ana helps"]


def test_what_was_skipped_or_taken_back_is_left_out(person: Person) -> None:
    person.begin(SAFETY_PLAN)
    person.say("too much", "back", "I sleep badly", "a walk", "back", "skip", "skip", "skip", "skip", "Not yet")
    person.say("Keep for myself")
    assert [part.words for part in plan(person)] == ["I sleep badly"]


def test_one_without_words_is_none_and_hides_no_earlier_one(person: Person) -> None:
    write_plan(person, "skip")
    assert plan(person) == []
    write_plan(person, "I sleep badly")
    write_plan(person, "skip")
    assert [part.words for part in plan(person)] == ["I sleep badly"]


def test_the_newest_one_counts_and_one_that_was_broken_off_does_not(person: Person) -> None:
    write_plan(person, "I sleep badly")
    write_plan(person, "I stay in bed")
    person.begin(SAFETY_PLAN)
    person.say("something else", "stop")
    assert [part.words for part in plan(person)] == ["I stay in bed"]


def test_it_keeps_the_headings_it_was_written_under(person: Person, library: Library) -> None:
    write_plan(person, "I sleep badly")
    script = library.scripts[SAFETY_PLAN]
    renamed = [step.copy(update={"id": f"new_{step.id}", "heading": Words.read("New")}) for step in script.steps]
    changed: Script = script.copy(update={"steps": renamed, "version": "another"})
    person.library = with_script(library, changed)
    assert plan(person) == [Part(SIGNS, "I sleep badly")]


def test_headings_are_in_the_participants_language(person: Person) -> None:
    write_plan(person, "duermo mal")
    person.chat = replace(person.chat, language="es")
    assert plan(person) == [Part("Señales de que viene un momento difícil", "duermo mal")]


def test_it_is_nobody_elses(person: Person) -> None:
    write_plan(person, "I sleep badly")
    person.chat = stored_chat(person.database, "another")
    assert plan(person) == []
