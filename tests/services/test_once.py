from __future__ import annotations

import pytest

from bot.db import action_results, chats
from bot.db.database import Database, Transaction
from bot.services.once import Result, answer_once


class Work:
    """Adds a participant and answers with how often it has run."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, tx: Transaction) -> Result:
        self.times += 1
        chats.add(tx, chats.add_participant(tx), "web", str(self.times))
        return {"times": self.times}


def chats_made(database: Database) -> list[str]:
    with database.reading() as tx:
        return [str(number) for number in range(1, 5) if chats.find(tx, "web", str(number))]


def test_the_same_message_gets_the_same_answer_and_the_work_is_done_once(database: Database) -> None:
    work = Work()
    answers = [answer_once(database, "m1", "form", work) for _ in range(3)]
    assert answers == [{"times": 1}] * 3
    assert (work.times, chats_made(database)) == (1, ["1"])


def test_another_message_or_action_is_work_of_its_own(database: Database) -> None:
    work = Work()
    for message, action in (("m1", "form"), ("m2", "form"), ("m1", "menu")):
        answer_once(database, message, action, work)
    assert chats_made(database) == ["1", "2", "3"]


def test_work_that_fails_stores_nothing_and_is_done_when_asked_again(database: Database) -> None:
    def fail(tx: Transaction) -> Result:
        Work()(tx)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answer_once(database, "m1", "form", fail)
    assert chats_made(database) == []
    assert answer_once(database, "m1", "form", Work()) == {"times": 1}


def test_a_result_that_cannot_be_stored_undoes_its_work(database: Database) -> None:
    def odd(tx: Transaction) -> Result:
        Work()(tx)
        return {"odd": object()}

    with pytest.raises(TypeError):
        answer_once(database, "m1", "form", odd)
    assert chats_made(database) == []
    with database.reading() as tx:
        assert action_results.find(tx, "m1", "form") is None
