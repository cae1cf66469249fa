from __future__ import annotations

from typing import Any

import pytest

from bot.db.chats import Chat
from bot.db.database import Database
from bot.db.inbox import Incoming
from bot.services import conversation
from bot.services.conversation import Guard, NotTaken, Taken
from tests.db.people import stored_chat

MENU = {
    "text": "What now?",
    "buttons": [{"title": "Show all", "payload": "/list"}, {"title": "Bye", "payload": "/bye"}],
}
IN_SCRIPT = {
    "text": "Which?",
    "buttons": [{"title": "This one", "payload": "this"}],
    "custom": {"visit": 3, "commands": [{"name": "stop", "title": "Stop"}]},
}


@pytest.fixture
def chat(database: Database) -> Chat:
    return stored_chat(database)


def handled(database: Database, guard: Guard, chat: Chat, key: str, *replies: dict[str, Any]) -> Incoming:
    """A message that has come in and been answered."""
    conversation.receive_text(database, guard, chat.id, key, key)
    message = waiting(database, chat)
    conversation.finish(database, message, replies)
    return message


def waiting(database: Database, chat: Chat) -> Incoming:
    message = conversation.next_message(database, chat.id)
    assert message
    return message


def shown(database: Database, chat: Chat) -> list[str]:
    return [message.body["text"] for message in conversation.unsent(database, chat.id)]


def newest_button(database: Database, chat: Chat, place: int) -> str:
    return f"{conversation.unsent(database, chat.id)[-1].seq}:{place}"


def test_a_text_is_stored_and_waits(database: Database, guard: Guard, chat: Chat) -> None:
    taken = conversation.receive_text(database, guard, chat.id, "k1", "  hello\0 there ")
    assert (taken.new, taken.text) == (True, "hello there")
    assert conversation.work_ahead(database, [])[0] == [chat.id]
    assert (waiting(database, chat).text, waiting(database, chat).kind) == ("hello there", "text")


def test_the_same_key_is_taken_once(database: Database, guard: Guard, chat: Chat) -> None:
    first = conversation.receive_text(database, guard, chat.id, "k1", "hello")
    for _ in range(100):
        again = conversation.receive_text(database, guard, chat.id, "k1", "hello")
        assert (again.seq, again.new) == (first.seq, False)
    conversation.finish(database, waiting(database, chat), [])
    assert conversation.next_message(database, chat.id) is None


@pytest.mark.parametrize(("text", "why"), [("", "empty"), (" \n\0", "empty"), ("x" * 4097, "too long")])
def test_what_cannot_be_taken_is_refused(database: Database, guard: Guard, chat: Chat, text: str, why: str) -> None:
    with pytest.raises(NotTaken, match=why):
        conversation.receive_text(database, guard, chat.id, "k1", text)
    assert conversation.work_ahead(database, [])[0] == []


def test_the_longest_text_is_taken(database: Database, guard: Guard, chat: Chat) -> None:
    conversation.receive_text(database, guard, chat.id, "k1", "😀" * 4096)
    assert waiting(database, chat).text == "😀" * 4096


def test_a_press_is_stored_with_what_the_button_means(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", MENU)
    conversation.receive_button(database, guard, chat.id, "k2", newest_button(database, chat, 1))
    message = waiting(database, chat)
    assert (message.kind, message.text, message.metadata) == ("button", "Bye", {"payload": "/bye"})


def test_a_press_in_a_script_names_option_and_visit(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", IN_SCRIPT)
    conversation.receive_button(database, guard, chat.id, "k2", newest_button(database, chat, 0))
    assert waiting(database, chat).metadata == {"payload": "This one", "option": "this", "visit": 3}


def test_a_commands_button_says_its_word(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", IN_SCRIPT)
    conversation.receive_button(database, guard, chat.id, "k2", newest_button(database, chat, 1))
    message = waiting(database, chat)
    assert (message.text, message.metadata) == ("Stop", {"payload": "Stop"})


@pytest.mark.parametrize(
    "button", ["", "x", "1", "1:", ":0", "1:2", "99:0", "-1:0", "1:-1", "²:0", "1:²", "9" * 30 + ":0"]
)
def test_a_button_that_was_not_shown_is_refused(database: Database, guard: Guard, chat: Chat, button: str) -> None:
    handled(database, guard, chat, "hi", MENU)
    with pytest.raises(NotTaken, match="unknown button"):
        conversation.receive_button(database, guard, chat.id, "k2", button)


def test_a_button_of_another_chat_is_refused(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", MENU)
    other = stored_chat(database, "other")
    with pytest.raises(NotTaken, match="unknown button"):
        conversation.receive_button(database, guard, other.id, "k2", newest_button(database, chat, 0))


def test_the_typed_title_of_an_open_button_counts_as_the_press(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", {"text": "Hello."}, MENU)
    taken = conversation.receive_text(database, guard, chat.id, "k2", "show ALL!")
    assert taken.text == "Show all"
    assert (waiting(database, chat).kind, waiting(database, chat).metadata) == ("button", {"payload": "/list"})


@pytest.mark.parametrize("text", ["show", "show all of it", "🙂"])
def test_other_words_are_no_press(database: Database, guard: Guard, chat: Chat, text: str) -> None:
    handled(database, guard, chat, "hi", MENU)
    conversation.receive_text(database, guard, chat.id, "k2", text)
    assert (waiting(database, chat).kind, waiting(database, chat).text) == ("text", text)


def test_a_typed_title_counts_while_its_button_is_open_only(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", MENU)
    handled(database, guard, chat, "something else")
    conversation.receive_text(database, guard, chat.id, "k3", "show all")
    assert waiting(database, chat).kind == "text"


def test_a_title_typed_in_a_script_is_left_to_the_script(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", IN_SCRIPT)
    conversation.receive_text(database, guard, chat.id, "k2", "this one")
    assert (waiting(database, chat).kind, waiting(database, chat).metadata) == ("text", {})


def test_what_comes_in_closes_the_keyboards_that_were_open(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", {"text": "Hello."}, MENU)
    numbers = [message.seq for message in conversation.unsent(database, chat.id)]
    taken: Taken = conversation.receive_text(database, guard, chat.id, "k2", "hm")
    assert list(taken.closed) == numbers
    assert list(conversation.receive_text(database, guard, chat.id, "k3", "hm again").closed) == []
    assert all(message.closed for message in conversation.unsent(database, chat.id))


def test_a_repeated_press_closes_nothing_that_came_since(database: Database, guard: Guard, chat: Chat) -> None:
    handled(database, guard, chat, "hi", MENU)
    assert list(conversation.receive_text(database, guard, chat.id, "hi", "hi").closed) == []
    assert not conversation.unsent(database, chat.id)[-1].closed
