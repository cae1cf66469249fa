"""What is not for a participant, or not now, is neither offered nor begun."""

from __future__ import annotations

import pytest

from bot.db import assignments, participants
from bot.db.database import Database
from bot.scripts.library import Library
from bot.scripts.schema import Caution, Family
from bot.services.fitting import fitting, instead_of
from bot.services.practice import Outcome
from bot.services.suggestions import helpful
from tests.clock import Clock
from tests.db.people import stored_chat
from tests.services.practising import Person


def person_with(database: Database, library: Library, *cautions: str, language: str = "en") -> Person:
    chat = stored_chat(database, language=language)
    with database.transaction() as tx:
        participants.set_cautions(tx, chat.participant_id, cautions)
    return Person(database, library, chat)


def offered(person: Person, need: str) -> list[str]:
    with person.database.reading() as tx:
        return [script.id for script in helpful(tx, person.chat, person.library, need)]


def test_the_scripts_of_this_checkout_name_whom_they_are_not_for(library: Library) -> None:
    against = {one.value: {s.id for s in library.scripts.values() if one in s.cautions} for one in Caution}
    assert against["breath"] == {"box_breathing", "long_exhale"}
    assert against["cardiac"] == {"box_breathing", "muscle_release"}


def test_with_every_caution_there_is_still_something_to_practise(library: Library) -> None:
    left = library.without([one.value for one in Caution])
    assert {s.id for s in left.scripts.values() if s.kind != "exercise"} == {
        s.id for s in library.scripts.values() if s.kind != "exercise"
    }
    assert sum(s.kind == "exercise" for s in left.scripts.values()) >= 5


def test_a_group_of_the_menu_without_a_fitting_script_is_not_shown(database: Database, library: Library) -> None:
    person = person_with(database, library, "breath")
    with database.reading() as tx:
        found = fitting(tx, person.chat.participant_id, library)
    assert Family.BREATHING in library.families
    assert Family.BREATHING not in found.families


def test_nothing_is_suggested_that_is_not_for_them_even_if_it_helped_before(
    database: Database, library: Library
) -> None:
    person = person_with(database, library)
    assert "box_breathing" in offered(person, "anger")
    with database.transaction() as tx:
        participants.set_cautions(tx, person.chat.participant_id, ["breath"])
    assert offered(person, "anger")
    assert not {"box_breathing", "long_exhale"} & {*offered(person, "anger"), *offered(person, "panic")}


@pytest.mark.parametrize(("language", "said"), [("en", "I leave out"), ("es", "Contigo dejo fuera")])
def test_who_asks_for_it_is_refused_kindly_and_offered_others(
    database: Database, library: Library, language: str, said: str
) -> None:
    person = person_with(database, library, "breath", language=language)
    refused = person.begin("long_exhale")
    assert refused.outcome is Outcome.UNFIT
    assert refused.messages[0].text.startswith(f'{said} "Long exhale breathing"')
    assert refused.instead[0].id == "five_senses"
    assert all(script.suits(["breath"]) for script in refused.instead)
    with pytest.raises(IndexError):
        person.run()


def test_others_and_other_scripts_are_begun_as_ever(database: Database, library: Library) -> None:
    person = person_with(database, library, "breath")
    assert person.begin("five_senses").outcome is Outcome.OPEN
    assert Person(database, library, stored_chat(database, "other")).begin("long_exhale").outcome is Outcome.OPEN


def test_a_run_that_is_not_for_them_any_more_is_neither_offered_nor_gone_on_with(
    database: Database, library: Library
) -> None:
    """The caution is set behind the run's back; staff's own way of setting it ends the run at once."""
    person = person_with(database, library)
    person.begin("long_exhale")
    with database.transaction() as tx:
        participants.set_cautions(tx, person.chat.participant_id, ["breath"])
        assert person.practice.left_open(tx, person.chat) is None
    assert person.go_on().outcome is Outcome.UNFIT
    assert person.run().status == "abandoned"
    assert person.go_on().outcome is Outcome.NOTHING


def test_what_helps_with_the_same_is_offered_first(library: Library) -> None:
    script = library.scripts["box_breathing"]
    found = instead_of(script, library)
    shared = [len(set(one.helps_with) & set(script.helps_with)) for one in found]
    assert script not in found
    assert shared == sorted(shared, reverse=True)
    assert shared[0] > 0


# What waits to be assigned, and what was asked not long ago

ALL_OF_GAD7 = ["1"] * 7


def assign(person: Person, script_id: str) -> None:
    with person.database.transaction() as tx:
        assignments.add(tx, person.chat.participant_id, script_id, ["mon"], "10:00")


def menu_of(person: Person) -> Library:
    with person.database.reading() as tx:
        return fitting(tx, person.chat.participant_id, person.library)


def test_a_measure_is_there_for_whom_it_is_assigned(database: Database, library: Library) -> None:
    person = person_with(database, library)
    assert Family.MEASURES not in menu_of(person).families
    refused = person.begin("gad7")
    assert (refused.outcome, refused.instead) == (Outcome.UNFIT, ())
    assert "have not done that yet" in refused.messages[0].text
    assign(person, "gad7")
    assert [script.id for script in menu_of(person).of_family(Family.MEASURES)] == ["gad7"]
    assert person.begin("gad7").outcome is Outcome.OPEN


def test_a_measure_that_was_finished_is_not_asked_again_before_its_days_have_passed(
    database: Database, library: Library, clock: Clock
) -> None:
    person = person_with(database, library)
    assign(person, "gad7")
    person.begin("gad7")
    assert person.say(*ALL_OF_GAD7).outcome is Outcome.DONE
    clock.move(days=13)
    assert "gad7" not in menu_of(person).scripts
    refused = person.begin("gad7")
    assert refused.outcome is Outcome.UNFIT
    assert "asked again after 14 days" in refused.messages[0].text
    clock.move(hours=12)
    assert person.begin("gad7").outcome is Outcome.OPEN


def test_a_measure_that_was_broken_off_can_be_begun_again(database: Database, library: Library) -> None:
    person = person_with(database, library)
    assign(person, "gad7")
    person.begin("gad7")
    person.say("1", "stop")
    assert person.begin("gad7").outcome is Outcome.OPEN


def test_one_person_filling_it_in_keeps_no_other_from_it(database: Database, library: Library) -> None:
    first = person_with(database, library)
    assign(first, "gad7")
    first.begin("gad7")
    first.say(*ALL_OF_GAD7)
    second = Person(database, library, stored_chat(database, "other"))
    assign(second, "gad7")
    assert second.begin("gad7").outcome is Outcome.OPEN
