"""Keeps the processes running, with supervisor: one that dies is started again, and all end together."""

from __future__ import annotations

import configparser
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from io import FileIO
from pathlib import Path
from typing import IO

from bot.services.paging import beats
from bot.services.setup import Database, DatabaseUnavailable, open_database
from bot.settings import LOOPBACK, ROOT, Settings, child_environment

_STOP_SECONDS = 10
BROKEN = 500
"""What a health address answers when the process is up and of no use."""


class Readiness(Enum):
    """What a program is while the others start."""

    READY = "ready"
    NOT_YET = "not yet"
    BROKEN = "broken"


@dataclass(frozen=True)
class Program:
    """One process: its command, and how to see that it is ready."""

    name: str
    command: str
    readiness: Callable[[], Readiness]


class StackFailed(Exception):
    """A process ended before it was ready, or did not get ready; the others have been ended."""


def programs(settings: Settings, model: Path) -> list[Program]:
    """In the order they start: who pages is there before anybody can be heard."""
    base = f"http://{LOOPBACK}"
    database = open_database(settings)
    return [
        _program("watchdog", "bot.worker.watchdog", Beats(database, "watchdog")),
        _program("worker", "bot.worker", Beats(database, "worker")),
        _program("actions", "actions", Answers(f"{base}:{settings.actions_port}/health")),
        _program("rasa", f"bot.dialogue {model}", Answers(f"{base}:{settings.rasa_port}/webhooks/interlude/")),
        _program("gateway", "bot.gateway", Answers(f"{base}:{settings.web_port}/favicon.ico")),
        _program("web", "bot.web", Answers(f"{base}:{settings.staff_port}/static/icon.svg")),
    ]


def _program(name: str, module: str, readiness: Callable[[], Readiness]) -> Program:
    return Program(name, " ".join([*_ends_with_parent(), sys.executable, "-m", module]), readiness)


@dataclass(frozen=True)
class Answers:
    """Ready once an address answers."""

    url: str

    def __call__(self) -> Readiness:
        try:
            with urllib.request.urlopen(self.url, timeout=1) as answer:
                status = int(answer.status)
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            return Readiness.NOT_YET
        if status == BROKEN:
            return Readiness.BROKEN
        return Readiness.READY if status < 400 else Readiness.NOT_YET


class Beats:
    """Ready once the heartbeat in the database is another than the one that an earlier start left there."""

    def __init__(self, database: Database, name: str) -> None:
        self._database, self._name = database, name
        self._before = self._latest()

    def __call__(self) -> Readiness:
        latest = self._latest()
        return Readiness.NOT_YET if latest in (None, self._before) else Readiness.READY

    def _latest(self) -> datetime | None:
        try:
            return beats(self._database).get(self._name)
        except DatabaseUnavailable:
            return None


class Supervisor:
    """supervisord with our programs, as a child of this process. Use as a context manager."""

    def __init__(self, settings: Settings, started: list[Program]) -> None:
        self.programs = started
        self._config = settings.state / "supervisord.conf"
        self._output = settings.state / "start.log"
        self._write_config()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Supervisor:
        supervisord = [sys.executable, "-m", "supervisor.supervisord"]
        command = [*_ends_with_parent(), *supervisord, "--nodaemon", "--configuration", str(self._config)]
        output = self._output.open("wb", buffering=0)
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=child_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C reaches this process first
        )
        threading.Thread(target=_copy, args=(self._process.stdout, output), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """End every process, gently first."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def wait_until_ready(self, seconds: float, say: Callable[[str], None]) -> None:
        """Until every program answers. Raises StackFailed with what they printed last."""
        ends = time.monotonic() + seconds
        waiting = {program.name: program for program in self.programs}
        while waiting:
            for name, state in [(name, program.readiness()) for name, program in waiting.items()]:
                if state is Readiness.BROKEN:
                    raise StackFailed(f"{name} cannot load what it needs:\n{self._last_words()}")
                if state is Readiness.READY:
                    del waiting[name]
                    say(f"  {name} is up")
            if not self.running or time.monotonic() > ends or (waiting and self._gave_up()):
                raise StackFailed(f"{', '.join(waiting)} did not start:\n{self._last_words()}")
            time.sleep(0.2)

    @property
    def pid(self) -> int:
        """Of supervisord; the programs are its children."""
        assert self._process
        return self._process.pid

    def wait(self) -> int:
        assert self._process
        return self._process.wait()

    def _gave_up(self) -> bool:
        """A process that ends before all are up has a fault that starting it again will not mend."""
        return b" exited: " in self._output.read_bytes()

    def _last_words(self) -> str:
        lines = self._output.read_text(errors="replace").splitlines()
        own = [line for line in lines if " INFO " not in line]
        return "\n".join(own[-12:])

    def _write_config(self) -> None:
        config = configparser.RawConfigParser()
        config["supervisord"] = {
            "nodaemon": "true",
            "logfile": "/dev/null",
            "logfile_maxbytes": "0",
            "pidfile": str(self._config.with_suffix(".pid")),
        }
        for place, program in enumerate(self.programs, 1):
            config[f"program:{program.name}"] = {**_section(program), "priority": str(place)}
        with self._config.open("w") as file:
            config.write(file)


def _section(program: Program) -> Mapping[str, str]:
    """Whatever ends is started again, for ever."""
    return {
        "command": program.command,
        "directory": str(ROOT),
        "autorestart": "true",
        "startsecs": "0",
        "startretries": "1000000",
        "stopwaitsecs": str(_STOP_SECONDS),
        "killasgroup": "true",
        "stopasgroup": "true",
        "stdout_logfile": "/dev/fd/1",
        "stdout_logfile_maxbytes": "0",
        "redirect_stderr": "true",
    }


def _copy(source: IO[bytes], output: FileIO) -> None:
    """What cannot be written is dropped. supervisord would die of a full disk, and all its programs with it."""
    with output:
        while chunk := os.read(source.fileno(), 65536):
            with contextlib.suppress(OSError):
                output.write(chunk)


def _ends_with_parent() -> list[str]:
    """What a command is begun with so that it ends when the process that started it is killed. Linux only."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
