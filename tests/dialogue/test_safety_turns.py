"""Whole turns through the trained assistant, with the real actions and their database: what `rasa shell` would do."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import answering
from actions.about_me import TalkToStaff
from actions.answering import AnsweringAction
from actions.context import Context
from actions.menu import Greet, Menu
from actions.not_understood import DidYouMean
from actions.practising import ValidateScriptForm
from actions.safety import AnswerNo, Goodbye, RaiseIncident
from actions.safety_plan import ShowSafetyPlan
from bot.db import assignments, incidents, participants, runs
from bot.db.database import Database
from bot.dialogue.action_calls import PlainRemoteAction
from bot.scripts.library import Library
from bot.services import people
from bot.services.alarming_answers import HIGH_DISTRESS
from bot.services.practice import Practice
from bot.settings import read_settings
from tests.services import duty
from tests.services.briefing import sources

pytestmark = pytest.mark.stack

ACTIONS: dict[str, AnsweringAction] = {
    action.name(): action
    for action in [
        ValidateScriptForm(), RaiseIncident(), AnswerNo(), Goodbye(), Greet(), Menu(), DidYouMean(), TalkToStaff(),
        ShowSafetyPlan(),
    ]
}  # fmt: skip
CRISIS = "i want to kill myself"


class Person:
    """Writes to Rasa in one conversation."""

    def __init__(self, agent: Agent, database: Database) -> None:
        self.agent = agent
        self.database = database
        self.number = 0
        self.id = uuid.uuid4().hex  # the agent remembers everybody

    def write(self, text: str, **metadata: Any) -> list[str]:
        """One message; returns the texts of the replies."""
        self.number += 1
        output = CollectingOutputChannel()
        message = UserMessage(text, output, self.id, message_id=f"m{self.number}", metadata=metadata)
        asyncio.run(self.agent.handle_message(message))
        return [reply["text"] for reply in output.messages if "text" in reply]

    def tracker(self) -> DialogueStateTracker:
        return asyncio.run(self.agent.tracker_store.retrieve(self.id))

    def slots(self) -> dict[str, Any]:
        return {name: self.tracker().get_slot(name) for name in ("answer", "requested_slot", "offered")}

    def stored_answers(self) -> list[object]:
        """Every value that the slot ``answer`` ever had."""
        return [e.value for e in self.tracker().events if isinstance(e, SlotSet) and e.key == "answer" and e.value]

    def kinds(self) -> list[tuple[str, str]]:
        with self.database.reading() as tx:
            return [(row.kind, row.level) for row in incidents.find(tx)[::-1]]

    def run_status(self) -> str:
        with self.database.reading() as tx:
            return runs.find(tx)[0].status


@pytest.fixture(scope="module")
def loaded(trained: Path) -> Agent:
    return Agent.load(str(trained))


@pytest.fixture
def person(loaded: Agent, database: Database, library: Library, monkeypatch: pytest.MonkeyPatch) -> Person:
    desk = duty.desk()
    opened = Context(
        read_settings(), database, library, Practice(library, timedelta(hours=1), desk), desk, sources(library)
    )
    monkeypatch.setattr(answering, "context", lambda: opened)
    monkeypatch.setattr(PlainRemoteAction, "run", _run_here)
    return Person(loaded, database)


async def _run_here(
    action: PlainRemoteAction, channel: Any, nlg: Any, tracker: DialogueStateTracker, domain: Any, *_: Any, **__: Any
) -> list[Event]:
    """The action server's part, without a server."""
    call = action._action_call_format(tracker, domain)
    dispatcher = CollectingDispatcher()
    events = await ACTIONS[action.name()].run(dispatcher, Tracker.from_dict(call["tracker"]), {})
    uttered = await action._utter_responses(dispatcher.messages, channel, nlg, tracker)
    return [*uttered, *(Event.from_parameters(event) for event in events)]


def test_a_crisis_in_a_script_ends_it_pages_and_nothing_brings_it_back(person: Person) -> None:
    person.write("box breathing")
    assert person.slots()["requested_slot"] == "answer"
    replies = person.write(CRISIS)
    assert "988" in replies[0]
    assert len(replies) <= 3
    assert [level for _, level in person.kinds()] == ["page"]
    assert person.tracker().active_loop_name is None
    assert person.slots() == {"answer": None, "requested_slot": None, "offered": None}
    assert person.stored_answers() == []
    assert person.run_status() == "paused"
    for words in ("yes", "hello there", "bye"):
        person.write(words)
        assert person.tracker().active_loop_name is None
        assert person.run_status() == "paused"


def test_the_program_goes_on_when_the_person_asks_to(person: Person) -> None:
    person.write("box breathing")
    person.write(CRISIS)
    person.write("/resume")
    assert person.tracker().active_loop_name == "script_form"
    assert person.run_status() == "open"


