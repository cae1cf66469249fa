"""From a typed message to a logged exercise."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.e2e.chat import Chat
from tests.e2e.stack import ROOT, Stack

pytestmark = pytest.mark.stack


def logged_runs(stack: Stack) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "bot.cli", "log", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, env=stack.environment, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_need_leads_to_an_exercise_and_into_the_log(chat: Chat, running: Stack) -> None:
    assert "Before you start" in chat.say("im panicking")[-1]
    chat.say("about a seven")
    chat.tap("A sound instead")
    chat.say("stop")
    run = logged_runs(running)[0]
    assert run["script"] == "long_exhale"
    assert run["status"] == "stopped"
    assert run["distress_before"] == 7
    assert run["origin"] == "own"


def test_a_script_that_is_one_new_file_runs_to_its_end(chat: Chat, running: Stack) -> None:
    chat.say("can we do the slow sip")
    chat.say("6")
    chat.wait_for("What did you notice first?")
    chat.say("cold and quiet")
    for reply in ("3", "skip", "skip", "skip"):
        chat.say(reply)
    assert "one slow sip" in chat.tap("Keep for myself")[-1]
    run = logged_runs(running)[0]
    assert (run["status"], run["distress_before"], run["distress_after"]) == ("finished", 6, 3)


def test_numbers_are_understood_or_asked_for_again(chat: Chat) -> None:
    chat.say("five senses please")
    assert "number" in chat.say("banana")[-1]
    assert "number" in chat.say("eleven")[-1]
    assert chat.said()[-1]["scale"]
    answer = chat.say("7/10")
    assert "number" not in answer[0]


def test_everything_but_a_command_word_is_an_answer(chat: Chat) -> None:
    chat.say("thought record")
    chat.say("5")
    answer = chat.say("i stopped drinking and i want help with the menu")
    assert "Stopped" not in " ".join(answer)
    assert chat.said()[-1]["commands"]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("Stop", "Stopped"),
        ("Skip", "Skipped"),
        ("Pause", "Paused"),
        ("Help", "Anything you write"),
        ("A person", "988"),
    ],
)
def test_commands_work_as_buttons(chat: Chat, command: str, words: str) -> None:
    chat.say("box breathing")
    assert words in " ".join(chat.tap(command))


def test_back_asks_the_question_before_again(chat: Chat) -> None:
    first = chat.say("box breathing")[-1]
    chat.say("4")
    assert chat.say("back")[-1] == first


def test_a_paused_script_is_offered_and_goes_on_where_it_stopped(chat: Chat) -> None:
    chat.say("thought record")
    question = chat.say("5")[-1]
    chat.say("pause")
    assert "in the middle of" in chat.say("hello")[-1]
    assert chat.tap("Go on")[-1] == question


def test_an_old_button_does_not_answer_the_new_question(chat: Chat) -> None:
    chat.say("box breathing")
    old = chat.said()[-1]["buttons"][3]["id"]
    question = chat.say("4")[-1]
    assert chat.post_once({"key": "an-old-button", "button": old})[0] == 202
    chat.wait_for("earlier question")
    chat.wait_for_command(len(chat.said()) - 1)
    assert chat.texts()[-1] == question


def test_a_check_in_suggests_what_helped_before(chat: Chat) -> None:
    chat.say("slow sip")
    chat.say("8")
    chat.wait_for("What did you notice first?")
    for reply in ("cold", "2", "skip", "skip", "skip", "skip"):
        chat.say(reply)
    chat.say("i want to check in")
    for _ in range(12):
        if not chat.said()[-1]["commands"]:
            break
        chat.say("skip")
    assert buttons(chat)[0] == "A slow sip"


def buttons(chat: Chat) -> list[str]:
    return [button["title"] for button in chat.said()[-1]["buttons"]]


def test_a_button_of_the_menu_pressed_inside_a_script_is_no_answer_to_it(chat: Chat, running: Stack) -> None:
    chat.say("show me everything")
    chat.say("five senses please")
    shown = chat.tap("Slow my breath")
    assert shown
    assert "number" not in shown[-1]
    run = logged_runs(running)[0]
    assert (run["script"], run["status"]) == ("five_senses", "paused")
    chat.say("go on")
    assert chat.said()[-1]["commands"]
