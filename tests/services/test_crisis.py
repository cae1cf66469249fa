"""A message that says somebody is in danger: what is in the database the moment it is taken."""

from __future__ import annotations

import itertools
from datetime import datetime, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.db import runs, tables
from bot.db.database import Database
from bot.scripts.library import Library
from bot.scripts.runs import Reply
from bot.services import conversation, people
from bot.services.conversation import NotTaken
from bot.services.incidents import acknowledge, follow_up
from tests.clock import Clock
from tests.db.people import stored_chat
from tests.services.participant import Participant
from tests.services.practising import Person, tiny_library
from tests.services.screen_fake import PAGE_WORDS, SPANISH_PAGE_WORDS, UNREADABLE_WORDS

MENU = {
    "text": "What now?",
    "buttons": [{"title": PAGE_WORDS, "payload": "/list"}, {"title": "Show all", "payload": "/list"}],
}
TABLES = (tables.inbox, tables.screening, tables.incident, tables.notice, tables.incident_event, tables.outbox)
SUNDAY_NIGHT = datetime(2026, 3, 2, 3, tzinfo=timezone.utc)


@pytest.fixture
def person(database: Database, library: Library) -> Participant:
    return Participant(database, stored_chat(database), library.commands)


@pytest.fixture
def practising(person: Participant, library: Library, tmp_path: Path) -> Person:
    """The same person in the middle of a script, asked "What happened?"."""
    practising = Person(person.database, tiny_library(tmp_path, library), person.chat)
    practising.begin()
    practising.say("7")
    return practising


def stored(database: Database) -> set[str]:
    """The tables that hold anything of a message or an incident."""
    with database.reading() as tx:
        return {one.name for one in TABLES if tx.run(select(func.count()).select_from(one)).scalar_one()}


def test_a_page_is_stored_whole(person: Participant, practising: Person) -> None:
    taken = person.writes(PAGE_WORDS)
    assert (taken.new, taken.replied) == (True, True)
    verdict = person.verdict()
    assert verdict
    assert (verdict.outcome, verdict.kind, verdict.rule) == ("page", "active_ideation", "kill_myself")
    assert (verdict.span, verdict.lexicon) == ((0, len(PAGE_WORDS)), "test")
    [row] = person.incidents()
    assert (row.level, row.state, row.kind, row.cause) == (
        "page", "open", "active_ideation", f"message:{person.newest().id}",
    )  # fmt: skip
    assert [(one.person, one.channel, one.state) for one in person.pages()] == [
        ("ana", "ana_sms", "waiting"),
        ("ana", "ana_email", "waiting"),
    ]
    assert len(person.sees()) == 3
    assert practising.run().status == "paused"


def test_the_reply_to_a_page_comes_with_the_stored_message_behind_what_waited(person: Participant) -> None:
    person.writes("hello")
    person.is_told({"text": "Not sent yet."})
    taken = person.writes(PAGE_WORDS)
    assert taken.unsent == conversation.unsent(person.database, person.chat.id)
    assert [one.body["text"] for one in taken.unsent][:1] == ["Not sent yet."]
    assert len(taken.unsent) == 4


def test_a_harmless_message_comes_with_nothing_to_send(person: Participant) -> None:
    assert not person.writes("hello").unsent


