"""F18: two workers at once. Each notice is leased to one of them, also while one hangs and when one is killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.receivers import until
from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CRISIS
from tests.faults.rig import GATEWAY, WORKER, rigged


def test_two_workers_share_the_work(folder: Path, count: Count, enter: Enter) -> None:
    times = count(20, 300)
    with rigged(folder, [["ana", "ben"]]) as rig, rig.running(GATEWAY, WORKER, WORKER) as parts:
        for _ in range(times):
            rig.visitor().send(CRISIS, crisis=True)
        for sent in rig.sent:
            rig.until_heard(sent)
        rig.until_settled()
        shares = [len(worker.events("notice_sent")) for worker in parts[1:]]
        ledger = rig.ledger("F18 two workers", times)
    enter(ledger)
    assert sum(shares) == ledger.pages == 2 * times
    assert ledger.extra == 0


def test_two_workers_and_a_channel_that_hangs(folder: Path, full: bool, enter: Enter) -> None:
    """It hangs longer than a lease lasts: who sends renews it, so the other does not send it too."""
    if not full:
        pytest.skip("tests/services/test_paging.py has leases renewed; with --full")
    with rigged(folder, [["ana", "ben"]]) as rig:
        rig.http.behaviour["ana"] = "hang"
        with rig.running(GATEWAY, WORKER, WORKER) as parts:
            sent = rig.visitor().send(CRISIS, crisis=True)
            until(lambda: any(worker.events("notice_failed") for worker in parts[1:]), 15)
            assert rig.http.attempts.count("ana") == 1
            rig.http.behaviour.clear()
            rig.until_heard(sent)
            rig.until_settled()
            ledger = rig.ledger("F18 two workers, one hangs", 1)
    enter(ledger)
    assert ledger.extra == 0


def test_one_of_two_is_killed(folder: Path, full: bool, enter: Enter, in_time: InTime) -> None:
    """The other takes over what it held."""
    if not full:
        pytest.skip("F1 has one worker killed; with --full")
    times, slowest = 30, 0.0
    with rigged(folder) as rig, rig.running(GATEWAY), rig.running(WORKER, FAULT_ARMED=""):
        for _ in range(times):
            second = rig.start(WORKER)
            rig.arm("leased")
            while second.process.poll() is None:
                sent = rig.visitor().send(CRISIS, crisis=True)
                rig.until_heard(sent)
            slowest = max(slowest, (rig.page_of(sent) or 0) - sent.began)
        rig.until_settled()
        ledger = rig.ledger("F18 one of two killed", times, slowest, "page")
    enter(ledger)
    in_time(slowest, 10)
    assert ledger.extra <= times
