"""What counts as an answer to the direct question: meant for it, typed or pressed, in time or late."""

from __future__ import annotations

import pytest

from bot.db.ids import new_id
from bot.services import conversation
from bot.services.incidents import acknowledge, promote_silent, resolve
from tests.clock import Clock
from tests.services.participant import Participant
from tests.services.screen_fake import CHECK_WORDS

REPLY = 3
"""Messages that a safety reply is made of."""
EARLIER = {"text": "Did you eat today?", "buttons": [{"title": "No", "payload": "no"}]}


@pytest.fixture
def asked(person: Participant) -> Participant:
    """An earlier question with a "No" of its own, then the direct question, which has been sent."""
    person.is_asked(EARLIER)
    return person


def edits(person: Participant, text: str) -> None:
    verdict = person.screen.judge(text)
    with person.database.transaction() as tx:
        conversation.take_text(tx, person.guard, person.chat.id, new_id(), text, verdict, edited=True)


def falls_silent(person: Participant, clock: Clock) -> None:
    clock.move(minutes=6)
    promote_silent(person.database, person.desk)


# A yes counts whenever it comes


@pytest.mark.parametrize("answer", ["Yes", "I am not sure"])
def test_a_press_after_a_no_pages(asked: Participant, answer: str) -> None:
    asked.presses("No")
    shown = len(asked.sees())
    assert asked.presses(answer).replied
    assert (asked.levels(), len(asked.pages())) == (["page"], 2)
    assert len(asked.sees()) == shown + REPLY
    assert asked.waiting() is None


@pytest.mark.parametrize("answer", ["yes", "Yes.", "i am not sure", "sí"])
def test_a_typed_yes_right_after_a_no_pages(asked: Participant, answer: str) -> None:
    asked.writes("no")
    assert asked.writes(answer).replied
    assert asked.levels() == ["page"]


def test_an_ok_after_a_no_is_no_yes(asked: Participant) -> None:
    asked.writes("no")
    asked.writes("ok")
    assert asked.levels() == ["check"]
    assert asked.waiting()


def test_a_yes_after_something_else_was_said_is_an_ordinary_message(asked: Participant) -> None:
    asked.writes("no")
    asked.writes("show me the menu")
    asked.is_told({"text": "Shall we breathe?"})
    asked.writes("yes")
    assert asked.levels() == ["check"]
    assert asked.waiting()


def test_a_press_long_after_the_question_pages(asked: Participant, clock: Clock) -> None:
    asked.presses("No")
    asked.writes("show me the menu")
    asked.is_told({"text": "Here it is."})
    clock.move(hours=30)
    asked.presses("Yes")
    assert asked.levels() == ["page"]


@pytest.mark.parametrize("typed", [True, False])
def test_a_yes_after_staff_resolved_it_and_its_time_is_over_pages(
    asked: Participant, clock: Clock, typed: bool
) -> None:
    resolve(asked.database, asked.desk, asked.incidents()[0].id, "ana", "looked at it")
    falls_silent(asked, clock)
    if typed:
        asked.writes("yes")
    else:
        asked.presses("Yes")
    assert asked.levels() == ["check", "page"]
    assert len(asked.pages()) == 2


def test_a_press_after_silence_and_another_word_pages_again(asked: Participant, clock: Clock) -> None:
    falls_silent(asked, clock)
    asked.writes("hm")
    asked.is_told()
    asked.presses("Yes")
    assert asked.levels() == ["page", "page"]


def test_a_yes_after_a_no_pages_staff_who_took_the_check_anew(asked: Participant) -> None:
    asked.presses("No")
    acknowledge(asked.database, asked.desk, asked.incidents()[0].id, "ana")
    asked.presses("Yes")
    [row] = asked.incidents()
    assert (row.level, row.state, row.answered) == ("page", "open", "other")


def test_a_second_yes_is_answered_and_pages_nobody_anew(asked: Participant, clock: Clock) -> None:
    for _ in range(3):
        asked.presses("Yes")
    assert (asked.levels(), len(asked.pages())) == (["page"], 2)
    assert len(asked.sees()) == 1 + 2 + 3 * REPLY
    assert asked.waiting() is None


def test_a_yes_again_after_its_page_was_resolved_pages_again(asked: Participant) -> None:
    asked.presses("Yes")
    resolve_page(asked)
    asked.presses("Yes")
    assert asked.levels() == ["page", "page"]
    resolve_page(asked)
    asked.presses("Yes")
    assert asked.levels() == ["page", "page", "page"]


def resolve_page(person: Participant) -> None:
    newest = person.incidents()[-1].id
    acknowledge(person.database, person.desk, newest, "ana")
    resolve(person.database, person.desk, newest, "ana", "called, safe")


# A no counts only for the question that was asked


def test_a_no_pressed_twice_is_answered_once(asked: Participant) -> None:
    asked.presses("No")
    shown = asked.sees()
    asked.presses("No", of="in danger right now?")
    assert (asked.levels(), asked.sees(), asked.waiting()) == (["check"], shown, None)


def test_a_no_typed_before_the_question_was_sent_leaves_it_open(person: Participant, clock: Clock) -> None:
    person.writes(CHECK_WORDS)
    person.writes("no")
    [row] = person.incidents()
    assert (row.level, row.answered, person.sees()[2:]) == ("check", None, [])
    falls_silent(person, clock)
    assert person.levels() == ["page"]


def test_a_question_that_was_not_heard_at_first_takes_its_no_later(person: Participant, clock: Clock) -> None:
    person.writes(CHECK_WORDS)
    person.writes("no")
    person.has_read()
    person.writes("no")
    falls_silent(person, clock)
    [row] = person.incidents()
    assert (row.level, row.answered) == ("check", "no")


def test_a_no_of_another_question_pages(asked: Participant) -> None:
    asked.presses("No", of="Did you eat today?")
    assert asked.levels() == ["page"]


# An edit answers nothing but yes


def test_an_edit_into_a_no_answers_nothing(asked: Participant, clock: Clock) -> None:
    shown = asked.sees()
    edits(asked, "no im fine")
    [row] = asked.incidents()
    assert (row.level, row.answered, asked.sees()) == ("check", None, shown)
    falls_silent(asked, clock)
    assert asked.levels() == ["page"]


def test_a_corrected_word_pages_nobody(asked: Participant) -> None:
    edits(asked, "hello")
    assert (asked.levels(), asked.waiting()) == (["check"], None)


def test_the_question_can_be_answered_after_an_edit(asked: Participant) -> None:
    edits(asked, "hello")
    asked.presses("No")
    assert asked.sees()[-1].startswith("Thank you for answering")


@pytest.mark.parametrize("answered_before", [True, False])
def test_an_edit_into_a_yes_pages(asked: Participant, answered_before: bool) -> None:
    if answered_before:
        asked.writes("no")
    edits(asked, "yes")
    assert asked.levels() == ["page"]
