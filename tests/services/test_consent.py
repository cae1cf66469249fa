"""Consent by purpose: asked once, kept in every version, taken back from the chat, and no exercise without it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.db import runs
from bot.db.database import Database
from bot.scripts.library import Library
from bot.scripts.runs import RunState
from bot.services import chat_commands, consent
from bot.services.chat_words import ChatWords, Purpose
from bot.services.program_notice import program_notice
from tests.clock import Clock
from tests.services.enrolling import Newcomer, chat_words, invitation

YES, NO = "Yes, my care team may see it", "No"


@pytest.fixture
def person(database: Database, clock: Clock) -> Newcomer:
    one = Newcomer(database)
    one.enrols()
    return one


def reworded(purpose: str, **changed: str) -> ChatWords:
    """The words of this checkout with one purpose asked otherwise."""
    words = chat_words()
    said = words.consent.purposes[Purpose(purpose)]
    new = said.copy(update={key: type(said.ask)((("en", text), ("es", text))) for key, text in changed.items()})
    purposes = {**words.consent.purposes, Purpose(purpose): new}
    return words.copy(update={"consent": words.consent.copy(update={"purposes": purposes})})


def unagreed(person: Newcomer, library: Library, text: str, payload: str = "") -> Any:
    with person.database.transaction() as tx:
        args = (tx, person.reception, library.commands, person.chat, text, payload)
        return chat_commands.answer_unagreed(*args)


@pytest.mark.parametrize("before", ["nothing", "no"])
@pytest.mark.parametrize(
    ("text", "payload"),
    [("hello", ""), ("menu", ""), ("Five senses", '/practise{"script":"five_senses"}'), ("Menu", "/list_exercises")],
)
def test_until_the_care_team_is_agreed_to_all_else_is_answered_with_the_question(
    person: Newcomer, library: Library, before: str, text: str, payload: str
) -> None:
    if before == "no":
        person.presses(NO)
    answer = unagreed(person, library, text, payload)
    assert [one["text"] for one in answer.bodies] == [
        person.words.consent.first.to("en"),
        person.words.consent.purposes[Purpose.CARE_TEAM].ask.to("en"),
    ]
    person.presses_payload(answer.bodies[-1]["buttons"][0]["payload"])
    assert unagreed(person, library, text, payload) is None


@pytest.mark.parametrize(
    ("text", "payload", "order"),
    [("human", "", "/talk_to_staff"), ("una persona", "", "/talk_to_staff"), ("help", "", ""), ("stop", "", "")],
)
def test_help_stop_and_a_person_work_before_anything_is_agreed_to(
    person: Newcomer, library: Library, text: str, payload: str, order: str
) -> None:
    answer = unagreed(person, library, text, payload)
    assert answer.order == order
    if not order:
        assert "988" in answer.bodies[0]["text"]


@pytest.mark.parametrize("payload", ["/talk_to_staff", "/safety_plan"])
def test_the_buttons_of_a_safety_reply_work_before_anything_is_agreed_to(
    person: Newcomer, library: Library, payload: str
) -> None:
    assert unagreed(person, library, "a title", payload) is None


def test_a_no_to_the_care_team_asks_nothing_further_and_can_become_a_yes(person: Newcomer) -> None:
    person.presses(NO)
    assert person.texts() == [person.words.consent.purposes[Purpose.CARE_TEAM].declined.to("en")]
    assert person.titles() == [YES]
    person.presses(YES)
    assert person.texts()[-1] == person.words.consent.purposes[Purpose.FAMILY].ask.to("en")
    assert [(one.purpose, one.given) for one in person.decisions()] == [("care_team", False), ("care_team", True)]


def test_family_and_research_can_be_refused_without_losing_anything(person: Newcomer, library: Library) -> None:
    person.presses(YES)
    person.presses("No, not there")
    person.presses("No, no research")
    assert person.titles() == ["Show me the menu"]
    assert unagreed(person, library, "menu") is None


def test_a_press_that_comes_twice_is_kept_once(person: Newcomer) -> None:
    payload = person.seen[-1]["buttons"][0]["payload"]
    person.presses_payload(payload)
    person.presses_payload(payload)
    assert len(person.decisions()) == 1


# /privacy


def test_privacy_shows_what_was_decided_and_when(person: Newcomer) -> None:
    person.presses(YES)
    person.presses("No, not there")
    person.types("privacy")
    assert person.texts()[-1].splitlines()[1:] == [
        "Your care team: yes, since 03/02/2026.",
        "Family sessions: no, since 03/02/2026.",
        "Research: not answered yet.",
    ]
    assert person.titles() == ["Say no: Your care team", "Say yes: Family sessions", "Say yes: Research"]


def test_the_day_of_a_decision_is_that_of_the_participants_own_clock(database: Database, clock: Clock) -> None:
    clock.move(hours=10)  # 03:00 UTC on the third: ten in the evening in New York, noon in Tokyo
    for zone, day in (("Asia/Tokyo", "03/03/2026"), (None, "03/02/2026")):
        person = Newcomer(database, f"in {zone}")
        person.opens(invitation(database, time_zone=zone).code)
        person.presses(YES)
        person.types("privacy")
        assert f"Your care team: yes, since {day}." in person.texts()[-1]


def test_consent_is_taken_back_from_the_chat_and_given_again_only_at_the_question(
    person: Newcomer, library: Library
) -> None:
    person.agrees()
    person.types("privacidad")
    person.presses("Say no: Your care team")
    assert unagreed(person, library, "menu") is not None
    person.types("privacy")
    person.presses("Say yes: Your care team")
    assert person.texts() == [person.words.consent.purposes[Purpose.CARE_TEAM].ask.to("en")]
    assert unagreed(person, library, "menu") is not None, "asking is not agreeing"
    person.presses(YES)
    assert unagreed(person, library, "menu") is None
    kept = [(one.purpose, one.given) for one in person.decisions()]
    assert kept == [
        ("care_team", True), ("family", True), ("research", True), ("care_team", False), ("care_team", True),
    ]  # fmt: skip


def test_a_script_in_progress_stands_still_when_the_consent_is_taken_back(person: Newcomer) -> None:
    person.agrees()
    with person.database.transaction() as tx:
        run_id = runs.add(tx, person.chat.participant_id, "tiny", "v1", "own")
        runs.save(tx, run_id, "open", RunState("one").as_data())
    person.types("privacy")
    person.presses("Say no: Your care team")
    with person.database.reading() as tx:
        assert runs.get(tx, run_id).status == "paused"


# Versions


def test_other_words_are_asked_anew_and_an_old_button_agrees_to_nothing(person: Newcomer, library: Library) -> None:
    old = person.seen[-1]["buttons"][0]["payload"]
    person.agrees()
    person.words = reworded("care_team", ask="May they see all of it?")
    assert unagreed(person, library, "menu").bodies[-1]["text"] == "May they see all of it?"
    person.presses_payload(old)
    assert person.texts() == [person.words.consent.changed.to("en"), "May they see all of it?"]
    assert len(person.decisions()) == 3
    person.presses(YES)
    assert unagreed(person, library, "menu") is None
    versions = [one.version for one in person.decisions() if one.purpose == "care_team"]
    assert len(set(versions)) == 2


def test_words_around_the_question_may_change_without_asking_anew(person: Newcomer, library: Library) -> None:
    person.agrees()
    person.words = reworded("care_team", agreed="Fine.", declined="Fine, too.", label="The team")
    assert unagreed(person, library, "menu") is None


@pytest.mark.parametrize(
    "payload",
    [
        "consent:", "consent:care_team", "consent:care_team:maybe:1", "consent:everything:yes:1", "consent:care_team:",
        "consent:yes", "delete:", "delete:confirm", "delete:confirm:", "delete:confirm:soon", "delete:confirm:-1",
        "pause:", "pause:year", "unknown:1", "",
    ],
)  # fmt: skip
def test_a_button_that_is_none_gets_a_clear_word_and_changes_nothing(person: Newcomer, payload: str) -> None:
    person.presses_payload(payload)
    assert person.texts() == [person.words.stale.to("en")]
    assert person.decisions() == []


@pytest.mark.parametrize("version", ["", "0" * 12, "%", "agree"])
def test_a_forged_version_agrees_to_nothing(person: Newcomer, version: str) -> None:
    person.presses_payload(f"consent:care_team:yes:{version}")
    assert person.decisions() == []
    assert person.titles() == [YES, NO]


# A program, not a person


def test_it_says_that_it_is_a_program_at_the_start_and_every_three_hours_of_use(person: Newcomer, clock: Clock) -> None:
    def due() -> bool:
        with person.database.transaction() as tx:
            said = program_notice(tx, person.reception, person.chat)
        assert all("program, not a person" in one["text"] for one in said)
        return bool(said)

    assert "program, not a person" in person.outbox()[0]["text"]
    assert not due()
    clock.move(hours=3, seconds=-1)
    assert not due()
    clock.move(seconds=1)
    assert [due(), due()] == [True, False]
    clock.move(hours=-5)
    assert [due(), due()] == [True, False], "a clock that was set back must not silence it"


def test_nobody_may_practise_who_was_never_asked(person: Newcomer) -> None:
    with person.database.reading() as tx:
        assert not consent.may_practise(tx, person.reception, person.chat)
        assert consent.gate(tx, person.reception, person.chat) is not None
