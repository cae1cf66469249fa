"""A crisis message in the middle of a script, on the whole running assistant, until staff have resolved it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.escalation.loader import ESCALATION_FILE, load_escalation
from bot.settings import ROOT
from tests.clients.receivers import HttpReceiver, until
from tests.e2e.chat import Chat
from tests.e2e.stack import Stack

pytestmark = pytest.mark.stack

CRISIS = "i want to kill myself"
REPLY = 3
"""Messages that a safety reply is made of."""
STAFF_URL = "https://staff.example.org/incidents/"
BY = "alex"


@pytest.fixture(scope="module")
def staff() -> Iterator[HttpReceiver]:
    with HttpReceiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def manned(
    tmp_path_factory: pytest.TempPathFactory, content: Path, trained: Path, staff: HttpReceiver
) -> Iterator[Stack]:
    """A running assistant; every address of this checkout's escalation file leads to ``staff``."""
    folder = tmp_path_factory.mktemp("manned")
    people = load_escalation(content / "safety" / ESCALATION_FILE).people
    names = [name for person in people for name in person.channels.values()]
    addresses = folder / "addresses.yml"
    addresses.write_text("".join(f"{name}: {staff.address(name)}\n" for name in names))
    addresses.chmod(0o600)
    with Stack(folder, content, INTERLUDE_ADDRESSES=str(addresses), INTERLUDE_STAFF_URL=STAFF_URL) as stack:
        yield stack


@pytest.fixture
def chat(manned: Stack) -> Iterator[Chat]:
    """A new visitor; what they leave open is resolved."""
    manned.wait_until_up()
    with Chat(manned.web_port) as visitor:
        yield visitor
    for one in open_incidents(manned):
        number = str(one["incident"])
        if one["state"] != "acknowledged":
            interlude(manned, "incidents", "acknowledge", number, "--by", BY)
        interlude(manned, "incidents", "resolve", number, "--by", BY, "--note", "called, safe")


def interlude(stack: Stack, *arguments: str) -> str:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=stack.environment, capture_output=True, text=True, check=True).stdout


def open_incidents(stack: Stack) -> list[dict[str, object]]:
    """Those nobody has resolved, newest first."""
    lines = interlude(stack, "incidents", "list", "--format", "json").splitlines()
    return [json.loads(line) for line in lines]


def test_from_the_message_to_its_resolution(manned: Stack, chat: Chat, staff: HttpReceiver) -> None:
    chat.say("many questions")
    question = chat.say("on the bus")[-1]
    shown, received, begins = len(chat.said()), len(staff.received), time.monotonic()

    chat.send(CRISIS)
    until(lambda: len(chat.said()) >= shown + REPLY, 2)
    assert "911" in chat.texts()[shown]
    assert "988" in chat.texts()[shown + 1]
    assert "alerting" in chat.texts()[shown + 2]
    until(lambda: len(staff.received) > received, 5 - (time.monotonic() - begins))

    [incident] = open_incidents(manned)
    page = staff.received[received].text
    assert STAFF_URL + str(incident["incident"]) in page
    assert not any(word in page for word in ("kill", "ideation", "bus", "many_questions"))

    until(lambda: manned.rows("SELECT count(*) FROM inbox WHERE state = 'waiting'") == [(0,)], 10)
    assert len(chat.said()) == shown + REPLY
    assert manned.rows("SELECT status FROM run ORDER BY seq DESC LIMIT 1") == [("paused",)]

    assert question not in chat.say("it is raining here")
    assert manned.rows("SELECT status FROM run ORDER BY seq DESC LIMIT 1") == [("paused",)]

    assert "is yours" in interlude(manned, "incidents", "acknowledge", str(incident["incident"])[:8], "--by", BY)
    chat.wait_for("Somebody on staff has seen the alert")

    assert chat.say("go on")[-1] == question
    interlude(manned, "incidents", "resolve", str(incident["incident"]), "--by", BY, "--note", "called, safe")
    assert open_incidents(manned) == []


def test_a_question_answered_with_no_goes_on_when_asked_to(manned: Stack, chat: Chat, staff: HttpReceiver) -> None:
    chat.say("many questions")
    question = chat.said()[-1]["text"]
    received = len(staff.received)
    chat.say("nobody would miss me")
    chat.wait_for("are you in danger right now?")
    chat.press("No")
    chat.wait_for("your place is kept")
    assert manned.rows("SELECT status FROM run ORDER BY seq DESC LIMIT 1") == [("paused",)]
    assert chat.tap("Go on")[-1] == question
    assert len(staff.received) == received
    assert [one["level"] for one in open_incidents(manned)] == ["check"]


def test_a_yes_pages_and_rasa_says_nothing_to_it(manned: Stack, chat: Chat, staff: HttpReceiver) -> None:
    received = len(staff.received)
    chat.say("nobody would miss me")
    chat.wait_for("are you in danger right now?")
    shown = len(chat.said())
    chat.press("Yes")
    until(lambda: len(staff.received) > received, 5)
    until(lambda: len(chat.said()) >= shown + REPLY, 5)
    assert "911" in chat.texts()[shown]
    time.sleep(1)
    assert len(chat.said()) == shown + REPLY


def test_the_reply_and_the_page_come_while_rasa_stands_still(manned: Stack, chat: Chat, staff: HttpReceiver) -> None:
    received, shown = len(staff.received), len(chat.said())
    with manned.held_down("rasa"), manned.held_down("actions"):
        chat.send(CRISIS)
        until(lambda: len(chat.said()) >= shown + REPLY, 5)
        until(lambda: len(staff.received) > received, 5)
    manned.wait_until_up()
    chat.say("menu")
    assert sum("911" in text for text in chat.texts()) == 1
    assert len(open_incidents(manned)) == 1


def test_leaving_while_an_alert_is_open_gets_no_goodbye(manned: Stack, chat: Chat) -> None:
    shown = len(chat.said())
    chat.send(CRISIS)
    until(lambda: len(chat.said()) >= shown + REPLY, 5)
    assert "You can write to me again at any time" in chat.say("bye")[-1]


def test_no_word_of_it_is_in_any_log_or_notice(manned: Stack, chat: Chat, staff: HttpReceiver) -> None:
    chat.send(f"{CRISIS} quokkapomegranate")
    chat.wait_for("988")
    until(lambda: open_incidents(manned) != [], 5)
    assert not any("quokkapomegranate" in one.text for one in staff.received)
    assert [p.name for p in manned.state.rglob("*") if p.is_file() and b"quokkapomegranate" in p.read_bytes()] == []
