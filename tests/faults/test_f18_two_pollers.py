"""F18: somebody else asks for the bot's updates too. The gateway yields and says so, and nothing is lost."""

from __future__ import annotations

import http.client
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.clients.receivers import free_port, until
from tests.faults.conftest import Count, Enter
from tests.faults.content import CALM, CRISIS
from tests.faults.rig import GATEWAY, WORKER
from tests.faults.telegram_rig import TOKEN, TelegramRig, telegram_rigged
from tests.faults.visitor import Sent

YIELD_SECONDS = 30


class AnotherPoller:
    """A program with the same token, as on a developer's machine: it asks for updates and confirms none.

    ``answers``: the statuses it got. Use as a context manager.
    """

    def __init__(self, url: str) -> None:
        self._where = urlsplit(url).netloc
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self.answers: list[int] = []

    def __enter__(self) -> AnotherPoller:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(10)

    def _ask(self) -> None:
        while not self._over.wait(0.2):
            connection = http.client.HTTPConnection(self._where, timeout=10)
            try:
                connection.request("GET", f"/bot{TOKEN}/getUpdates?timeout=1")
                self.answers.append(connection.getresponse().status)
            finally:
                connection.close()


def test_a_gateway_yields_to_another_poller(folder: Path, count: Count, enter: Enter) -> None:
    """And takes everything in once it is alone."""
    times, slowest = count(1, 10), 0.0
    with telegram_rigged(folder) as rig, rig.running(GATEWAY, WORKER) as (gateway, _):
        for number in range(1, times + 1):
            with AnotherPoller(rig.telegram.url) as other:
                until(lambda number=number: len(gateway.events("another_poller")) >= number, 60)  # type: ignore[misc]
                crises = written_meanwhile(rig)
                time.sleep(2)
            assert 200 in other.answers
            alone = time.monotonic()
            for sent in crises:
                rig.until_heard(sent, YIELD_SECONDS + 10)
            slowest = max(slowest, time.monotonic() - alone)
        rig.until_settled()
        rig.until_answered()
        assert 409 in {call.status for call in rig.telegram.calls_of("getUpdates")}
        ledger = rig.ledger("F18 another poller", times, slowest, "once alone")
    enter(ledger)
    assert ledger.extra == 0


def test_two_gateways_on_one_database(folder: Path, count: Count, enter: Enter) -> None:
    """Each message is stored once and each crisis raised once, whoever takes it."""
    rounds = count(2, 20)
    with telegram_rigged(folder) as rig, rig.running(GATEWAY, WORKER) as (first, _):
        second = rig.start(GATEWAY, up=False, INTERLUDE_WEB_PORT=str(free_port()))
        until(lambda: second.events("gateway_up"), 30)
        crises = [sent for _ in range(rounds) for sent in written_meanwhile(rig)]
        for sent in crises:
            rig.until_heard(sent, YIELD_SECONDS + 10)
        assert first.events("another_poller") or second.events("another_poller")
        rig.until_settled()
        rig.until_answered()
        twice = rig.again()
        ledger = rig.ledger("F18 two gateways", rounds)
    enter(ledger)
    assert ledger.extra == twice, "rows, incidents and pages are there once"


def written_meanwhile(rig: TelegramRig) -> list[Sent]:
    calm, crisis = rig.enrolled(2)
    for _ in range(5):
        rig.say(calm, CALM)
    return [rig.say(crisis, CRISIS, crisis=True)]
