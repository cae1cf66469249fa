"""Long silences, sharing and high distress."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.db import assignments
from bot.db.database import Database
from bot.db.ids import now
from bot.scripts.library import Library
from bot.scripts.runs import Reply
from bot.services.practice import Outcome, Practised, stand_still
from tests.db.people import stored_chat
from tests.services.practising import HOUR, NO_TIME, Person, tiny_library, with_script

EARLY = """
- {id: words, ask: What happened?}
- {id: share, choose: And your words?, log_as: sharing, options: [{share: Share them}, {keep: Keep them}]}
- {id: more, ask: What else?}
- {id: again, ask: Anything more?}
"""


@pytest.fixture
def person(database: Database, library: Library, tmp_path: Path) -> Person:
    return Person(database, tiny_library(tmp_path, library), stored_chat(database))


def test_words_after_a_long_silence_are_kept_and_answer_nothing(person: Person) -> None:
    person.begin()
    person.say("7")
    person.resume_after = NO_TIME
    away = person.say("hi, me again")
    assert (away.outcome, away.messages) == (Outcome.AWAY, ())
    row = person.run()
    assert (row.status, row.step) == ("paused", "words")
    last = person.answers()[-1]
    assert (last.step, last.kind, last.text, last.sharing) == ("words", "unclear", "hi, me again", "keep")
    person.resume_after = HOUR
    assert person.go_on().messages[-1].text == "What happened?"
    person.say("a bad day")
    assert person.run().step == "breathe"


@pytest.mark.parametrize(
    ("command", "outcome"),
    [("stop", Outcome.STOPPED), ("A person", Outcome.PERSON), ("help", Outcome.OPEN), ("pause", Outcome.PAUSED)],
)
def test_a_command_works_after_a_long_silence_too(person: Person, command: str, outcome: Outcome) -> None:
    person.begin()
    person.resume_after = NO_TIME
    assert person.say(command).outcome is outcome
    assert person.answers() == []


def test_own_words_are_kept_and_numbers_and_choices_shared(person: Person) -> None:
    person.begin()
    person.say("awful", "7", "a bad day", "dizzy", "4", "home")
    found = [(one.text, one.sharing) for one in person.answers()]
    assert found == [
        ("awful", "keep"),
        ("7", "share"),
        ("a bad day", "keep"),
        ("dizzy", "keep"),
        ("4", "share"),
        ("home", "share"),
    ]


@pytest.mark.parametrize(("choice", "sharing"), [("share", "share"), ("keep", "keep"), ("skip", "keep")])
def test_the_person_decides_about_their_words(person: Person, choice: str, sharing: str) -> None:
    person.begin()
    person.say("7", "a bad day", "dizzy", "4", "home", choice)
    assert (person.sharing()["words"], person.sharing()["breathe"]) == (sharing, sharing)
    assert (person.sharing()["before"], person.sharing()["why"]) == ("share", "share")


def test_unclear_words_about_sharing_share_nothing(person: Person) -> None:
    person.begin()
    person.say("7", "a bad day", "dizzy", "4", "home", "don't share", "share nothing please")
    assert person.run().status == "finished"
    assert set(person.sharing().values()) == {"share", "keep"}
    assert (person.sharing()["words"], person.sharing()["share"]) == ("keep", "keep")


def test_going_back_over_sharing_takes_it_back(database: Database, library: Library, tmp_path: Path) -> None:
    person = Person(database, tiny_library(tmp_path, library, EARLY), stored_chat(database))
    person.begin()
    person.say("a bad day", "share")
    assert person.sharing()["words"] == "share"
    person.say("back")
    assert person.sharing()["words"] == "keep"
    person.say("share", "and more", "stop")
    assert person.sharing()["words"] == "share"


def test_words_taken_back_are_not_shared(person: Person) -> None:
    person.begin()
    person.say("7", "too much said", "back", "a bad day", "dizzy", "4", "home", "share")
    shared = {one.text: one.sharing for one in person.answers()}
    assert (shared["too much said"], shared["a bad day"]) == ("keep", "share")


@pytest.mark.parametrize(("number", "hinted"), [("8", False), ("9", True), ("10", True)])
def test_very_high_distress_at_the_start_says_that_a_person_can_be_had(
    person: Person, number: str, hinted: bool
) -> None:
    person.begin()
    first = person.say(number).messages[0].text
    assert (first == person.library.wording.high_distress.to("en")) is hinted
    assert person.say("a bad day").messages[0].text != person.library.wording.high_distress.to("en")


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("5", "7", Outcome.DONE),
        ("5", "8", Outcome.NOT_EASED),
        ("9", "9", Outcome.NOT_EASED),
        ("10", "8", Outcome.DONE),
        ("skip", "9", Outcome.NOT_EASED),
        ("5", "skip", Outcome.DONE),
    ],
)
def test_an_exercise_after_which_it_is_still_very_hard_is_told_apart(
    person: Person, before: str, after: str, outcome: Outcome
) -> None:
    exercise = person.library.scripts["tiny"].copy(update={"kind": "exercise"})
    person.library = with_script(person.library, exercise)
    person.begin()
    assert person.say(before, "a bad day", "ok", after, "home", "keep").outcome is outcome


def test_a_check_in_ends_with_the_need_it_found(person: Person) -> None:
    person.begin("mood_check_in")
    ended = person.say("5", "4", "Well enough", "yes", "3", "Panic", "skip")
    assert (ended.outcome, ended.need) == (Outcome.CHECKED_IN, "panic")
    assert person.run().tags == {"need": "panic"}


def test_a_late_end_of_time_does_not_open_a_paused_run(person: Person) -> None:
    person.begin()
    visit = person.say("7", "a bad day").visit
    person.say("pause")
    assert person.give(Reply("", visit=visit, pace_over=True)).messages == ()
    assert (person.run().status, person.run().step) == ("paused", "breathe")


# Very high and risen distress


@pytest.mark.parametrize("number", ["9", "10"])
def test_very_high_distress_pages_and_says_who_was_told(person: Person, number: str) -> None:
    person.begin()
    said = person.say(number).messages
    [incident] = person.incidents()
    assert (incident.kind, incident.level, incident.cause) == ("high_distress", "page", "message:m1")
    assert incident.participant_id == person.chat.participant_id
    told = person.desk.told("high_distress", incident.opened_at)
    numbers, who_knows = person.desk.texts.person_wanted("en", told)
    assert [one.text for one in said[1:3]] == [numbers["text"], who_knows["text"]]
    assert "988" in said[1].text
    assert said[-1].waits


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("5", "7", []),
        ("5", "8", ["distress_rise"]),
        ("8", "8", []),
        ("6", "9", ["high_distress"]),
        ("9", "9", ["high_distress", "high_distress"]),
        ("9", "4", ["high_distress"]),
        ("skip", "9", ["high_distress"]),
        ("skip", "8", []),
        ("5", "skip", []),
    ],
)
def test_distress_after_an_exercise_pages_where_it_is_very_high_or_has_risen(
    person: Person, before: str, after: str, kinds: list[str]
) -> None:
    person.begin()
    person.say(before, "a bad day", "ok")
    said = person.say(after).messages
    assert [incident.kind for incident in person.incidents()] == kinds
    if kinds == ["distress_rise"]:
        assert said[0].text == person.library.wording.distress_rise.to("en")
    person.say("home", "keep")
    assert [incident.kind for incident in person.incidents()] == kinds


def test_what_was_paged_about_while_rasa_was_away_is_said_once_and_raised_once(person: Person) -> None:
    person.begin()
    with person.database.transaction() as tx:
        told = person.practice.page_ahead(tx, person.chat, Reply("9"), "message:m1")
    assert [incident.kind for incident in person.incidents()] == ["high_distress"]
    assert "988" in told[0]["text"]
    assert person.answers() == []
    said = [one.text for one in person.say("9").messages]
    assert said[0] == person.library.wording.high_distress.to("en")
    assert not {one["text"] for one in told} & set(said)
    assert len(person.incidents()) == 1


@pytest.mark.parametrize("words", ["8", "hello", "skip", "help", "human"])
def test_nothing_is_paged_ahead_for_what_pages_nobody(person: Person, words: str) -> None:
    person.begin()
    with person.database.transaction() as tx:
        assert person.practice.page_ahead(tx, person.chat, Reply(words), "message:m1") == []
    assert person.incidents() == []


def test_a_number_that_answers_nothing_any_more_pages_nobody_ahead(person: Person) -> None:
    with person.database.transaction() as tx:
        assert person.practice.page_ahead(tx, person.chat, Reply("9"), "message:m1") == []
    person.begin()
    person.resume_after = NO_TIME
    with person.database.transaction() as tx:
        assert person.practice.page_ahead(tx, person.chat, Reply("9"), "message:m1") == []


def test_a_rating_given_anew_is_a_cause_of_its_own(person: Person) -> None:
    person.begin()
    person.say("9", "back", "9")
    assert [incident.cause for incident in person.incidents()] == ["message:m1", "message:m3"]


# Answers that staff are paged about

PHQ9 = ["0"] * 8


def answers_the_phq9(person: Person, ninth: str) -> Practised:
    with person.database.transaction() as tx:
        assignments.add(tx, person.chat.participant_id, "phq9", ["mon"], "10:00")
    person.begin("phq9")
    person.say(*PHQ9)
    return person.say(ninth)


@pytest.mark.parametrize("ninth", ["1", "Several days", "3"])
def test_item_nine_pages_at_once_whatever_the_total(person: Person, ninth: str) -> None:
    practised = answers_the_phq9(person, ninth)
    [incident] = person.incidents()
    assert (incident.kind, incident.level, incident.cause) == ("worrying_answer", "page", "message:m9")
    told = person.desk.told_of(incident, incident.opened_at)
    *reply, paused = practised.safety
    assert reply == person.desk.texts.safety_reply("en", told, 0, False)
    assert paused == person.desk.texts.paused("en")
    assert (practised.outcome, practised.messages) == (Outcome.PAUSED, ())


def test_item_nine_answered_with_not_at_all_pages_nobody(person: Person) -> None:
    practised = answers_the_phq9(person, "Not at all")
    assert (person.incidents(), practised.safety) == ([], ())
    assert practised.messages[-1].text.startswith("If you checked off any problems")


@pytest.mark.parametrize("words", ["yes, most nights", "more than I can say", "a veces"])
def test_words_at_item_nine_that_are_none_of_its_answers_page_too(person: Person, words: str) -> None:
    """Nobody here can tell what they mean, and it was said that any answer but one opens an alert."""
    practised = answers_the_phq9(person, words)
    assert [incident.kind for incident in person.incidents()] == ["worrying_answer"]
    assert practised.outcome is Outcome.PAUSED
    assert person.answers()[-1].text == words
    assert person.go_on().messages[-1].text.startswith("Thoughts that you would be better off dead")


@pytest.mark.parametrize("words", ["no", "nope"])
def test_a_plain_no_to_item_nine_is_asked_again_and_pages_nobody(person: Person, words: str) -> None:
    assert answers_the_phq9(person, words).outcome is Outcome.OPEN
    assert person.incidents() == []


def test_after_item_nine_the_script_stands_still_and_ends_when_asked_to(person: Person) -> None:
    answers_the_phq9(person, "2")
    assert person.say("hello?").outcome is Outcome.AWAY
    assert person.run().status == "paused"
    assert person.go_on().messages[-1].text.startswith("If you checked off any problems")
    assert person.say("Very difficult").outcome is Outcome.DONE
    assert len(person.incidents()) == 1


def test_item_nine_answered_anew_is_another_page_and_another_wording(person: Person) -> None:
    first = answers_the_phq9(person, "1").safety[0]
    person.go_on()
    again = person.say("back", "2").safety[0]
    assert len(person.incidents()) == 2
    assert again != first


def test_the_last_answer_of_a_script_may_page_too(database: Database, library: Library, tmp_path: Path) -> None:
    ends = tiny_library(tmp_path, library, "- {id: one, scale: A?, to: 3, page_if: answer >= 2}")
    person = Person(database, ends, stored_chat(database))
    person.begin()
    practised = person.say("2")
    assert practised.outcome is Outcome.CHECKED_IN
    assert [one.text for one in practised.messages] == ["That is all."]
    assert practised.safety == tuple(
        person.desk.texts.safety_reply("en", person.desk.told_of(person.incidents()[0], now()), 0, False)
    )


# Standing still


def test_a_run_that_stands_still_goes_on_only_when_asked_to(person: Person) -> None:
    person.begin()
    person.say("7")
    with person.database.transaction() as tx:
        assert stand_still(tx, person.chat)
    assert person.run().status == "paused"
    assert person.say("a bad day").outcome is Outcome.AWAY
    assert person.run().status == "paused"
    assert person.go_on().messages[-1].text == "What happened?"
    assert person.say("a bad day").outcome is Outcome.OPEN


@pytest.mark.parametrize("words", [[], ["stop"]])
def test_without_a_live_run_nothing_stands_still(person: Person, words: list[str]) -> None:
    if words:
        person.begin()
        person.say(*words)
    with person.database.transaction() as tx:
        assert not stand_still(tx, person.chat)
