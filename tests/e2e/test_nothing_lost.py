"""Processes are killed in the middle of scripts; nothing that was sent is lost or logged twice."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from bot.services.run_log import list_answers, list_runs
from bot.services.setup import open_database
from bot.settings import read_settings
from tests.e2e.chat import Chat
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]

KILLS = 20
PARTS = ("gateway", "actions", "rasa")


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory, content: Path) -> Stack:
    with Stack(tmp_path_factory.mktemp("fragile"), content) as stack:
        yield stack


def all_answers(stack: Stack) -> list[str]:
    """The words of every answer of every run, in order."""
    database = open_database(read_settings(stack.environment))
    try:
        rows = [answer for run in reversed(list_runs(database)) for answer in list_answers(database, run.id)]
        return [row.text for row in rows]
    finally:
        database.close()


def waiting(stack: Stack) -> int:
    return int(str(stack.rows("SELECT count(*) FROM inbox WHERE state = 'waiting' AND kind != 'timer'")[0][0]))


def test_twenty_kills_lose_nothing_and_double_nothing(fragile: Stack) -> None:
    """Each round sends an answer and kills one part at a random moment around it."""
    dice = random.Random(20)
    sent: list[str] = []
    with Chat(fragile.web_port) as chat:
        assert chat.say("many questions")[-1] == "Question 0?"
        for number in range(KILLS):
            part = PARTS[number % len(PARTS)]
            sent.append(f"answer {number}, around the end of {part}")
            victim = threading.Timer(dice.uniform(0, 0.1), fragile.kill, [part])
            victim.start()
            chat.send(sent[-1])
            victim.join()
            chat.wait_for(f"Question {number + 1}?")
            fragile.wait_until_up()
        assert chat.texts()[-1] == f"Question {KILLS}?"
        asked = [text for text in chat.texts() if text.startswith("Question")]
    assert asked == [f"Question {number}?" for number in range(KILLS + 1)]
    assert all_answers(fragile) == sent
    assert waiting(fragile) == 0
    assert fragile.rows("SELECT count(*) FROM inbox WHERE state = 'set_aside'") == [(0,)]


def test_what_is_sent_while_parts_are_down_is_answered_in_order(fragile: Stack) -> None:
    """Rasa is killed again and again while three messages wait; the person is told honestly."""
    with Chat(fragile.web_port) as chat:
        chat.say("many questions")
        said = len(chat.said())
        fragile.kill("rasa")
        for words in ("first while down", "second while down", "third while down"):
            chat.send(words)
        chat.wait_for("I cannot work with it right now", after=said)
        chat.wait_for("Question 3?", after=said)
    assert all_answers(fragile)[-3:] == ["first while down", "second while down", "third while down"]


def test_the_person_is_told_when_the_action_server_is_down(fragile: Stack) -> None:
    fragile.wait_until_up()
    with Chat(fragile.web_port) as chat:
        chat.say("many questions")
        said = len(chat.said())
        with fragile.held_down("actions"):
            chat.send("while actions are down")
            chat.wait_for("I cannot work with it right now", after=said)
        chat.wait_for("Question 1?", after=said)
    assert all_answers(fragile)[-1] == "while actions are down"


def test_a_run_goes_on_after_everything_was_restarted(fragile: Stack) -> None:
    with Chat(fragile.web_port) as chat:
        chat.say("many questions")
        chat.say("before the restart")
        cookie = chat.cookie
    fragile.stop()
    fragile.start()
    with Chat(fragile.web_port, cookie) as again:
        assert again.texts()[-1] == "Question 1?"
        assert again.say("after the restart")[-1] == "Question 2?"
    assert all_answers(fragile)[-2:] == ["before the restart", "after the restart"]
