"""The web app as a process, as ``interlude run`` starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import ROOT
from tests.clients.receivers import free_port, until


@contextmanager
def served(state: Path, **settings: str) -> Iterator[str]:
    """Its address; ``state``: folder of database and keys."""
    port = free_port()
    environment = {**os.environ, "INTERLUDE_STATE": str(state), "INTERLUDE_STAFF_PORT": str(port), **settings}
    with (state / "web.log").open("wb") as output:
        command = [sys.executable, "-m", "bot.web"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        until(lambda: b"web_up" in (state / "web.log").read_bytes(), 60)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
