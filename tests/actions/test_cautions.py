"""The assistant neither offers nor begins what a participant's cautions speak against."""

from __future__ import annotations

from actions.context import Context
from actions.menu import Menu
from actions.not_understood import DidYouMean
from actions.practising import ValidateScriptForm
from bot.db import participants
from bot.services import people
from tests.actions.writing import Person

BOX = '/practise{"script": "box_breathing"}'


def has(opened: Context, *cautions: str) -> None:
    with opened.database.transaction() as tx:
        participants.set_cautions(tx, people.chat_of_sender(tx, "somebody").participant_id, cautions)


async def test_the_menu_leaves_it_out(person: Person, opened: Context) -> None:
    await person.write(Menu(), "list_exercises", family="relaxation")
    assert person.buttons == ['/practise{"script": "muscle_release"}']
    has(opened, "cardiac")
    await person.write(Menu(), "list_exercises", family="breathing")
    assert BOX not in person.buttons
    assert person.slots["offered"] == "long_exhale", "the only one left is what a yes begins"
    await person.write(Menu(), "list_exercises")
    assert '/list_exercises{"family": "relaxation"}' not in person.buttons


async def test_a_guess_at_what_was_meant_leaves_it_out(person: Person, opened: Context) -> None:
    person.about = {
        "routes": [{"name": "box_breathing", "confidence": 0.4}, {"name": "five_senses", "confidence": 0.3}]
    }
    await person.write(DidYouMean(), "nlu_fallback")
    assert BOX in person.buttons
    has(opened, "breath")
    await person.write(DidYouMean(), "practise")
    await person.write(DidYouMean(), "nlu_fallback")
    assert BOX not in person.buttons
    assert '/practise{"script": "five_senses"}' in person.buttons


async def test_who_asks_for_it_gets_others_and_the_form_ends(person: Person, opened: Context) -> None:
    has(opened, "breath")
    await person.write(ValidateScriptForm(), "practise", script="box_breathing", origin="assigned")
    assert 'I leave out "Box breathing"' in person.said[0]["text"]
    assert len(person.buttons) == 3
    assert all('"origin": "suggested"' in payload for payload in person.buttons)
    assert (person.slots["outcome"], person.slots["requested_slot"]) == ("unfit", None)


async def test_a_yes_to_an_earlier_offer_does_not_begin_it_either(person: Person, opened: Context) -> None:
    person.slots["offered"] = "box_breathing"
    has(opened, "breath")
    await person.write(ValidateScriptForm(), "affirm", "yes")
    assert person.slots["outcome"] == "unfit"
