"""The whole assistant against a Telegram that nobody here wrote."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.services.chat_words import Purpose, load_chat_words
from bot.settings import ROOT
from tests.e2e.other_telegram import OtherPerson, other_telegram
from tests.e2e.stack import Stack

pytestmark = pytest.mark.stack

TOKEN = "8400000003:another_telegram"
CRISIS = "I want to kill myself"
WORDS = load_chat_words(ROOT / "data")


@pytest.fixture
def stack(tmp_path: Path, content: Path, trained: Path) -> Iterator[tuple[Stack, OtherPerson]]:
    with other_telegram(TOKEN, tmp_path / "telegram.log") as telegram:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "TELEGRAM_BOT_USERNAME": "TestBot"}
        (tmp_path / "state").mkdir()
        with Stack(tmp_path / "state", content, **settings) as stack:
            yield stack, OtherPerson(telegram)


def test_from_the_link_over_a_script_to_a_safety_reply(stack: tuple[Stack, OtherPerson]) -> None:
    running, robin = stack
    robin.write("hello")
    robin.until_sees("988")
    assert running.rows("SELECT count(*) FROM chat WHERE channel = 'telegram'") == [(0,)]

    robin.write(f"/start {code(running)}")
    for purpose in Purpose:
        robin.press(WORDS.consent.purposes[purpose].agree.to("en"))
    robin.until(lambda: WORDS.menu.to("en") in robin.titles())
    walk(robin)
    assert running.rows("SELECT status FROM run") == [("finished",)]

    robin.write(CRISIS)
    robin.until(lambda: any("988" in text for text in robin.sees()[-3:]))
    assert running.rows("SELECT level, state FROM incident") == [("page", "open")]
    robin.until(lambda: running.rows("SELECT count(*) FROM inbox WHERE state = 'waiting'") == [(0,)])
    assert running.rows("SELECT count(*) FROM telegram_update WHERE state = 'set_aside'") == [(0,)]


def walk(person: OtherPerson) -> None:
    """A script to its end: a paced step that moves, words, a number, buttons."""
    person.write("can we do the slow sip")
    person.until_sees("Before you start")
    person.write("6")
    person.until_sees("Breathe out")
    person.until_sees("What did you notice first?")
    for words in ("cold and quiet", "3", "skip", "skip", "skip"):
        before = len(person.sees())
        person.write(words)
        person.until(lambda before=before: len(person.sees()) > before)
    person.press("Keep for myself")
    person.until_sees("one slow sip")


def code(running: Stack) -> str:
    """Of a new participant's link."""
    command = [sys.executable, "-m", "bot.cli", "enrol", "--name", "Synthetic Robin"]
    done = subprocess.run(command, cwd=ROOT, env=running.environment, capture_output=True, text=True, check=True)
    found = re.search(r"\?start=([A-Za-z0-9_-]+)", done.stdout)
    assert found
    return found[1]
