"""Answers that go out once, timers, and what both sides said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.db import inbox
from bot.db.chats import Chat
from bot.db.database import Database
from bot.db.ids import now
from bot.db.inbox import Incoming
from bot.services import conversation
from bot.services.conversation import Guard
from tests.db.people import stored_chat
from tests.services.test_conversation import handled, shown, waiting

PACED = {"text": "In", "custom": {"visit": 2, "pace": [{"show": "In", "seconds": 4, "round": 1}], "commands": []}}


@pytest.fixture
def chat(database: Database) -> Chat:
    return stored_chat(database)


def test_replies_are_stored_in_order_with_the_closing_of_the_message(
    database: Database, guard: Guard, chat: Chat
) -> None:
    handled(database, guard, chat, "hi", {"text": "Hello."}, {"text": "How are you?"})
    assert shown(database, chat) == ["Hello.", "How are you?"]
    assert conversation.next_message(database, chat.id) is None


def test_a_message_is_answered_once(database: Database, guard: Guard, chat: Chat) -> None:
    message = handled(database, guard, chat, "hi", {"text": "Hello."})
    conversation.finish(database, message, [{"text": "Hello again."}])
    conversation.set_aside(database, message, "Sorry.")
    assert shown(database, chat) == ["Hello."]


def test_replies_that_cannot_be_stored_leave_the_message_open(database: Database, guard: Guard, chat: Chat) -> None:
    conversation.receive_text(database, guard, chat.id, "k1", "hi")
    message = waiting(database, chat)
    with pytest.raises(TypeError):
        conversation.finish(database, message, [{"text": "Hello."}, {"text": object()}])
    assert shown(database, chat) == []
    assert waiting(database, chat) == message


def test_a_taken_cause_leaves_the_message_open(database: Database, guard: Guard, chat: Chat) -> None:
    conversation.receive_text(database, guard, chat.id, "k1", "hi")
    message = waiting(database, chat)
    conversation.say_once(database, chat.id, message.id, "Taken.")
    with pytest.raises(IntegrityError):
        conversation.finish(database, message, [{"text": "Hello."}])
    assert waiting(database, chat) == message


def test_the_gateway_says_a_thing_once_for_each_cause(database: Database, chat: Chat) -> None:
    for cause in ("wait:1", "wait:1", "wait:2"):
        conversation.say_once(database, chat.id, cause, cause)
    assert shown(database, chat) == ["wait:1", "wait:2"]


def test_a_message_set_aside_is_kept_told_about_and_out_of_the_way(
    database: Database, guard: Guard, chat: Chat
) -> None:
    conversation.receive_text(database, guard, chat.id, "k1", "breaks everything")
    conversation.receive_text(database, guard, chat.id, "k2", "next")
    assert conversation.count_attempt(database, waiting(database, chat)) == 1
    conversation.set_aside(database, waiting(database, chat), "Sorry.")
    assert shown(database, chat) == ["Sorry."]
    assert waiting(database, chat).text == "next"
    with database.reading() as tx:
        assert inbox.counts(tx) == {inbox.SET_ASIDE: 1, inbox.WAITING: 1}


def test_the_end_of_a_paced_bubble_is_kept_as_a_timer(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", PACED)
    [bubble] = conversation.unsent(database, chat.id)
    for _ in range(2):
        conversation.end_pace_at(database, bubble, 600)
    wait = conversation.work_ahead(database, [])[1]
    assert wait is not None
    assert 500 < wait <= 600
    assert conversation.moving(database) == [bubble]
    assert conversation.next_message(database, chat.id) is None


def test_a_timer_that_is_due_comes_as_a_message(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", PACED)
    [bubble] = conversation.unsent(database, chat.id)
    conversation.end_pace_at(database, bubble, -1)
    message = waiting(database, chat)
    assert (message.kind, message.metadata) == ("timer", {"pace_over": True, "visit": 2})
    assert conversation.work_ahead(database, [])[1] is None


@pytest.mark.parametrize("press", [True, False])
def test_who_writes_cancels_the_timers_of_their_chat(database: Database, guard: Guard, chat: Chat, press: bool) -> None:
    handled(database, guard, chat, "hi", {**PACED, "buttons": [{"title": "Done", "payload": "done"}]})
    other = stored_chat(database, "other")
    handled(database, guard, other, "hi", PACED)
    bubbles = [*conversation.unsent(database, chat.id), *conversation.unsent(database, other.id)]
    for bubble in bubbles:
        conversation.end_pace_at(database, bubble, 600)
    if press:
        conversation.receive_button(database, guard, chat.id, "k2", f"{bubbles[0].seq}:0")
    else:
        conversation.receive_text(database, guard, chat.id, "k2", "enough")
    assert conversation.moving(database) == [bubbles[1]]
    with database.reading() as tx:
        assert inbox.counts(tx)[inbox.CANCELLED] == 1


def test_an_edit_leaves_timers_and_buttons_as_they_are(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", {**PACED, "buttons": [{"title": "Done", "payload": "done"}]})
    [bubble] = conversation.unsent(database, chat.id)
    conversation.end_pace_at(database, bubble, 600)
    with database.transaction() as tx:
        conversation.take_text(tx, guard, chat.id, "k2", "hi there", guard.screen.judge("hi there"), edited=True)
    assert conversation.moving(database) == [bubble]


def test_a_repeated_message_cancels_no_timer(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", PACED)
    [bubble] = conversation.unsent(database, chat.id)
    conversation.end_pace_at(database, bubble, 600)
    conversation.receive_text(database, guard, chat.id, "hi", "hi")
    assert conversation.moving(database) == [bubble]


def test_the_transcript_has_both_sides_in_order(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "one", {"text": "1a"}, {"text": "1b"})
    with database.transaction() as tx:
        inbox.store(tx, chat.id, "t", "timer", "over", due_at=now() + timedelta(hours=1))
    handled(database, guard, chat, "two", {"text": "2"})
    conversation.receive_text(database, guard, chat.id, "three", "three")
    both = conversation.transcript(database, chat.id, 20)
    said = [message.text if isinstance(message, Incoming) else message.body["text"] for message in both]
    assert said == ["one", "1a", "1b", "two", "2", "three"]
    assert len(conversation.transcript(database, chat.id, 2)) == 2


def test_sent_messages_are_no_longer_unsent(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", {"text": "1"}, {"text": "2"})
    conversation.mark_sent(database, conversation.unsent(database, chat.id)[:1])
    assert shown(database, chat) == ["2"]


def test_the_language_is_that_of_the_person(database: Database) -> None:
    assert conversation.language_of(database, stored_chat(database, "a", "es").id) == "es"
    assert conversation.language_of(database, "no such chat") == "en"
