"""The safety plan in one tap, or the offer to write one."""

from __future__ import annotations

from actions.menu import Greet, Menu
from actions.not_understood import DidYouMean
from actions.practising import ValidateScriptForm
from actions.safety_plan import ShowSafetyPlan
from tests.actions.writing import Person

WRITE = '/practise{"script": "safety_plan"}'
ANSWERS = ["I sleep badly", "a walk", "the library", "Ana {555}", "Dr. Lee", "Yes, we have", "Ana helps", "keep"]


async def write_plan(person: Person) -> None:
    form = ValidateScriptForm()
    await person.write(form, "practise", script="safety_plan")
    for answer in ANSWERS:
        await person.write(form, text=answer)
    assert person.slots["outcome"] == "done"


async def test_without_a_plan_it_offers_to_write_one_and_names_the_numbers(person: Person) -> None:
    await person.write(ShowSafetyPlan(), "safety_plan")
    [said] = person.responses
    assert all(number in said for number in ("988", "911", "555-0100"))
    assert person.buttons == ["/talk_to_staff", WRITE]


async def test_a_yes_to_the_offer_begins_it(person: Person) -> None:
    await person.write(ShowSafetyPlan(), "safety_plan")
    await person.write(ValidateScriptForm(), "affirm", "yes")
    assert person.slots["requested_slot"] == "answer"


async def test_the_plan_is_shown_word_for_word_with_the_numbers_below(person: Person) -> None:
    await write_plan(person)
    await person.write(ShowSafetyPlan(), "safety_plan")
    assert person.responses[1] == "Signs that a hard time is coming:\nI sleep badly"
    assert "People I can ask for help:\nAna {555}" in person.responses
    assert all(number in person.responses[-1] for number in ("988", "911", "555-0100"))
    assert person.buttons == ["/talk_to_staff", WRITE]


async def test_a_plain_yes_does_not_begin_to_write_over_a_plan(person: Person) -> None:
    await write_plan(person)
    await person.write(ShowSafetyPlan(), "safety_plan")
    assert person.slots["offered"] is None


async def test_one_that_was_left_in_the_middle_is_gone_on_with(person: Person) -> None:
    form = ValidateScriptForm()
    await person.write(form, "practise", script="safety_plan")
    await person.write(form, text="I sleep badly")
    await person.write(form, text="pause")
    await person.write(form, "practise", script="safety_plan")
    assert "by yourself" in person.responses[-1]


async def test_greeting_and_menu_show_the_button_to_who_has_a_plan(person: Person) -> None:
    await person.write(Menu(), "list_exercises")
    assert "/safety_plan" not in person.buttons
    await write_plan(person)
    for action in (Menu(), Greet()):
        await person.write(action, "greet")
        assert person.buttons[0] == "/safety_plan"


async def test_did_you_mean_names_the_intent_where_a_script_has_its_name(person: Person) -> None:
    person.about = {"routes": [{"name": "safety_plan", "confidence": 0.3}]}
    await person.write(DidYouMean(), "nlu_fallback", "mumble")
    assert person.buttons[0] == "/safety_plan"
