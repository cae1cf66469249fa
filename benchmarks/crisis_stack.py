"""What answers a crisis message: gateway and worker, behind them Rasa or a stub, and a receiver as staff's phones."""

from __future__ import annotations

import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import interlude_stack
from aiohttp import web
from interlude_stack import ROOT
from processes import LOOPBACK, environment, free_port, run_to_end, running, wait_for

from bot.escalation.loader import ESCALATION_FILE, load_escalation
from bot.services.setup import Database, open_database
from bot.settings import read_settings

STUB_SECONDS = 0.015
"""A turn of Rasa on a quiet machine; see turn_latency."""
DATA = ROOT / "data"


class Receiver:
    """Takes the pages. ``texts`` holds each with the moment it came (perf_counter)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.texts: list[tuple[float, str]] = []

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Receiver]:
        app = web.Application()
        app.router.add_post("/{name}", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, LOOPBACK, self.port).start()
        try:
            yield self
        finally:
            await runner.cleanup()

    def first(self, incident_id: str) -> float | None:
        """When the first page of this incident came."""
        return next((at for at, text in self.texts if incident_id in text), None)

    async def _take(self, request: web.Request) -> web.Response:
        at = time.perf_counter()
        self.texts.append((at, await request.text()))
        return web.Response()


@dataclass
class Running:
    """``folder`` is on the same disk as the database."""

    url: str
    folder: Path
    receiver: Receiver
    env: dict[str, str] = field(repr=False)

    def database(self) -> Database:
        return open_database(read_settings(self.env))


@contextmanager
def with_stub() -> Iterator[Running]:
    """Gateway and worker as processes, and a stub in place of Rasa."""
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as processes:
        made, rasa = _made(Path(temporary)), free_port()
        env = {**made.env, "RASA_URL": f"http://{LOOPBACK}:{rasa}"}
        run_to_end([sys.executable, "-m", "bot.cli", "migrate"], ROOT, env, made.folder / "migrate.log")
        stub = [sys.executable, "benchmarks/stub_rasa.py", str(rasa), str(STUB_SECONDS)]
        for name, command, ready in (
            ("stub", stub, f"http://{LOOPBACK}:{rasa}/"),
            ("worker", [sys.executable, "-m", "bot.worker"], ""),
            ("gateway", [sys.executable, "-m", "bot.gateway"], f"{made.url}/favicon.ico"),
        ):
            output = made.folder / f"{name}.log"
            process = processes.enter_context(running(command, ROOT, {**env, "PYTHONPATH": str(ROOT)}, output))
            if ready:
                wait_for(lambda url=ready: _answers(url), process, output)  # type: ignore[misc]
        yield made


@contextmanager
def with_rasa(models: Path, settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[Running]:
    """The whole of `interlude run`, with more ``settings`` of its environment."""
    interlude_stack.make_model(models, DATA)
    with tempfile.TemporaryDirectory() as temporary:
        made, output = _made(Path(temporary)), Path(temporary) / "run.log"
        env = {
            **made.env,
            **settings,
            "INTERLUDE_MODELS": str(models),
            "RASA_URL": f"http://{LOOPBACK}:{free_port()}",
            "ACTIONS_URL": f"http://{LOOPBACK}:{free_port()}/webhook",
            "INTERLUDE_STAFF_PORT": str(free_port()),
        }
        with running([sys.executable, "-m", "bot.cli", "run"], ROOT, env, output) as process:
            wait_for(lambda: interlude_stack.UP in output.read_text(errors="replace"), process, output)
            yield made


def _made(folder: Path) -> Running:
    """Every address of this checkout's escalation file leads to the receiver."""
    web_port, receiver = free_port(), Receiver(free_port())
    people = load_escalation(DATA / "safety" / ESCALATION_FILE).people
    names = sorted({name for person in people for name in person.channels.values()})
    addresses = folder / "addresses.yml"
    addresses.write_text("".join(f"{name}: json://{LOOPBACK}:{receiver.port}/{name}\n" for name in names))
    addresses.chmod(0o600)
    env = environment(
        INTERLUDE_STATE=str(folder / "state"),
        INTERLUDE_DATA=str(DATA),
        INTERLUDE_WEB_PORT=str(web_port),
        INTERLUDE_ADDRESSES=str(addresses),
        INTERLUDE_STAFF_URL="https://staff.example.org/",
    )
    return Running(f"http://{LOOPBACK}:{web_port}", folder, receiver, env)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status < 400)
    except OSError:
        return False
