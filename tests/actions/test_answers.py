"""Each action, called as the action server calls it: with a tracker, on a real database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import answering
from actions.about_me import MyProgress, SetReminders, TalkToStaff
from actions.after_scripts import OfferMore, Suggest
from actions.answering import AnsweringAction
from actions.context import Context
from actions.menu import Greet, Menu
from actions.not_understood import DidYouMean
from actions.practising import ValidateScriptForm
from bot.scripts.library import Library
from bot.services.conversation import Database
from bot.services.practice import Practice
from bot.settings import read_settings


class Person:
    """Writes to actions, one message after the other, and keeps the slots as Rasa would."""

    def __init__(self) -> None:
        self.slots: dict[str, Any] = {"requested_slot": None, "offered": None}
        self.number = 0
        self.events: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []

    async def write(self, action: AnsweringAction, intent: str = "x", text: str = "", **entities: str) -> None:
        self.number += 1
        await self.repeat(action, intent, text, **entities)

    async def repeat(self, action: AnsweringAction, intent: str = "x", text: str = "", **entities: str) -> None:
        """The same message again, as after a crash."""
        found = [{"entity": name, "value": value} for name, value in entities.items()]
        message = {"text": text, "intent": {"name": intent}, "entities": found, "message_id": f"m{self.number}"}
        message["routes"] = [{"name": "five_senses", "confidence": 0.3}, {"name": "my_progress", "confidence": 0.2}]
        self.events.append({"event": "user", "parse_data": message})
        tracker = Tracker("somebody", self.slots, message, self.events, False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        for event in await action.run(dispatcher, tracker, {}):
            self.slots[event["name"]] = event["value"]
        self.said = dispatcher.messages

    @property
    def responses(self) -> list[str]:
        return [message["response"] or message["text"] for message in self.said]

    @property
    def buttons(self) -> list[str]:
        return [button["payload"] for message in self.said for button in message["buttons"]]


@pytest.fixture
def person(database: Database, library: Library, monkeypatch: pytest.MonkeyPatch) -> Person:
    settings = read_settings({"INTERLUDE_PROGRAM_PHONE": "555-0100"})
    opened = Context(settings, database, library, Practice(library, timedelta(minutes=60)))
    monkeypatch.setattr(answering, "context", lambda: opened)
    return Person()


async def test_a_greeting_shows_what_there_is_and_a_person(person: Person, library: Library) -> None:
    await person.write(Greet(), "greet")
    assert person.responses == ["utter_greet"]
    assert len(person.buttons) == len(library.families) + 1
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


async def test_who_asks_for_a_person_gets_numbers_at_once(person: Person) -> None:
    await person.write(TalkToStaff(), "talk_to_staff")
    assert person.responses == ["utter_talk_to_staff", "utter_talk_to_staff_program"]
    assert person.said[1]["phone"] == "555-0100"
