"""What the watchdog alarms about beside incidents: unanswered messages, lost ones, and people without the numbers."""

from __future__ import annotations

import pytest

from bot.db import telegram_updates
from bot.services import conversation
from bot.services.findings import findings
from tests.clock import Clock
from tests.services.participant import Participant
from tests.services.screen_fake import CHECK_WORDS, PAGE_WORDS


def found(person: Participant) -> set[str]:
    """Of messages: what concerns an incident has an id."""
    return {one for one in findings(person.database) if " " not in one}


def test_a_message_that_nobody_answers(person: Participant, clock: Clock) -> None:
    person.writes("hello")
    clock.move(seconds=59)
    assert found(person) == set()
    clock.move(seconds=2)
    assert found(person) == {"messages_unanswered"}
    person.is_told({"text": "Hello."})
    assert found(person) == set()


def test_a_message_that_was_set_aside_is_found_for_an_hour(person: Participant, clock: Clock) -> None:
    person.writes("hello")
    waiting = person.waiting()
    assert waiting
    conversation.set_aside(person.database, waiting, "I could not take that in.")
    assert found(person) == {"messages_set_aside"}
    clock.move(minutes=61)
    assert found(person) == set()


def test_an_update_that_was_set_aside_is_found_for_an_hour(person: Participant, clock: Clock) -> None:
    with person.database.transaction() as tx:
        telegram_updates.store(tx, "x:1", 1, telegram_updates.SET_ASIDE, {"message": "unreadable"})
    assert found(person) == {"updates_set_aside"}
    clock.move(minutes=61)
    assert found(person) == set()


@pytest.mark.parametrize("words", [PAGE_WORDS, CHECK_WORDS])
def test_a_safety_reply_that_does_not_go_out(person: Participant, clock: Clock, words: str) -> None:
    person.writes(words)
    person.is_told()
    clock.move(seconds=119)
    assert found(person) == set()
    clock.move(seconds=2)
    assert found(person) == {"safety_reply_unsent"}
    person.has_read()
    assert found(person) == set()


def test_what_else_is_not_sent_alarms_nobody(person: Participant, clock: Clock) -> None:
    person.writes("hello")
    person.is_told({"text": "Hello."})
    clock.move(minutes=10)
    assert found(person) == set()
