from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from bot.db import outbox, reminders, rhythms
from bot.db.chats import Chat
from bot.db.database import Database, Transaction
from bot.db.ids import now
from tests.db.people import new_chat, stored_chat


def add(tx: Transaction, participant_id: str, key: str, state: str = reminders.SENT) -> str:
    return reminders.add(tx, participant_id, key, "practice", due_at=now(), about_at=now(), state=state)


def say_again(database: Database, chat: Chat) -> None:
    with database.transaction() as tx:
        outbox.store(tx, chat.id, "remind:2", [{"text": "again"}])
        add(tx, chat.participant_id, "practice:1")


def test_a_key_is_stored_once_and_with_it_falls_what_was_to_be_said(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        add(tx, chat.participant_id, "practice:1")
    with pytest.raises(IntegrityError):
        say_again(database, chat)
    with database.reading() as tx:
        assert outbox.unsent(tx) == []
        assert len(reminders.find(tx)) == 1


def test_many_keys_are_looked_up_at_once(database: Database) -> None:
    chat = stored_chat(database)
    keys = [f"practice:{number}" for number in range(1203)]
    with database.transaction() as tx:
        for key in keys[::2]:
            add(tx, chat.participant_id, key)
        assert reminders.known(tx, keys) == set(keys[::2])
        assert reminders.known(tx, []) == set()


def test_only_a_line_that_waits_can_be_closed(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        line, sent = add(tx, chat.participant_id, "a", reminders.WAITING), add(tx, chat.participant_id, "b")
        assert [row.id for row in reminders.waiting(tx)] == [line]
        assert [reminders.close(tx, one, reminders.SEEN) for one in (line, line, sent)] == [True, False, False]
        assert {row.key: row.state for row in reminders.find(tx)} == {"a": "seen", "b": "sent"}


def test_asking_for_one_person_gives_that_one_only(database: Database) -> None:
    with database.transaction() as tx:
        one, other = new_chat(tx, "1"), new_chat(tx, "2")
        assert {row.id for row in rhythms.people(tx)} == {one.participant_id, other.participant_id}
        assert [(row.id, row.chat_id) for row in rhythms.people(tx, one.participant_id)] == [
            (one.participant_id, one.id)
        ]
        assert set(rhythms.last_heard(tx, [one.participant_id])) == {one.participant_id}
