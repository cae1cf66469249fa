from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import PIPE, Popen

import psutil
import pytest

from bot.services import paging
from bot.services.setup import Database
from bot.stack.supervision import Answers, Beats, Readiness, Supervisor, programs
from tests.clients.receivers import HttpReceiver, free_port, until
from tests.worker.crew import Place, escalation
from tests.worker.disks import small_disk


def test_who_pages_starts_before_who_takes_messages_in(tmp_path: Path) -> None:
    place = Place(tmp_path).set_up(escalation([["ana"]]), {})
    names = [program.name for program in programs(place.settings, Path("model"))]
    assert names == ["watchdog", "worker", "actions", "rasa", "gateway", "web"]


def test_a_heartbeat_is_ready_once_it_is_a_new_one(database: Database) -> None:
    never = Beats(database, "worker")
    assert never() is Readiness.NOT_YET
    paging.beat(database, "worker")
    assert never() is Readiness.READY
    again = Beats(database, "worker")
    assert again() is Readiness.NOT_YET
    paging.beat(database, "worker")
    assert again() is Readiness.READY


@pytest.mark.parametrize(
    ("status", "state"),
    [(204, Readiness.READY), (404, Readiness.NOT_YET), (503, Readiness.NOT_YET), (500, Readiness.BROKEN)],
)
def test_an_address_tells_by_its_status(status: int, state: Readiness) -> None:
    with HttpReceiver(health=status) as http:
        assert Answers(http.address("health", "http"))() is state


def test_an_address_where_nobody_is_is_not_ready() -> None:
    assert Answers(f"http://127.0.0.1:{free_port()}/")() is Readiness.NOT_YET


@contextmanager
def supervised(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    """Worker and watchdog as `interlude run` starts them."""
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    wanted = [one for one in programs(place.settings, Path("model")) if one.name in ("worker", "watchdog")]
    with Supervisor(place.settings, wanted) as stack:
        stack.wait_until_ready(30, lambda _: None)
        yield stack


def pid_of(module: str, stack: Supervisor) -> int | None:
    """The process of this stack that runs a module; other tests may have stacks of their own up."""
    for process in psutil.Process(stack.pid).children():
        with suppress(psutil.Error):
            if process.status() != "zombie" and process.cmdline()[-1:] == [module]:
                return int(process.pid)
    return None


def test_they_get_ready_and_are_started_again_when_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path).set_up(escalation([["ana"]]), {})
    with supervised(place, monkeypatch) as stack:
        for module in ("bot.worker", "bot.worker.watchdog"):
            before = pid_of(module, stack)
            assert before
            os.kill(before, signal.SIGKILL)
            until(lambda before=before, module=module: pid_of(module, stack) not in (None, before))  # type: ignore[misc]
        processes = psutil.Process(stack.pid).children()
    assert len(processes) == 2
    assert not any(process.is_running() for process in processes)


STARTER = """
import pathlib, sys
from bot.settings import read_settings
from bot.stack.supervision import Supervisor, programs
wanted = [one for one in programs(read_settings(), pathlib.Path("model")) if one.name in ("worker", "watchdog")]
with Supervisor(read_settings(), wanted) as stack:
    stack.wait_until_ready(30, lambda _: None)
    print(stack.pid, flush=True)
    stack.wait()
"""


@pytest.mark.parametrize("killed", ["who started it", "supervisord"])
def test_a_hard_kill_leaves_no_process_behind(tmp_path: Path, killed: str) -> None:
    place = Place(tmp_path).set_up(escalation([["ana"]]), {})
    environment = os.environ | place.environment
    with Popen([sys.executable, "-c", STARTER], env=environment, stdout=PIPE, text=True) as starter:
        assert starter.stdout
        supervisord = int(starter.stdout.readline())
        processes = psutil.Process(starter.pid).children(recursive=True)
        os.kill(supervisord if killed == "supervisord" else starter.pid, signal.SIGKILL)
    assert len(processes) == 3
    until(lambda: not any(process.is_running() for process in processes))


def test_a_full_disk_does_not_end_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """supervisord itself dies when it cannot write its output; so it writes to us."""
    with small_disk(tmp_path / "disk") as fill:
        place = Place(tmp_path, state=tmp_path / "disk" / "state").set_up(escalation([["ana"]]), {})
        with supervised(place, monkeypatch) as stack:
            fill()
            worker = pid_of("bot.worker", stack)
            assert worker
            os.kill(worker, signal.SIGKILL)
            until(lambda: pid_of("bot.worker", stack) not in (None, worker))
            time.sleep(1)
            assert stack.running
            assert pid_of("bot.worker.watchdog", stack)