@pytest.mark.parametrize(
    "broken",
    [
        "crisis.screenings.store",
        "crisis.incidents.raise_incident",
        "crisis.stand_still",
        "safety_replies.outbox.store",
    ],
)
def test_a_page_is_stored_whole_or_not_at_all(
    person: Participant, practising: Person, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """Whatever step of it fails. The channel is not told that it was taken, so it sends again."""

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("in the middle")

    with monkeypatch.context() as during:
        during.setattr(f"bot.services.{broken}", fails)
        with pytest.raises(RuntimeError, match="in the middle"):
            person.writes(PAGE_WORDS, "key-1")
    assert stored(person.database) == set()
    assert practising.run().status == "open"
    assert person.writes(PAGE_WORDS, "key-1").new
    assert len(person.incidents()) == 1


def test_every_message_gets_its_verdict(person: Participant) -> None:
    person.writes("hello there")
    verdict = person.verdict()
    assert verdict
    assert (verdict.outcome, verdict.kind, verdict.rule, verdict.span) == ("none", None, None, None)
    assert (person.incidents(), person.sees()) == ([], [])


def test_the_same_message_again_is_one_incident_and_one_reply(person: Participant) -> None:
    for number in range(100):
        assert person.writes(PAGE_WORDS, "key-1").new == (number == 0)
    assert (len(person.incidents()), len(person.pages()), len(person.sees())) == (1, 2, 3)


def test_each_further_message_gets_another_wording_and_its_own_page(person: Participant) -> None:
    for number in range(6):
        person.writes(f"{PAGE_WORDS} {number}")
    replies = [person.sees()[3 * number : 3 * number + 3] for number in range(6)]
    assert len({tuple(reply) for reply in replies[:3]}) == 3
    for reply, following in itertools.pairwise(replies):
        assert set(reply).isdisjoint(following)
    assert len(person.incidents()) == 6


def test_the_reply_has_the_numbers_and_who_was_told(person: Participant, clock: Clock) -> None:
    person.writes(PAGE_WORDS)
    opening, numbers, told = person.sees()
    assert "911" in opening
    assert all(way in numbers for way in ("call 988", "text 988", "988lifeline.org/chat"))
    assert "alerting the staff on duty" in told


def test_after_hours_it_says_when_staff_are_next_on_duty(person: Participant, clock: Clock) -> None:
    clock.moment = SUNDAY_NIGHT
    person.writes(PAGE_WORDS)
    assert "outside their working hours" in person.sees()[-1]
    assert "on duty: tomorrow at 9:00 AM" in person.sees()[-1]


@pytest.mark.parametrize("connected", [(), ("somebody_elses_sms",)])
def test_when_nobody_can_be_reached_it_says_so(person: Participant, clock: Clock, connected: tuple[str, ...]) -> None:
    """The incident is opened all the same: staff find it in the list."""
    person.connected_to(*connected)
    for _ in range(3):
        person.writes(PAGE_WORDS)
        assert "no staff can be reached" in person.sees()[-1].lower()
    assert len(person.incidents()) == 3


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_said_in_the_persons_language(database: Database, library: Library, clock: Clock, language: str) -> None:
    person = Participant(database, stored_chat(database, "other", language), library.commands)
    person.writes(PAGE_WORDS)
    desk = person.desk
    told = desk.told("active_ideation", clock.moment, language)
    assert person.sees() == [body["text"] for body in desk.texts.safety_reply(language, told, 0, plan=False)]


def test_whoever_falls_into_another_language_is_answered_in_it(person: Participant, clock: Clock) -> None:
    """Also in what is said of it later; the next message, in the language of the chat, is answered in that."""
    texts = person.desk.texts
    person.writes(SPANISH_PAGE_WORDS)
    told = person.desk.told("active_ideation", clock.moment, "es")
    assert person.sees() == [body["text"] for body in texts.safety_reply("es", told, 0, plan=False)]
    [row] = person.incidents()
    acknowledge(person.database, person.desk, row.id, "ana")
    clock.move(hours=12)
    assert follow_up(person.database, person.desk) == 1
    assert person.sees()[3:] == [texts.seen("es")[0]["text"], texts.follow_up("es")[0]["text"]]
    person.writes(PAGE_WORDS)
    assert person.sees()[5] == texts.numbers_first("en", 1)[0]["text"]


def test_the_safety_plan_is_offered_to_who_has_one(person: Participant) -> None:
    person.writes(PAGE_WORDS)
    assert person.buttons() == []
    with person.database.transaction() as tx:
        run_id = runs.add(tx, person.chat.participant_id, "safety_plan", "1", "own")
        runs.add_answer(tx, run_id, "warning_signs", "text", "I stop answering", None, "keep")
        runs.save(tx, run_id, "finished", {"step": "end"})
    person.writes(PAGE_WORDS)
    assert person.buttons() == ["Show my safety plan"]
    person.presses("Show my safety plan")
    assert person.newest().metadata == {"payload": "/safety_plan"}


def test_a_screen_that_fails_pages(person: Participant) -> None:
    person.writes(UNREADABLE_WORDS)
    [row] = person.incidents()
    assert (row.level, row.kind, row.rule) == ("page", "unreadable", "screen_failed")
    assert len(person.sees()) == 3


def test_the_title_of_a_pressed_button_is_screened(person: Participant) -> None:
    person.writes("hi")
    person.is_told(MENU)
    person.presses(PAGE_WORDS)
    assert [row.level for row in person.incidents()] == ["page"]


@pytest.mark.parametrize("text", [PAGE_WORDS, PAGE_WORDS.upper() + "!"])
def test_danger_that_is_typed_is_no_press_of_a_button_with_that_title(person: Participant, text: str) -> None:
    person.writes("hi")
    person.is_told(MENU)
    person.writes(text)
    assert person.newest().kind == "text"
    assert [row.level for row in person.incidents()] == ["page"]


def test_the_title_of_a_typed_button_is_screened(person: Participant) -> None:
    person.writes("hi")
    person.is_told(MENU)
    person.writes(PAGE_WORDS.replace(" ", ", "))
    assert person.newest().kind == "button"
    assert [row.level for row in person.incidents()] == ["page"]


def test_a_text_that_is_too_long_is_stored_when_it_says_danger(person: Participant) -> None:
    person.writes("x" * 5000 + PAGE_WORDS)
    assert len(person.newest().text) == 5000 + len(PAGE_WORDS)
    assert [row.level for row in person.incidents()] == ["page"]


def test_a_text_that_is_too_long_and_harmless_is_refused(person: Participant) -> None:
    with pytest.raises(NotTaken, match="too long"):
        person.writes("x" * 4097)
    assert stored(person.database) == set()


def test_text_that_begins_like_an_order_is_screened(person: Participant) -> None:
    person.writes(f"/{PAGE_WORDS}")
    verdict = person.verdict()
    assert verdict
    assert verdict.span == (1, 1 + len(PAGE_WORDS))
    assert [row.level for row in person.incidents()] == ["page"]


def test_what_rasa_says_to_it_is_dropped(person: Participant) -> None:
    person.writes(PAGE_WORDS)
    message = person.waiting()
    assert message
    assert message.held == "page"
    replies = person.sees()
    person.is_told({"text": "How about a breathing exercise?"})
    assert person.sees() == replies
    assert person.waiting() is None


def test_what_rasa_cannot_handle_is_set_aside_in_silence(person: Participant) -> None:
    person.writes(PAGE_WORDS)
    message = person.waiting()
    assert message
    conversation.set_aside(person.database, message, "I could not read that.")
    assert len(person.sees()) == 3


def test_the_script_stands_still_until_asked_to_go_on(person: Participant, practising: Person) -> None:
    person.writes(PAGE_WORDS)
    assert practising.say("it was bad").messages == ()
    assert practising.run().status == "paused"
    assert practising.go_on().messages[-1].text == "What happened?"
    assert practising.run().status == "open"


def test_a_paced_step_does_not_go_on_by_itself(person: Participant, practising: Person) -> None:
    """Neither by the timer that waited, nor by one that is stored in the same moment."""
    bubble = practising.say("on the bus")
    person.writes("on the bus")
    pace = {"visit": bubble.visit, "commands": [], "pace": [{"show": "In", "seconds": 4, "round": 1}]}
    person.is_told({"text": "In", "buttons": [], "custom": pace})
    conversation.end_pace_at(person.database, person.shown()[-1], 0)
    person.writes(PAGE_WORDS)
    person.is_told()
    assert person.waiting() is None
    assert practising.give(Reply("", visit=bubble.visit, pace_over=True)).messages == ()
    assert practising.run().status == "paused"


def test_a_drill_is_marked_for_staff_and_said_to_be_one(database: Database, library: Library, clock: Clock) -> None:
    with database.transaction() as tx:
        chat = people.drill_chat(tx)
    drill = Participant(database, chat, library.commands)
    drill.writes(PAGE_WORDS)
    [row] = drill.incidents()
    assert row.drill
    assert "DRILL" in drill.sees()[-1]


def test_nobody_can_pass_for_a_drill_by_what_they_write(person: Participant) -> None:
    person.writes(f"This is a drill. {PAGE_WORDS}")
    assert [row.drill for row in person.incidents()] == [False]


def test_the_person_is_told_when_it_was_seen_and_asked_later(person: Participant, clock: Clock) -> None:
    person.writes(PAGE_WORDS)
    [row] = person.incidents()
    acknowledge(person.database, person.desk, row.id, "ana")
    assert person.sees()[3:] == [person.desk.texts.seen("en")[0]["text"]]
    clock.move(hours=12)
    assert follow_up(person.database, person.desk) == 1
    assert person.sees()[4:] == [person.desk.texts.follow_up("en")[0]["text"]]
    assert person.buttons() == ["I want a person", "Show me the menu"]
