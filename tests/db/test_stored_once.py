"""Trackers, results of actions, and the chats of people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.db import action_results, chats, trackers
from bot.db.database import Database
from bot.db.ids import now
from bot.db.tables import participant
from tests.db.people import new_chat


def test_a_tracker_is_replaced_by_its_newer_self(database: Database) -> None:
    with database.transaction() as tx:
        assert trackers.load(tx, "a") is None
        trackers.save(tx, "a", "m1", "one")
        trackers.save(tx, "b", "m1", "other")
        trackers.save(tx, "a", "m1", "two")
        assert trackers.load(tx, "a") == "two"
        assert sorted(trackers.sender_ids(tx)) == ["a", "b"]


def test_a_result_belongs_to_one_message_and_one_action(database: Database) -> None:
    with database.transaction() as tx:
        action_results.store(tx, "m1", "menu", {"events": [1, None, "é"]})
        assert action_results.find(tx, "m1", "menu") == {"events": [1, None, "é"]}
        assert action_results.find(tx, "m1", "other") is None
        assert action_results.find(tx, "m2", "menu") is None


def test_a_result_is_stored_once(database: Database) -> None:
    with database.transaction() as tx:
        action_results.store(tx, "m1", "menu", {})
    with pytest.raises(IntegrityError), database.transaction() as tx:
        action_results.store(tx, "m1", "menu", {})


def test_old_results_are_forgotten(database: Database) -> None:
    with database.transaction() as tx:
        action_results.store(tx, "m1", "menu", {})
        action_results.forget_before(tx, now() - timedelta(hours=1))
        assert action_results.find(tx, "m1", "menu") == {}
        action_results.forget_before(tx, now() + timedelta(hours=1))
        assert action_results.find(tx, "m1", "menu") is None


def test_a_chat_is_found_by_channel_and_address(database: Database) -> None:
    with database.transaction() as tx:
        chat = new_chat(tx, "4711", language="es")
        assert chat.language == "es"
        assert chats.find(tx, "web", "4711") == chat
        assert chats.get(tx, chat.id) == chat
        assert chats.find(tx, "telegram", "4711") is None
        assert chats.find(tx, "web", "4712") is None
        assert chats.get(tx, "no such chat") is None


def test_an_address_has_one_chat(database: Database) -> None:
    with database.transaction() as tx:
        new_chat(tx, "4711")
    with pytest.raises(IntegrityError), database.transaction() as tx:
        new_chat(tx, "4711")


def test_a_person_may_have_several_chats(database: Database) -> None:
    with database.transaction() as tx:
        chat = new_chat(tx, "1")
        second = chats.add(tx, chat.participant_id, "telegram", "1", "given_id")
        assert second.id == "given_id"
        assert sorted(chats.of_participant(tx, chat.participant_id)) == sorted([chat.id, "given_id"])


def test_reminders_are_wanted_or_not_by_each_person(database: Database) -> None:
    with database.transaction() as tx:
        one, two = new_chat(tx, "1"), new_chat(tx, "2")
        chats.set_reminders(tx, one.participant_id, True)
        wanted = dict(tx.run(select(participant.c.id, participant.c.wants_reminders)).all())
    assert wanted == {one.participant_id: True, two.participant_id: None}
