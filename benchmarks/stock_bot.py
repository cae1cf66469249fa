"""The bot that ``rasa init --no-prompt`` makes, untouched: trained and driven over its REST channel."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from chat_client import RestChat, client
from processes import LOOPBACK, DidNotWork, Process, environment, free_port, run_to_end, running, wait_for

NAMES = {"rasa run": "rasa"}


@dataclass(frozen=True)
class Started:
    """A running bot: its process, address, and the seconds to its first answer."""

    process: Process
    url: str
    seconds: float


def make(folder: Path) -> Path:
    """The project in ``folder``, made and trained once."""
    if not list(folder.glob("models/*.tar.gz")):
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(folder)]
        run_to_end(command, folder, environment(), folder / "init.log")
    return folder


def train(folder: Path) -> float:
    """Seconds of ``rasa train --force``: everything from scratch."""
    return run_to_end([sys.executable, "-m", "rasa", "train", "--force"], folder, environment(), folder / "train.log")


@contextmanager
def started(folder: Path) -> Iterator[Started]:
    port, output = free_port(), folder / "run.log"
    (folder / "rest.yml").write_text("rest:\n")
    command = [sys.executable, "-m", "rasa", "run", "--interface", LOOPBACK, "--port", str(port)]
    command += ["--credentials", "rest.yml"]
    url, begins = f"http://{LOOPBACK}:{port}", time.perf_counter()
    with running(command, folder, environment(), output) as process:
        wait_for(lambda: _answers(url), process, output)
        yield Started(process, url, time.perf_counter() - begins)


def _answers(url: str) -> bool:
    async def ask() -> None:
        async with client() as session:
            await RestChat(session, url).turn("first", "hello")

    try:
        asyncio.run(ask())
    except (aiohttp.ClientError, DidNotWork):
        return False
    return True
