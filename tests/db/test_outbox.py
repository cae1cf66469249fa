from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from bot.db import outbox
from bot.db.database import Database
from tests.db.people import new_chat, stored_chat


def test_messages_go_out_in_the_order_they_were_stored(database: Database) -> None:
    with database.transaction() as tx:
        one, two = new_chat(tx, "1"), new_chat(tx, "2")
        outbox.store(tx, one.id, "a", [{"text": "1"}, {"text": "2"}])
        outbox.store(tx, two.id, "b", [{"text": "3"}])
        outbox.store(tx, one.id, "c", [{"text": "4"}])
        assert [message.body["text"] for message in outbox.unsent(tx)] == ["1", "2", "3", "4"]
        assert [message.body["text"] for message in outbox.unsent(tx, one.id)] == ["1", "2", "4"]
        assert len(outbox.unsent(tx, limit=2)) == 2


def test_what_is_sent_is_not_sent_again(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        outbox.store(tx, chat.id, "a", [{"text": "1"}, {"text": "2"}])
        first = outbox.unsent(tx)[0]
        outbox.mark_sent(tx, [first.id])
        outbox.mark_sent(tx, [])
        assert [message.body["text"] for message in outbox.unsent(tx)] == ["2"]


def test_a_cause_has_its_messages_once(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        assert not outbox.is_stored(tx, "a")
        outbox.store(tx, chat.id, "a", [{"text": "1"}])
        assert outbox.is_stored(tx, "a")
    with pytest.raises(IntegrityError), database.transaction() as tx:
        outbox.store(tx, chat.id, "a", [{"text": "again"}])


def test_open_keyboards_of_a_chat_are_closed_once(database: Database) -> None:
    with database.transaction() as tx:
        one, two = new_chat(tx, "1"), new_chat(tx, "2")
        outbox.store(tx, one.id, "a", [{"text": "1", "buttons": []}])
        outbox.store(tx, two.id, "b", [{"text": "2"}])
        [message] = outbox.recent(tx, one.id, 5)
        assert not message.closed
        assert outbox.close_keyboards(tx, one.id) == [message.seq]
        assert outbox.close_keyboards(tx, one.id) == []
        assert outbox.recent(tx, one.id, 5)[0].closed
        assert not outbox.recent(tx, two.id, 5)[0].closed


def test_a_message_is_found_in_its_own_chat_only(database: Database) -> None:
    with database.transaction() as tx:
        one, two = new_chat(tx, "1"), new_chat(tx, "2")
        outbox.store(tx, one.id, "a", [{"text": "1"}])
        [message] = outbox.unsent(tx)
        assert outbox.get(tx, one.id, message.seq) == message
        assert outbox.get(tx, two.id, message.seq) is None
        assert outbox.with_ids(tx, [message.id, "other"]) == [message]


def test_a_message_knows_where_its_chat_is(database: Database) -> None:
    with database.transaction() as tx:
        one, two = new_chat(tx, "1"), new_chat(tx, "2")
        outbox.store(tx, one.id, "a", [{"text": "1"}])
        outbox.store(tx, two.id, "b", [{"text": "2"}])
        found = [*outbox.unsent(tx), *outbox.recent(tx, two.id, 5)]
        assert [(message.channel, message.address) for message in found] == [("web", "1"), ("web", "2"), ("web", "2")]


def test_the_newest_messages_come_oldest_first(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        outbox.store(tx, chat.id, "a", [{"text": str(number)} for number in range(4)])
        assert [message.body["text"] for message in outbox.recent(tx, chat.id, 2)] == ["2", "3"]
