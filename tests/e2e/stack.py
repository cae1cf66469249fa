"""Runs `interlude run` for tests, in a state folder and on ports of its own."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300
"""Includes training, on a slow machine."""

SHORT_SCRIPT = """
id: slow_sip
name: A slow sip
description: Drink a little water slowly.
family: grounding
approach: grounding
minutes: 1
helps_with: [anxiety]
review: {by: tests, on: 2026-11-23, next: 2027-05-23}
ask_phrases: [a slow sip, do the slow sip with me, slow sip of water exercise, sip some water slowly, slow sip pls]
steps:
  - id: breathe
    pace:
      rounds: 2
      phases:
        - {show: Breathe in, seconds: 1}
        - {show: Breathe out, seconds: 1}
  - id: noticed
    ask: What did you notice first?
closing: That was one slow sip.
"""

LONG_SCRIPT_HEAD = """
id: many_questions
name: Many questions
description: Answer one question after the other.
family: session_prep
approach: test
minutes: 5
review: {by: tests, on: 2026-11-23, next: 2027-05-23}
ask_phrases: [many questions, ask me many questions, the many questions script, many many questions, questions please]
closing: Those were all.
steps:
"""
QUESTIONS = 25


def add_scripts(data: Path) -> None:
    """Two scripts as an author would add them: one new file each, nothing else."""
    stories = data / "stories"
    (stories / "exercises" / "slow_sip.yml").write_text(SHORT_SCRIPT.lstrip())
    steps = "".join(f"  - id: q{number}\n    ask: Question {number}?\n" for number in range(QUESTIONS))
    (stories / "session_prep" / "many_questions.yml").write_text(LONG_SCRIPT_HEAD.lstrip() + steps)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """`interlude run` as a child process. Use as a context manager."""

    def __init__(self, state: Path, data: Path, **more: str) -> None:
        self.state = state
        self.web_port, self.rasa_port, self.actions_port = free_port(), free_port(), free_port()
        self.staff_port = free_port()
        self.environment = {
            **os.environ,
            "INTERLUDE_STATE": str(state),
            "INTERLUDE_DATA": str(data),
            "INTERLUDE_WEB_PORT": str(self.web_port),
            "INTERLUDE_STAFF_PORT": str(self.staff_port),
            "RASA_URL": f"http://127.0.0.1:{self.rasa_port}",
            "ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}/webhook",
            **more,
        }
        self.output = state / "output.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Stack:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start and wait until the page's address is printed."""
        output: IO[bytes] = self.output.open("wb")
        command = [sys.executable, "-m", "bot.cli", "run"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=output, stderr=output)
        self._wait_for(lambda: b"Practise at" in self.output.read_bytes(), START_SECONDS)

    def stop(self) -> None:
        """Like Ctrl-C."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def pid_of(self, name: str) -> int:
        """The process of ``gateway``, ``web``, ``rasa``, ``actions``, ``worker`` or ``watchdog``."""
        modules = {"gateway": "bot.gateway", "rasa": "bot.dialogue", "actions": "actions", "worker": "bot.worker"}
        module = {**modules, "watchdog": "bot.worker.watchdog", "web": "bot.web"}[name]
        for process in self._descendants():
            command = process.cmdline()
            if "-m" in command and command[command.index("-m") + 1] == module:
                return int(process.pid)
        raise LookupError(name)

    def pids(self) -> list[int]:
        return [int(process.pid) for process in self._descendants()]

    def kill(self, name: str) -> None:
        os.kill(self.pid_of(name), signal.SIGKILL)

    @contextmanager
    def held_down(self, name: str) -> Iterator[None]:
        """Stop a part without ending it: it neither answers nor is it started again."""
        pid = self.pid_of(name)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def wait_until_up(self, seconds: float = 90) -> None:
        """Until gateway, Rasa and action server all answer."""
        addresses = [
            f"http://127.0.0.1:{self.web_port}/favicon.ico",
            f"http://127.0.0.1:{self.staff_port}/static/icon.svg",
            f"http://127.0.0.1:{self.rasa_port}/webhooks/interlude/",
            f"http://127.0.0.1:{self.actions_port}/health",
        ]
        self._wait_for(lambda: all(answers(address) for address in addresses), seconds)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Read the database beside the running assistant."""
        with sqlite3.connect(f"file:{self.state / 'interlude.db'}?mode=ro", uri=True, timeout=10) as connection:
            return connection.execute(query).fetchall()

    def _descendants(self) -> list[psutil.Process]:
        assert self.process
        return [p for p in psutil.Process(self.process.pid).children(recursive=True) if p.status() != "zombie"]

    def _wait_for(self, holds: object, seconds: float) -> None:
        assert self.process
        assert callable(holds)
        ends = time.monotonic() + seconds
        while not holds():
            if self.process.poll() is not None or time.monotonic() > ends:
                raise AssertionError(f"interlude is not up:\n{self.output.read_text(errors='replace')}")
            time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status < 400)
    except OSError:
        return False
