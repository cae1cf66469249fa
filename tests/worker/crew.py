"""A small staff with real addresses, and the worker and watchdog as processes of their own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.db.chats import Chat
from bot.db.database import Database
from bot.db.ids import new_id
from bot.escalation.schema import KINDS
from bot.services.incidents import Desk, IncidentRow, Level, raise_incident
from bot.services.setup import open_database, open_desk, prepare
from bot.settings import ROOT, Settings, read_settings
from tests.clients.receivers import until
from tests.db.people import new_chat

SECOND = 1 / 60
"""In minutes, as the escalation file counts."""


def escalation(
    rungs: list[list[str]],
    seconds_between: float = 60,
    repeat_seconds: float = 60,
    channels: tuple[str, ...] = ("sms",),
) -> dict[str, Any]:
    """An escalation file: one ladder, one rung a list of people, each person with these sorts of channels."""
    names = list(dict.fromkeys(name for rung in rungs for name in rung))
    people = [{"id": n, "name": n.title(), "channels": {c: f"{n}_{c}" for c in channels}} for n in names]
    steps = [{"after": number * seconds_between * SECOND, "notify": rung} for number, rung in enumerate(rungs)]
    ladder = {"rungs": steps, "repeat_minutes": repeat_seconds * SECOND, "remind_minutes": 30}
    return {
        "time_zone": "America/New_York",
        "staffed": {"monday": "08:30-20:00"},
        "people": people,
        "ladders": {"crisis": ladder},
        "kinds": dict.fromkeys(KINDS, "crisis"),
        "check": {"answer_minutes": 5, "two_checks_hours": 24},
        "follow_up": {"hours": 12},
        "alarms": ["alarm"],
    }


@dataclass
class Place:
    """A state folder and a data folder for one test."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    state: Path = Path()

    def __post_init__(self) -> None:
        self.state = self.folder / "state" if self.state == Path() else self.state
        self.data = self.folder / "data"
        own = {"INTERLUDE_STATE": str(self.state), "INTERLUDE_DATA": str(self.data)}
        self.environment = {**own, "INTERLUDE_ALARM_AFTER": "2", **self.environment}

    @property
    def settings(self) -> Settings:
        return read_settings(self.environment)

    def set_up(self, escalation_file: Mapping[str, Any], addresses: Mapping[str, str]) -> Place:
        """Write both files and make keys and tables."""
        (self.data / "safety").mkdir(parents=True)
        shutil.copy(ROOT / "data" / "safety" / "texts.yml", self.data / "safety")
        (self.data / "safety" / "escalation.yml").write_text(json.dumps(escalation_file))
        prepare(self.settings)
        path = self.settings.addresses_file
        path.write_text(json.dumps(dict(addresses)))
        path.chmod(0o600)
        return self

    @contextmanager
    def database(self) -> Iterator[Database]:
        database = open_database(self.settings)
        yield database
        database.close()

    @property
    def desk(self) -> Desk:
        return open_desk(self.settings)

    def page(self, database: Database, *, drill: bool = False, cause: str = "") -> IncidentRow:
        """A page for a new person, as the gateway would raise it."""
        with database.transaction() as tx:
            chat: Chat = new_chat(tx, new_id())
            cause = cause or f"message:{new_id()}"
            return raise_incident(
                tx, self.desk, chat, cause=cause, kind="active_ideation", level=Level.PAGE, drill=drill
            ).incident

    @contextmanager
    def running(self, module: str, **environment: str) -> Iterator[Running]:
        """A process; it is killed at the end, as at any other moment."""
        process = Running(self, module, environment)
        try:
            yield process
        finally:
            process.kill()


class Running:
    """``python -m module`` and what it logs."""

    def __init__(self, place: Place, module: str, environment: Mapping[str, str]) -> None:
        self.log = place.folder / f"{module}-{new_id()[:6]}.log"
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module],
                cwd=ROOT,
                env={**kept, **place.environment, **environment},
                stdout=output,
                stderr=output,
            )

    def events(self, name: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line.get("event") == name]

    def until_up(self) -> Running:
        until(lambda: any(self.events(f"{name}_up") for name in ("worker", "watchdog", "gateway")) or self._ended(), 30)
        return self

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> float:
        """SIGTERM; returns after how many seconds it had ended."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(15) == 0, self.log.read_text()
        return time.monotonic() - started

    def _ended(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return False
