"""Walks a script in the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from bot.scripts.library import Library
from bot.scripts.runner import Runner
from bot.scripts.runs import Message, Reply, Status


def play_script(library: Library, script_id: str, language: str, *, fast: bool) -> None:
    """Until the script ends, the input ends, or the script is left. The end of input leaves it."""
    runner = Runner(library.scripts[script_id], library, language)
    turn = runner.begin()
    while True:
        paced = _show(turn.messages, fast=fast)
        if turn.state.status is not Status.OPEN:
            print(f"({turn.state.status.value})")
            return
        if paced:
            turn = runner.reply(turn.state, Reply("", visit=turn.state.visit, pace_over=True))
            continue
        typed = _read()
        if typed is None:
            return
        turn = runner.reply(turn.state, Reply(typed))


def _read() -> str | None:
    """The next line that is not empty; None at the end of the input."""
    print("> ", end="", flush=True)
    for line in sys.stdin:
        if line.strip():
            return line.strip()
        print("> ", end="", flush=True)
    return None


def _show(messages: Sequence[Message], *, fast: bool) -> bool:
    """Print the bubbles; returns whether the last one was paced (its time has then passed)."""
    for message in messages:
        if message.pace:
            for frame in message.pace:
                print(f"  {frame.round}: {frame.show} ({frame.seconds} s)", flush=True)
                time.sleep(0 if fast else frame.seconds)
            return True
        print(message.text)
        if message.buttons:
            print("  " + "  ".join(f"[{button.title}]" for button in message.buttons))
    return False
