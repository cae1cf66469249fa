"""Writes small scripts for tests."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import dedent, indent

from bot.scripts.library import Library
from bot.scripts.loader import load_script
from bot.scripts.runner import Runner
from bot.scripts.runs import Reply, RunState, Turn
from bot.scripts.schema import Script
from bot.settings import ROOT

HEAD = """\
id: tiny
name: Tiny
description: A tiny script.
family: check_in
approach: test
minutes: 1
review: {by: nobody, on: 2026-11-23, next: 2027-05-23}
ask_phrases: [tiny, a tiny one, the tiny script, tiny please, do tiny]
"""
CLOSING = "closing: That is all.\n"
HERE = "# here"
"""Marks the line that a fault should name."""


def text_of(steps: str, head: str = HEAD) -> str:
    return f"{head}steps:\n{indent(dedent(steps).strip(), '  ')}\n{CLOSING}"


def write(folder: Path, text: str, *, kind: str = "check_ins", name: str = "tiny") -> Path:
    """The text as a script file of this kind."""
    path = folder / kind / f"{name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def marked_line(path: Path) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if HERE in line)


def load(folder: Path, steps: str) -> Script:
    return load_script(write(folder, text_of(steps)), folder / "no_frame.yml")


def copy_of_data(folder: Path) -> Path:
    """A copy of this checkout's ``data`` that a test may change."""
    return Path(shutil.copytree(ROOT / "data", folder / "data"))


class Walk:
    """A run of one script, reply after reply."""

    def __init__(self, script: Script, library: Library, language: str = "en") -> None:
        self.runner = Runner(script, library, language)
        self.turn: Turn = self.runner.begin()

    @property
    def state(self) -> RunState:
        return self.turn.state

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.turn.messages]

    def say(self, *texts: str) -> Walk:
        for text in texts:
            self.turn = self.runner.reply(self.state, Reply(text))
        return self

    def press(self, option: str, visit: int | None = None) -> Walk:
        reply = Reply(option, option, self.state.visit if visit is None else visit)
        self.turn = self.runner.reply(self.state, reply)
        return self

    def time_is_over(self, visit: int | None = None) -> Walk:
        reply = Reply("", visit=self.state.visit if visit is None else visit, pace_over=True)
        self.turn = self.runner.reply(self.state, reply)
        return self
