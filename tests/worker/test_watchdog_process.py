"""The watchdog as a process: it pings while all is proven and alarms by itself when anything is not."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bot.services import paging
from bot.services.setup import DatabaseUnavailable, open_database
from tests.clients.receivers import HttpReceiver, until
from tests.worker.crew import Place, Running, escalation
from tests.worker.disks import small_disk

WATCHDOG = "bot.worker.watchdog"
SOON = 12
"""Seconds; the limit is 2 in these tests and 30 outside, and a look at a locked database takes 5."""


@pytest.fixture
def http() -> Iterator[HttpReceiver]:
    with HttpReceiver() as receiver:
        yield receiver


@pytest.fixture
def place(tmp_path: Path, http: HttpReceiver) -> Place:
    return set_up(Place(tmp_path), http)


def set_up(place: Place, http: HttpReceiver) -> Place:
    place.environment["INTERLUDE_DEADMAN_URL"] = http.address("deadman", "http")
    place.environment["INTERLUDE_DEADMAN_EVERY"] = "1"
    return place.set_up(escalation([["ana"]]), {"ana_sms": http.address("ana"), "alarm": http.address("alarm")})


@contextmanager
def beating(place: Place, *names: str) -> Iterator[None]:
    """These processes beat, as far as the database shows."""
    over = threading.Event()

    def beat() -> None:
        database = open_database(place.settings)
        while not over.wait(0.4):
            for name in names:
                with suppress(DatabaseUnavailable):
                    paging.beat(database, name)
        database.close()

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def alarms(http: HttpReceiver) -> str:
    return "\n".join(one.text for one in http.of("alarm"))


def pings_stop(http: HttpReceiver) -> bool:
    before = len(http.of("deadman"))
    time.sleep(2.5)
    return len(http.of("deadman")) == before


def test_it_pings_while_both_live_and_alarms_when_the_worker_stands_still(place: Place, http: HttpReceiver) -> None:
    """F10."""
    with beating(place, "gateway"), place.running("bot.worker") as worker, place.running(WATCHDOG) as watchdog:
        watchdog.until_up()
        until(lambda: len(http.of("deadman")) >= 2)
        assert not http.of("alarm")
        os.kill(worker.process.pid, signal.SIGSTOP)
        until(lambda: "worker_silent" in alarms(http), SOON)
        assert "gateway_silent" not in alarms(http)
        assert pings_stop(http)


def test_it_alarms_when_nothing_else_ever_came_up(place: Place, http: HttpReceiver) -> None:
    with place.running(WATCHDOG):
        until(lambda: "gateway_silent, worker_silent" in alarms(http), SOON)
    assert not http.of("deadman")


def test_it_alarms_when_an_incident_is_not_where_it_must_be(place: Place, http: HttpReceiver) -> None:
    with place.database() as database, beating(place, "gateway", "worker"), place.running(WATCHDOG) as watchdog:
        watchdog.until_up()
        until(lambda: http.of("deadman"))
        incident = place.page(database)
        with sqlite3.connect(str(database.file), timeout=10) as connection:
            connection.execute("UPDATE incident SET next_at = '2026-01-01 00:00:00.000000'")
        until(lambda: f"step_overdue {incident.id}" in alarms(http), SOON)
        assert pings_stop(http)


def test_it_alarms_while_the_database_is_locked(place: Place, http: HttpReceiver) -> None:
    with place.database() as database, beating(place, "gateway", "worker"), place.running(WATCHDOG) as watchdog:
        watchdog.until_up()
        until(lambda: http.of("deadman"))
        with sqlite3.connect(str(database.file), isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            until(lambda: "database_not_writable" in alarms(http), 2 * SOON)
            other.execute("ROLLBACK")


def test_it_alarms_when_the_whole_state_folder_is_gone(place: Place, http: HttpReceiver) -> None:
    with place.running(WATCHDOG) as watchdog, beating(place, "gateway", "worker"):
        watchdog.until_up()
        until(lambda: http.of("deadman"))
        place.state.rename(place.folder / "elsewhere")
        until(lambda: "database_gone" in alarms(http), SOON)
    assert not place.state.exists()


def test_it_alarms_when_nothing_can_be_written_any_more(place: Place, http: HttpReceiver) -> None:
    """No byte more in any file, its own log included."""
    with beating(place, "gateway", "worker"), place.running(WATCHDOG) as watchdog:
        watchdog.until_up()
        until(lambda: http.of("deadman"))
        resource.prlimit(watchdog.process.pid, resource.RLIMIT_FSIZE, (0, 0))
        until(lambda: "database_not_writable" in alarms(http), SOON)


def test_it_alarms_when_the_disk_is_full(tmp_path: Path, http: HttpReceiver) -> None:
    """F5, on a small disk of its own."""
    with small_disk(tmp_path / "disk") as fill:
        place = set_up(Place(tmp_path, state=tmp_path / "disk" / "state"), http)
        with beating(place, "gateway", "worker"), place.running(WATCHDOG) as watchdog:
            watchdog.until_up()
            until(lambda: http.of("deadman"))
            fill()
            until(lambda: "disk_full" in alarms(http), SOON)
            watchdog.stop()
        with sqlite3.connect(place.state / "interlude.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_it_stops_when_told_to(place: Place) -> None:
    with place.running(WATCHDOG) as watchdog:
        assert watchdog.until_up().stop() < 3


def test_it_says_when_nobody_can_be_alarmed(place: Place) -> None:
    place.settings.addresses_file.unlink()
    with place.running(WATCHDOG) as watchdog:
        assert watchdog.until_up().events("no_alarm_addresses")


def test_neither_addresses_nor_the_ping_address_are_logged(place: Place, http: HttpReceiver) -> None:
    http.behaviour |= {"deadman": 500, "alarm": 500}
    with beating(place, "gateway"), place.running("bot.worker") as worker, place.running(WATCHDOG) as watchdog:
        until(lambda: watchdog.events("ping_refused"))
        worker.kill()
        until(lambda: watchdog.events("alarm_not_sent"), SOON)
        assert not leaks(watchdog)


def leaks(process: Running) -> list[str]:
    log = process.log.read_text()
    return [secret for secret in ("127.0.0.1", "deadman", "/alarm") if secret in log]
