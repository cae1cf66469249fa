"""Each action, called as the action server calls it: with a tracker, on a real database."""

from __future__ import annotations

import pytest

from actions.about_me import MyProgress, SetReminders
from actions.after_scripts import OfferMore, Suggest
from actions.menu import Greet, Menu
from actions.not_understood import DidYouMean
from actions.practising import ValidateScriptForm
from actions.safety import Goodbye
from bot.scripts.library import Library
from bot.scripts.schema import Family
from tests.actions.writing import Person


async def test_a_greeting_shows_what_there_is_and_a_person(person: Person, library: Library) -> None:
    await person.write(Greet(), "greet")
    assert person.responses == ["utter_greet"]
    for_everybody = set(library.families) - {Family.MEASURES}
    assert len(person.buttons) == len(for_everybody) + 1
    assert person.buttons[-1] == "/talk_to_staff"


async def test_the_menu_of_a_family_begins_its_scripts(person: Person) -> None:
    await person.write(Menu(), "list_exercises", family="breathing")
    assert '/practise{"script": "box_breathing"}' in person.buttons


async def test_a_script_begins_goes_on_and_can_be_left(person: Person) -> None:
    form = ValidateScriptForm()
    await person.write(form, "practise", script="box_breathing")
    assert person.slots["requested_slot"] == "answer"
    assert person.said[-1]["custom"]["commands"][0] == {"name": "stop", "title": "Stop"}
    await person.write(form, text="7")
    assert person.slots["outcome"] is None
    await person.write(form, text="stop")
    assert person.slots["outcome"] == "stopped"
    assert person.slots["requested_slot"] is None


async def test_the_same_message_again_gets_the_same_answer_and_changes_nothing(person: Person) -> None:
    form = ValidateScriptForm()
    await person.write(form, "practise", script="box_breathing")
    await person.write(form, text="7")
    said, slots = person.said, dict(person.slots)
    await person.repeat(form, text="7")
    assert person.said == said
    assert person.slots == slots


async def test_an_unknown_script_leads_to_the_menu(person: Person) -> None:
    await person.write(ValidateScriptForm(), "practise", script="no_such_script")
    assert person.slots["outcome"] == "nothing"


async def test_a_paused_script_is_offered_first_and_a_yes_goes_on(person: Person) -> None:
    form = ValidateScriptForm()
    await person.write(form, "practise", script="thought_record")
    await person.write(form, text="5")
    await person.write(form, text="pause")
    await person.write(Greet(), "greet")
    assert person.responses == ["utter_offer_to_go_on"]
    assert person.buttons[0] == "/resume"
    await person.write(form, "affirm")
    assert person.slots["requested_slot"] == "answer"


async def test_a_miss_is_asked_back_with_a_person_among_the_buttons(person: Person) -> None:
    await person.write(DidYouMean(), "nlu_fallback", "mumble")
    assert person.responses == ["utter_did_you_mean"]
    assert person.buttons[:2] == ['/practise{"script": "five_senses"}', "/my_progress"]
    assert "/talk_to_staff" in person.buttons


async def test_two_misses_in_a_row_lead_to_the_menu_and_a_person(person: Person) -> None:
    await person.write(DidYouMean(), "nlu_fallback", "mumble")
    await person.write(DidYouMean(), "nlu_fallback", "mumble again")
    assert person.responses == ["utter_lost"]
    assert "/talk_to_staff" in person.buttons


async def test_misses_that_are_not_in_a_row_do_not_add_up(person: Person) -> None:
    await person.write(DidYouMean(), "nlu_fallback", "mumble")
    await person.write(Menu(), "list_exercises")
    await person.write(DidYouMean(), "nlu_fallback", "mumble")
    assert person.responses == ["utter_did_you_mean"]


async def test_high_distress_afterwards_offers_a_person_first(person: Person) -> None:
    await person.write(OfferMore())
    assert person.buttons[0] == "/talk_to_staff"


async def test_nothing_known_after_a_check_in_offers_nothing(person: Person) -> None:
    await person.write(Suggest())
    assert person.responses == ["utter_suggest_nothing"]


async def test_progress_is_counted(person: Person) -> None:
    await person.write(MyProgress(), "my_progress")
    assert person.responses == ["utter_no_progress"]
    await person.write(ValidateScriptForm(), "practise", script="box_breathing")
    await person.write(MyProgress(), "my_progress")
    assert person.said[0]["practised"] == 1
    assert person.said[0]["last"] == "Box breathing"


@pytest.mark.parametrize("wish", ["reminders_on", "reminders_off"])
async def test_the_wish_for_reminders_is_kept_and_said(person: Person, wish: str) -> None:
    await person.write(SetReminders(), wish)
    assert person.responses == [f"utter_{wish}"]


async def test_a_goodbye_is_one_where_nothing_is_open(person: Person) -> None:
    await person.write(Goodbye(), "goodbye")
    assert person.responses == ["utter_goodbye"]
