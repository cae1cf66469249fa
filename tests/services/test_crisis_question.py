"""A message that may mean danger: one direct question, and what each answer leads to."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.db import inbox
from bot.db.database import Database
from bot.db.inbox import HANDLED
from bot.scripts.library import Library
from bot.services import people
from bot.services.incidents import follow_up, promote_silent, resolve
from tests.clock import Clock
from tests.db.people import stored_chat
from tests.services.participant import Participant
from tests.services.practising import Person, tiny_library
from tests.services.screen_fake import CHECK_WORDS, PAGE_WORDS, SPANISH_CHECK_WORDS

QUESTION = 2
"""Messages that the question is made of."""
REPLY = 3
"""Messages that a safety reply is made of."""
MENU = {"text": "What now?", "buttons": [{"title": "Bye", "payload": "/bye"}, {"title": "7", "payload": "seven"}]}


@pytest.fixture
def asked(person: Participant) -> Participant:
    """The question is open and was sent, and Rasa has had its turn."""
    person.is_asked(MENU)
    return person


@pytest.fixture
def practising(person: Participant, library: Library, tmp_path: Path) -> Person:
    practising = Person(person.database, tiny_library(tmp_path, library), person.chat)
    practising.begin()
    practising.say("7")
    return practising


def test_it_is_asked_once_with_buttons_and_pages_nobody(person: Participant, practising: Person) -> None:
    assert person.writes(CHECK_WORDS).replied
    assert len(person.sees()) == QUESTION
    assert person.sees()[-1].endswith("are you in danger right now?")
    assert person.buttons() == ["Yes", "No", "I am not sure"]
    [row] = person.incidents()
    assert (row.level, row.state, row.kind, person.pages()) == ("check", "open", "passive_ideation", [])
    assert practising.run().status == "paused"
    waiting = person.waiting()
    assert waiting
    assert waiting.held == "check"


def test_what_rasa_says_to_it_is_dropped(person: Participant) -> None:
    person.writes(CHECK_WORDS)
    person.is_told({"text": "I see."})
    assert len(person.sees()) == QUESTION


@pytest.mark.parametrize("answer", ["Yes", "I am not sure"])
def test_a_button_that_is_no_no_pages(asked: Participant, answer: str) -> None:
    asked.presses(answer)
    assert asked.levels() == ["page"]
    assert [one.channel for one in asked.pages()] == ["ana_sms", "ana_email"]
    assert asked.events()[-1] == ("raised", "other")
    assert asked.waiting() is None


@pytest.mark.parametrize(
    "answer", ["yes", "not sure", "no but i think about it", "can we do box breathing", "no?", "no 😭", "🙂"]
)
def test_any_words_that_are_no_plain_no_page_and_rasa_gets_none_of_them(asked: Participant, answer: str) -> None:
    shown = len(asked.sees())
    assert asked.writes(answer).replied
    assert asked.levels() == ["page"]
    assert len(asked.sees()) == shown + REPLY
    assert asked.waiting() is None


def test_a_button_of_an_earlier_question_pages(asked: Participant) -> None:
    asked.presses("7")
    assert asked.levels() == ["page"]
    assert asked.waiting() is None


def test_an_earlier_button_that_orders_something_pages_and_is_carried_out(asked: Participant) -> None:
    asked.presses("Bye")
    assert asked.levels() == ["page"]
    waiting = asked.waiting()
    assert waiting
    assert (waiting.metadata["payload"], waiting.held) == ("/bye", None)


def test_a_question_in_another_language_stays_in_it(person: Participant, clock: Clock) -> None:
    """What answers it, and what follows when nothing does, is said in the language of the question."""
    texts = person.desk.texts
    person.writes(SPANISH_CHECK_WORDS)
    assert person.buttons() == ["Sí", "No", "No lo sé"]
    person.presses("No")
    [thanks] = person.sees()[QUESTION:]
    assert thanks == texts.no_thanks("es", script_paused=False)[0]["text"]
    clock.move(days=2)
    person.writes(SPANISH_CHECK_WORDS)
    clock.move(minutes=30)
    assert promote_silent(person.database, person.desk) == 1
    assert person.sees()[-2] == texts.silence("es")[0]["text"]


def test_silence_pages_and_the_person_is_told_once(asked: Participant, clock: Clock) -> None:
    shown = len(asked.sees())
    assert promote_silent(asked.database, asked.desk) == 0
    clock.move(minutes=5)
    assert [promote_silent(asked.database, asked.desk) for _ in range(3)] == [1, 0, 0]
    assert (asked.levels(), len(asked.pages())) == (["page"], 2)
    assert asked.sees()[shown].startswith("You have not answered")


@pytest.mark.parametrize("answer", ["No", "no", "nope", "No.", "no, estoy bien"])
def test_a_plain_no_stays_in_the_queue_and_pages_nobody(asked: Participant, clock: Clock, answer: str) -> None:
    assert asked.writes(answer).replied
    [row] = asked.incidents()
    assert (row.level, row.state, row.answered, asked.pages()) == ("check", "open", "no", [])
    assert asked.sees()[-1].startswith("Thank you for answering")
    assert asked.waiting() is None
    clock.move(hours=1)
    assert promote_silent(asked.database, asked.desk) == 0


def test_after_a_no_going_on_is_offered_and_nothing_goes_on_by_itself(asked: Participant, practising: Person) -> None:
    """A script that was begun before the question stands still until "Go on" is pressed."""
    asked.presses("No")
    assert asked.buttons() == ["Go on", "Show me the menu"]
    assert practising.run().status == "paused"
    asked.presses("Go on")
    waiting = asked.waiting()
    assert waiting
    assert waiting.metadata == {"payload": "/resume"}


def test_after_a_no_without_a_script_only_the_menu_is_offered(asked: Participant) -> None:
    asked.presses("No")
    assert asked.buttons() == ["Show me the menu"]


def test_what_comes_after_a_no_is_an_ordinary_message(asked: Participant) -> None:
    asked.presses("No")
    shown = len(asked.sees())
    asked.writes("show me something")
    waiting = asked.waiting()
    assert waiting
    assert (waiting.text, waiting.held, len(asked.sees())) == ("show me something", None, shown)


def test_a_no_with_danger_in_it_is_no_no(asked: Participant) -> None:
    asked.writes(f"no. {PAGE_WORDS}")
    assert asked.levels() == ["page", "page"]
    assert len(asked.sees()) == 1 + QUESTION + REPLY


@pytest.mark.parametrize("hours", [0, 23.9])
def test_a_second_message_like_it_within_a_day_pages(asked: Participant, clock: Clock, hours: float) -> None:
    asked.presses("No")
    shown = len(asked.sees())
    clock.move(hours=hours)
    asked.writes(CHECK_WORDS)
    assert asked.levels() == ["check", "page"]
    assert len(asked.sees()) == shown + REPLY
    waiting = asked.waiting()
    assert waiting
    assert waiting.held == "page"


def test_a_second_message_like_it_after_a_day_is_asked_again(asked: Participant, clock: Clock) -> None:
    asked.presses("No")
    clock.move(hours=24, minutes=1)
    asked.writes(CHECK_WORDS)
    assert asked.levels() == ["check", "check"]
    assert asked.buttons() == ["Yes", "No", "I am not sure"]


def test_a_second_message_like_it_while_the_question_is_open_pages(asked: Participant) -> None:
    asked.writes(CHECK_WORDS)
    assert asked.levels() == ["page", "page"]


@pytest.mark.parametrize("command", ["help", "stop", "human", "HELP", "ayuda"])
def test_help_stop_and_human_page_and_are_carried_out(asked: Participant, command: str) -> None:
    shown = len(asked.sees())
    asked.writes(command)
    assert asked.levels() == ["page"]
    assert len(asked.sees()) == shown + REPLY
    waiting = asked.waiting()
    assert waiting
    assert (waiting.text, waiting.held) == (command, None)
    asked.is_told({"text": "Here is help."})
    assert asked.sees()[-1] == "Here is help."


@pytest.mark.parametrize("command", ["skip", "back", "pause"])
def test_other_commands_are_answers(asked: Participant, command: str) -> None:
    asked.writes(command)
    assert asked.levels() == ["page"]
    assert asked.waiting() is None


@pytest.mark.parametrize("answer", ["Yes", "I am not sure", "yeah"])
def test_a_late_yes_pages_again_and_gets_a_safety_reply(asked: Participant, clock: Clock, answer: str) -> None:
    """The buttons are still there after silence has paged."""
    clock.move(minutes=6)
    promote_silent(asked.database, asked.desk)
    said = asked.sees()
    assert asked.writes(answer).replied
    assert asked.levels() == ["page", "page"]
    assert len(asked.sees()) == len(said) + REPLY
    assert set(asked.sees()[-REPLY:]).isdisjoint(said)
    assert asked.waiting() is None


def test_a_late_press_is_the_same(asked: Participant, clock: Clock) -> None:
    clock.move(minutes=6)
    promote_silent(asked.database, asked.desk)
    asked.presses("I am not sure")
    assert (asked.levels(), asked.waiting()) == (["page", "page"], None)


def test_a_late_no_takes_nothing_back(asked: Participant, clock: Clock) -> None:
    clock.move(minutes=6)
    promote_silent(asked.database, asked.desk)
    asked.presses("No")
    [row] = asked.incidents()
    assert (row.level, row.answered, asked.waiting()) == ("page", "silence", None)
    assert asked.sees()[-1].startswith("Thank you for answering")


def test_what_is_typed_after_something_else_was_said_is_no_late_answer(asked: Participant, clock: Clock) -> None:
    clock.move(minutes=6)
    promote_silent(asked.database, asked.desk)
    for text in ("show me the menu", "yes"):
        asked.writes(text)
        assert asked.waiting()
        asked.is_told({"text": "Here it is."})
    assert asked.levels() == ["page"]


def test_the_first_safety_reply_after_the_question_speaks_of_the_first_alert(asked: Participant) -> None:
    asked.presses("Yes")
    desk, row = asked.desk, asked.incidents()[0]
    told = desk.told(row.kind, row.opened_at)
    assert asked.sees()[-REPLY:] == [body["text"] for body in desk.texts.safety_reply("en", told, 0, plan=False)]


def test_a_question_that_staff_have_resolved_still_pages_on_a_yes(asked: Participant) -> None:
    resolve(asked.database, asked.desk, asked.incidents()[0].id, "ana", "called, safe")
    asked.presses("Yes")
    assert asked.levels() == ["check", "page"]
    assert len(asked.pages()) == 2


def test_the_question_of_one_chat_is_not_answered_in_another(asked: Participant, library: Library) -> None:
    other = Participant(asked.database, stored_chat(asked.database, "other"), library.commands)
    other.writes("yes")
    assert (asked.levels(), other.sees()) == (["check"], [])


def test_that_nobody_can_be_reached_is_said_with_the_question(person: Participant) -> None:
    person.connected_to()
    person.writes(CHECK_WORDS)
    assert "No staff can be reached" in person.sees()[0]
    person.presses("I am not sure")
    assert "I have not told anybody" in person.sees()[-1]


def test_after_a_no_nobody_is_asked_later_how_they_are(asked: Participant, clock: Clock) -> None:
    asked.presses("No")
    clock.move(hours=13)
    assert follow_up(asked.database, asked.desk) == 0


def test_a_drill_can_be_a_question_too(database: Database, library: Library, clock: Clock) -> None:
    with database.transaction() as tx:
        chat = people.drill_chat(tx)
    drill = Participant(database, chat, library.commands)
    drill.writes(CHECK_WORDS)
    drill.presses("I am not sure")
    assert [(row.drill, row.level) for row in drill.incidents()] == [(True, "page")]
    assert "DRILL" in drill.sees()[-1]


def test_what_was_answered_is_kept(asked: Participant) -> None:
    asked.presses("I am not sure")
    assert asked.newest().text == "I am not sure"
    assert asked.newest().kind == "button"
    with asked.database.reading() as tx:
        assert inbox.counts(tx) == {HANDLED: 3}
