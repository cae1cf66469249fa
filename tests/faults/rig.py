"""A small interlude: its processes, a Rasa that answers as told, staff with real receivers, and people who write."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.clients.receivers import HttpReceiver, free_port, until
from tests.e2e.stack import answers
from tests.faults.content import add_content
from tests.faults.ledger import Ledger
from tests.faults.threads import RasaInAThread
from tests.faults.visitor import Sent, Visitor
from tests.gateway.rasa_fake import says
from tests.worker.crew import Place, Running, escalation

GATEWAY, WORKER, WATCHDOG, CLI = "bot.gateway", "bot.worker", "bot.worker.watchdog", "bot.cli"
UP_SECONDS = 60
_ONE_BY_ONE = threading.Lock()
"""Alembic migrates one database at a time."""


@dataclass
class Rig:
    """``sent`` is all that visitors sent since ``begin``, with which all counts begin anew. Made by ``rigged``."""

    place: Place
    http: HttpReceiver
    rasa: RasaInAThread
    port: int
    sent: list[Sent] = field(default_factory=list)
    started: list[Running] = field(default_factory=list)
    _before: dict[str, int] = field(default_factory=dict)

    def begin(self) -> Rig:
        """What was before does not count any more."""
        self.sent.clear()
        self.http.received.clear()
        self.http.behaviour.clear()
        self.rasa.does(says("All right."))
        self._before = {name: self._newest(name) for name in ("inbox", "incident", "notice")}
        return self

    def _newest(self, name: str) -> int:
        return int(self.rows(f"SELECT coalesce(max(seq), 0) FROM {name}")[0][0])

    def _since(self, name: str) -> str:
        return f"{name}.seq > {self._before.get(name, 0)}"

    @property
    def armed(self) -> Path:
        return self.place.folder / "armed"

    def arm(self, moment: str) -> None:
        """The next process that reaches this moment ends there."""
        written = self.armed.with_suffix(".new")
        written.write_text(moment)
        written.rename(self.armed)

    def visitor(self) -> Visitor:
        return Visitor(self.port, self.sent)

    def start(self, module: str, *, arguments: str = "", up: bool = True, **environment: str) -> Running:
        """A part as a process of its own; ``up``: returns once it works."""
        if module == GATEWAY:
            environment |= {"INTERLUDE_WEB_PORT": str(self.port), "RASA_URL": self.rasa.fake.url, **environment}
        fault = {"FAULT_RUNS": module, "FAULT_ARGUMENTS": arguments, "FAULT_ARMED": str(self.armed)}
        process = Running(self.place, "tests.faults.launch", {**fault, **environment})
        self.started.append(process)
        if up:
            self.wait_until_up(module, process)
        return process

    def wait_until_up(self, module: str, process: Running) -> None:
        def is_up() -> bool:
            assert process.process.poll() is None, process.log.read_text()
            if module == GATEWAY:
                return answers(f"http://127.0.0.1:{self.port}/favicon.ico")
            return bool(process.events(f"{module.rpartition('.')[2]}_up"))

        until(is_up, UP_SECONDS)

    @contextmanager
    def running(self, *modules: str, **environment: str) -> Iterator[list[Running]]:
        """These parts until the end, when they are killed as at any other moment."""
        with ExitStack() as at_the_end:
            processes = []
            for module in modules:
                process = self.start(module, up=False, **environment)
                at_the_end.callback(process.kill)
                processes.append(process)
            for module, process in zip(modules, processes, strict=True):
                self.wait_until_up(module, process)
            yield processes

    def rows(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        with sqlite3.connect(f"file:{self.place.state / 'interlude.db'}?mode=ro", uri=True, timeout=30) as connection:
            return connection.execute(query, given).fetchall()

    def incident_of(self, sent: Sent) -> str | None:
        found = self.rows(
            "SELECT incident.id FROM incident JOIN inbox ON cause = 'message:' || inbox.id WHERE inbox.seq = ?",
            sent.seq,
        )
        return str(found[0][0]) if found else None

    def page_of(self, sent: Sent) -> float | None:
        """When the first page for this message reached the receiver (monotonic)."""
        incident = self.incident_of(sent)
        arrived = [one.at for one in list(self.http.received) if incident and incident in one.text]
        return min(arrived, default=None)

    def reply_of(self, sent: Sent) -> bool:
        """Whether the safety reply, or the direct question, to this message has gone out."""
        causes = "cause IN ('safety:' || inbox.id, 'asked:' || inbox.id)"
        query = f"SELECT count(sent_at), count(*) FROM outbox JOIN inbox ON {causes} WHERE inbox.seq = ?"
        gone, stored = self.rows(query, sent.seq)[0]
        return bool(stored) and gone == stored

    def until_heard(self, sent: Sent, seconds: float = 30) -> float:
        """Wait until staff were paged and the person was answered; returns when (monotonic)."""
        until(lambda: self.page_of(sent) is not None and self.reply_of(sent), seconds)
        return time.monotonic()

    def until_told(self, sent: Sent, rungs: int, seconds: float = 60) -> float:
        """Wait until so many notices for this message are marked as sent, and no other waits; returns when."""
        query = "SELECT state FROM notice WHERE incident_id = ?"
        until(lambda: self.rows(query, self.incident_of(sent)) == [("sent",)] * rungs, seconds)
        return time.monotonic()

    def until_settled(self, seconds: float = 40) -> None:
        """Wait until no notice waits."""
        until(lambda: self.rows("SELECT count(*) FROM notice WHERE state = 'waiting'") == [(0,)], seconds)

    def ledger(self, fault: str, times: int, slowest: float | None = None, measured: str = "") -> Ledger:
        """Everything since ``begin``, counted."""
        inbox = Counter(
            key for (key,) in self.rows(f"SELECT key FROM inbox WHERE kind != 'timer' AND {self._since('inbox')}")
        )
        incidents = [id_ for (id_,) in self.rows(f"SELECT id FROM incident WHERE {self._since('incident')}")]
        pages = [one for one in list(self.http.received) if any(id_ in one.text for id_ in incidents)]
        theirs = f"incident_id IN (SELECT id FROM incident WHERE {self._since('incident')})"
        [(marked,)] = self.rows(f"SELECT count(*) FROM notice WHERE state = 'sent' AND {theirs}")
        crises = [one for one in self.sent if one.crisis]
        beyond = sum(inbox.values()) - len(self.sent), len(incidents) - len(crises), len(pages) - marked
        counts = len(self.sent), sum(inbox.values()), len(crises), len(incidents), len(pages)
        return Ledger(fault, times, *counts, tuple(self._lost(inbox)), sum(map(abs, beyond)), slowest, measured)

    def _lost(self, inbox: Mapping[str, int]) -> Iterator[str]:
        for one in self.sent:
            if not inbox.get(one.key):
                yield f"no row: {one.key}"
            elif one.crisis and self.incident_of(one) is None:
                yield f"no incident: {one.key}"
            elif one.crisis and self.page_of(one) is None:
                yield f"no page: {one.key}"
            elif one.crisis and not self.reply_of(one):
                yield f"no safety reply: {one.key}"


@contextmanager
def rigged(
    folder: Path,
    rungs: list[list[str]] | None = None,
    *,
    whole: bool = False,
    file: Mapping[str, Any] | None = None,
    addresses: Mapping[str, str] | None = None,
    state: Path | None = None,
    seconds_between: float = 600,
    repeat_seconds: float = 600,
) -> Iterator[Rig]:
    """A state folder, content, receivers and a Rasa; no process yet. Those that are started end with it.

    ``whole``: with the lexicon of this checkout.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rungs = rungs or [["ana"]]
    with HttpReceiver() as receiver, RasaInAThread() as rasa:
        place = Place(folder, state=state) if state else Place(folder)
        known = {f"{name}_sms": receiver.address(name) for rung in rungs for name in rung}
        known |= {"alarm": receiver.address("alarm"), **(addresses or {})}
        with _ONE_BY_ONE:
            place.set_up(file or escalation(rungs, seconds_between, repeat_seconds), known)
        add_content(place.data, whole)
        rig = Rig(place, receiver, rasa, free_port())
        try:
            yield rig
        finally:
            for process in rig.started:
                process.kill()


def kill(process: Running) -> float:
    """SIGKILL; returns when (monotonic)."""
    os.kill(process.process.pid, 9)
    process.process.wait()
    return time.monotonic()
