from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.db import inbox
from bot.db.database import Database
from bot.db.ids import now
from tests.db.people import new_chat, stored_chat

LATER = timedelta(hours=1)


def test_messages_of_a_chat_come_in_the_order_they_were_stored(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        for number in range(3):
            inbox.store(tx, chat.id, f"k{number}", "text", f"text {number}")
    for number in range(3):
        with database.transaction() as tx:
            message = inbox.oldest_waiting(tx, chat.id)
            assert message
            assert (message.text, message.key, message.kind) == (f"text {number}", f"k{number}", "text")
            assert inbox.close(tx, message.id)
    with database.reading() as tx:
        assert inbox.oldest_waiting(tx, chat.id) is None


def test_the_same_key_is_stored_once_in_a_chat(database: Database) -> None:
    with database.transaction() as tx:
        one, two = new_chat(tx, "1"), new_chat(tx, "2")
        first = inbox.store(tx, one.id, "k", "text", "first")
        assert first.new
        assert inbox.store(tx, one.id, "k", "text", "second") == first._replace(new=False)
        assert inbox.store(tx, two.id, "k", "text", "other chat").new
        assert [m.text for m in inbox.recent(tx, one.id, 10)] == ["first"]


def test_what_a_button_means_is_kept(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        inbox.store(tx, chat.id, "k", "button", "Yes", {"option": "yes", "visit": 3})
        message = inbox.oldest_waiting(tx, chat.id)
    assert message
    assert message.metadata == {"option": "yes", "visit": 3}


def test_a_message_is_closed_once(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        inbox.store(tx, chat.id, "k", "text", "hello")
        message = inbox.oldest_waiting(tx, chat.id)
        assert message
        assert inbox.close(tx, message.id, inbox.SET_ASIDE)
        assert not inbox.close(tx, message.id)
        assert inbox.counts(tx) == {inbox.SET_ASIDE: 1}


def test_chats_that_wait_longest_are_served_first_and_busy_ones_left_out(database: Database) -> None:
    with database.transaction() as tx:
        ids = [new_chat(tx, str(number)).id for number in range(3)]
        for number in (2, 0, 1, 2):
            inbox.store(tx, ids[number], f"k{len(inbox.recent(tx, ids[number], 9))}", "text", "hello")
        assert inbox.waiting_chats(tx, [], 10) == [ids[2], ids[0], ids[1]]
        assert inbox.waiting_chats(tx, [ids[2]], 10) == [ids[0], ids[1]]
        assert inbox.waiting_chats(tx, [], 1) == [ids[2]]


def test_a_timer_is_not_due_before_its_time(database: Database) -> None:
    chat = stored_chat(database)
    due = now() + LATER
    with database.transaction() as tx:
        inbox.store(tx, chat.id, "pace:1", "timer", "over", due_at=due)
        assert inbox.oldest_waiting(tx, chat.id) is None
        assert inbox.waiting_chats(tx, [], 10) == []
        assert inbox.next_due(tx) == due
        assert inbox.timer_keys(tx) == ["pace:1"]
        inbox.store(tx, chat.id, "pace:2", "timer", "over", due_at=now() - LATER)
        assert inbox.waiting_chats(tx, [], 10) == [chat.id]


def test_timers_of_a_chat_are_cancelled_and_nothing_else(database: Database) -> None:
    with database.transaction() as tx:
        one, two = new_chat(tx, "1"), new_chat(tx, "2")
        inbox.store(tx, one.id, "t", "timer", "over", due_at=now() + LATER)
        inbox.store(tx, one.id, "k", "text", "hello")
        inbox.store(tx, two.id, "t", "timer", "over", due_at=now() + LATER)
        inbox.cancel_timers(tx, one.id)
        assert inbox.counts(tx) == {inbox.CANCELLED: 1, inbox.WAITING: 2}
        assert [message.key for message in inbox.recent(tx, one.id, 9)] == ["k"]
        assert inbox.timer_keys(tx) == ["t"]


def test_failed_attempts_are_counted(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        inbox.store(tx, chat.id, "k", "text", "hello")
        message = inbox.oldest_waiting(tx, chat.id)
        assert message
        assert [inbox.count_attempt(tx, message.id) for _ in range(2)] == [1, 2]


def test_the_newest_own_messages_come_oldest_first(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        for number in range(4):
            inbox.store(tx, chat.id, str(number), "text", str(number))
        inbox.store(tx, chat.id, "t", "timer", "over")
        assert [message.text for message in inbox.recent(tx, chat.id, 2)] == ["2", "3"]


def test_a_message_belongs_to_a_chat(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as tx:
        inbox.store(tx, "no such chat", "k", "text", "hello")