def test_what_the_gateway_judged_stops_the_script_and_pages_no_second_time(person: Person) -> None:
    person.write("box breathing", screened=True)
    person.write("/crisis", screened=True)
    assert person.run_status() == "paused"
    assert person.kinds() == [("unreadable", "page")]  # here nobody had raised it before
    person.write("/crisis", screened=True)
    assert len(person.kinds()) == 1


def test_a_typed_intent_does_not_get_past_the_screen(person: Person) -> None:
    person.write(f"/greet {CRISIS}")
    assert [level for _, level in person.kinds()] == ["page"]


@pytest.mark.parametrize(("answer", "level"), [("No", "check"), ("I am not sure", "page"), ("not really", "page")])
def test_the_answer_to_the_direct_question_decides(person: Person, answer: str, level: str) -> None:
    person.write("box breathing")
    asked = person.write("/concern")
    assert asked[0].count("?") == 1
    replies = person.write(answer)
    assert [one for _, one in person.kinds()] == [level]
    assert ("Thank you for answering" in replies[0]) is (level == "check")
    assert person.tracker().active_loop_name is None


def test_very_high_distress_pages_and_the_script_goes_on(person: Person) -> None:
    person.write("box breathing")
    replies = person.write(str(HIGH_DISTRESS))
    assert person.kinds() == [("high_distress", "page")]
    assert len(replies) >= 3
    assert person.tracker().active_loop_name == "script_form"


def test_item_nine_of_the_phq9_pages_and_the_script_waits_to_be_asked_for(person: Person) -> None:
    with person.database.transaction() as tx:
        chat = people.chat_of_sender(tx, person.id)
        assignments.add(tx, chat.participant_id, "phq9", ["mon"], "10:00")
    assert person.write("do my phq9")[-1].startswith("Little interest or pleasure")
    for _ in range(8):
        question = person.write("Not at all")[-1]
    assert question.startswith("Thoughts that you would be better off dead")
    replies = person.write("Several days")
    assert "988" in replies[1]
    assert len(replies) == 4
    assert person.kinds() == [("worrying_answer", "page")]
    assert person.slots() == {"answer": None, "requested_slot": None, "offered": None}
    assert person.run_status() == "paused"
    person.write("hello there")
    assert person.run_status() == "paused"
    assert person.write("/resume")[-1].startswith("If you checked off any problems")
    person.write("Very difficult")
    assert person.run_status() == "finished"
    assert len(person.kinds()) == 1


def test_a_person_wanted_in_a_script_pages_once(person: Person) -> None:
    person.write("box breathing")
    person.write("a person")
    assert person.kinds() == [("person_wanted", "page")]


def test_when_the_screen_breaks_it_is_a_crisis(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object, text: str) -> Callable[[], None]:
        raise RuntimeError("broken")

    monkeypatch.setattr("bot.safety.screen.Screen.judge", broken)
    assert "988" in person.write("hello")[0]
    assert person.kinds() == [("unreadable", "page")]


@pytest.mark.parametrize(
    "text", ["show me my safety plan", "/safety_plan", "i want to write a safety plan", "mi plan de seguridad"]
)
def test_whoever_asks_for_a_plan_is_shown_it_or_offered_to_write_one(person: Person, text: str) -> None:
    """Intent and script have one name; the intent leads, and a yes begins the script."""
    [reply] = person.write(text)
    assert reply.startswith("You have no finished safety plan here yet.")
    assert person.tracker().active_loop_name is None
    assert "How do you notice" in person.write("yes")[-1]
    assert person.tracker().active_loop_name == "script_form"


# What a participant's cautions speak against


def has_caution(person: Person, caution: str) -> None:
    with person.database.transaction() as tx:
        chat = people.chat_of_sender(tx, person.id)
        participants.set_cautions(tx, chat.participant_id, [caution])


def test_a_script_that_is_not_for_them_is_refused_in_one_message_and_the_next_words_are_free(person: Person) -> None:
    has_caution(person, "breath")
    [refused] = person.write("box breathing")
    assert refused.startswith('I leave out "Box breathing" with you.')
    assert person.tracker().active_loop_name is None
    assert person.slots() == {"answer": None, "requested_slot": None, "offered": None}
    assert person.write("five senses")[0].startswith("Five senses, about")
    assert person.slots()["requested_slot"] == "answer"


def test_neither_going_on_nor_the_next_answer_leads_back_into_it(person: Person) -> None:
    person.write("box breathing")
    person.write("pause")
    has_caution(person, "breath")
    [refused] = person.write("go on")
    assert refused.startswith('I leave out "Box breathing" with you.')
    assert person.tracker().active_loop_name is None
    assert person.run_status() == "abandoned"
