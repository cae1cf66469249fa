"""Starts processes, ends them with all their children whatever happens, and reads their memory."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import psutil

LOOPBACK = "127.0.0.1"
END_SECONDS = 30
_OWN_SETTINGS = ("INTERLUDE_", "DATABASE_URL", "RASA_", "ACTIONS_URL", "TELEGRAM_", "PYTHONPATH")
Process = subprocess.Popen[bytes]


class DidNotWork(Exception):
    """A process that failed or an answer that did not come; the message says which."""


def environment(**more: str) -> dict[str, str]:
    """This process's environment without the settings that a developer may have made, and ``more``."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(_OWN_SETTINGS)}
    return {**clean, "RASA_TELEMETRY_ENABLED": "false", "PYTHONUNBUFFERED": "1", **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[str], folder: Path, env: Mapping[str, str], output: Path) -> Iterator[Process]:
    """A process in a session of its own; at the end it and its children are ended."""
    with output.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def run_to_end(command: Sequence[str], folder: Path, env: Mapping[str, str], output: Path) -> float:
    """Run a command; returns its seconds. Raises DidNotWork with its last words."""
    begins = time.perf_counter()
    with running(command, folder, env, output) as process:
        code = process.wait()
    if code:
        raise DidNotWork(f"{' '.join(command)} ended with exit {code}:\n{last_words(output)}")
    return time.perf_counter() - begins


def wait_for(condition: Callable[[], bool], process: Process, output: Path, seconds: float = 240) -> None:
    """Look ten times a second. Raises DidNotWork when the process ends or the time is over."""
    ends = time.monotonic() + seconds
    while not condition():
        if process.poll() is not None or time.monotonic() > ends:
            raise DidNotWork(f"it did not get ready:\n{last_words(output)}")
        time.sleep(0.1)


def last_words(output: Path) -> str:
    return "\n".join(output.read_text(errors="replace").splitlines()[-15:])


def memory(process: Process, names: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """RSS and PSS in MB of the process and its children. ``names``: what a command line holds, to what to call it.

    PSS shares out what several processes have in common; it is 0 where the system does not tell.
    """
    found: dict[str, dict[str, float]] = {}
    for one in _family(process):
        with contextlib.suppress(psutil.Error):
            command = " ".join(one.cmdline())
            name = next((name for part, name in names.items() if part in command), "other")
            used = one.memory_full_info()
            entry = found.setdefault(name, {"rss": 0.0, "pss": 0.0})
            entry["rss"] += used.rss / 1e6
            entry["pss"] += getattr(used, "pss", 0) / 1e6
    return found


def _family(process: Process) -> list[psutil.Process]:
    try:
        parent = psutil.Process(process.pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def _end(process: Process) -> None:
    """Gently; what is left after END_SECONDS, or on a second Ctrl-C, is killed."""
    family = _family(process)
    process.terminate()
    try:
        process.wait(END_SECONDS)
        psutil.wait_procs(family, timeout=2)
    except subprocess.TimeoutExpired:
        pass
    finally:
        for one in family:
            with contextlib.suppress(psutil.Error):
                one.kill()
        process.wait()
