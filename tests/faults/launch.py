"""Runs a part of interlude with a fault built in: ``python -m tests.faults.launch``.

Its environment says what:

- ``FAULT_RUNS``: the module. ``FAULT_ARGUMENTS``: its arguments, as one line.
- ``FAULT_ARMED``: a file. Once it names a moment (see ``MOMENTS``), the process ends there by SIGKILL, and the file
  is gone.
- ``FAULT_CLOCK``: a file with the seconds by which its clock is wrong.
- ``FAULT_NOTES``: a file to which ``PRAGMA synchronous`` is added, as the connection has it, at every transaction.
"""

from __future__ import annotations

import functools
import os
import runpy
import shlex
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from bot.db import ids

_here = threading.local()
"""``moment``: the one at which this thread's transaction is to end instead of being committed."""


def gateway() -> None:
    """In the transaction once the incident is written; before its commit; after it and before any answer.

    ``told``: Telegram has taken a message, and that is not stored yet.
    """
    from bot.clients.telegram.api import TelegramApi
    from bot.services import conversation, incidents, telegram

    _after(incidents, "raise_incident", lambda _: die_at("incident"))
    _after(incidents, "raise_incident", lambda _: _mark("before_commit"))
    for module, name in ((conversation, "receive_text"), (telegram, "receive")):
        _after(module, name, lambda taken: die_at("after_commit") if taken.unsent else None)
    _after_awaiting(TelegramApi, "send", "told")


def worker() -> None:
    """A lease stored and nothing sent; the receiver's 200 heard and not stored; a step of a climb not yet committed."""
    from bot.services import paging
    from bot.services.incidents import times

    _after(paging, "take", lambda leased: die_at("leased") if leased else None)
    _instead(paging, "sent", "taken")
    _after(times, "write_step", lambda _: die_at("climb"))


def cli() -> None:
    """An acknowledgement before its commit, and after it."""
    from bot.services import incidents
    from bot.services.incidents import staff

    _after(staff, "_take", lambda _: _mark("before_commit"))
    _after(incidents, "acknowledge", lambda _: die_at("after_commit"))


MOMENTS = {"bot.gateway": gateway, "bot.worker": worker, "bot.cli": cli}


def die_at(moment: str) -> None:
    """End here if this moment is armed: by the signal that nothing can catch."""
    armed = Path(os.environ["FAULT_ARMED"])
    if armed.exists() and armed.read_text() == moment:
        armed.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def _mark(moment: str) -> None:
    _here.moment = moment


def _after(module: Any, name: str, then: Callable[[Any], object]) -> None:
    real = getattr(module, name)

    @functools.wraps(real)
    def wrapped(*given: Any, **named: Any) -> Any:
        result = real(*given, **named)
        then(result)
        return result

    setattr(module, name, wrapped)


def _after_awaiting(owner: Any, name: str, moment: str) -> None:
    real = getattr(owner, name)

    @functools.wraps(real)
    async def wrapped(*given: Any, **named: Any) -> Any:
        result = await real(*given, **named)
        die_at(moment)
        return result

    setattr(owner, name, wrapped)


def _instead(module: Any, name: str, moment: str) -> None:
    real = getattr(module, name)

    @functools.wraps(real)
    def wrapped(*given: Any, **named: Any) -> Any:
        die_at(moment)
        return real(*given, **named)

    setattr(module, name, wrapped)


@event.listens_for(Engine, "commit")  # type: ignore[untyped-decorator]
def _before_commit(_: Connection) -> None:
    moment, _here.moment = getattr(_here, "moment", ""), ""
    if moment:
        die_at(moment)


def _wrong_clock(file: Path) -> Callable[[], datetime]:
    return lambda: datetime.now(timezone.utc) + timedelta(seconds=float(file.read_text() or 0))


def _note_synchronous(file: Path) -> None:
    @event.listens_for(Engine, "begin")  # type: ignore[untyped-decorator]
    def note(connection: Connection) -> None:
        value = connection.connection.cursor().execute("PRAGMA synchronous").fetchone()[0]
        with file.open("a") as notes:
            notes.write(f"{value}\n")


def main() -> None:
    given = os.environ
    module = given["FAULT_RUNS"]
    if given.get("FAULT_ARMED") and module in MOMENTS:
        MOMENTS[module]()
    if given.get("FAULT_CLOCK"):
        ids.clock = _wrong_clock(Path(given["FAULT_CLOCK"]))
    if given.get("FAULT_NOTES"):
        _note_synchronous(Path(given["FAULT_NOTES"]))
    sys.argv = [module, *shlex.split(given.get("FAULT_ARGUMENTS", ""))]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
