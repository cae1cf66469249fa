"""F1: `kill -9` at each moment that matters. What was cut off is taken up again within ten seconds."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from bot.services.incidents import AlreadyAcknowledged, acknowledge, get_incident
from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CALM, CRISIS
from tests.faults.ledger import Ledger
from tests.faults.rig import CLI, GATEWAY, WORKER, Rig, kill, rigged
from tests.faults.threads import in_background, side_by_side

RESUMED_SECONDS = 10


@pytest.mark.parametrize("moment", ["incident", "before_commit", "after_commit"])
def test_a_gateway_killed_while_it_takes_in_a_crisis(
    folder: Path, count: Count, enter: Enter, moment: str, in_time: InTime
) -> None:
    times = count(1, 100)
    with rigged(folder) as rig, rig.running(WORKER):
        slowest = gateway_dies(rig, moment, times)
        ledger = rig.ledger(f"F1 gateway: {moment}", times, slowest, "resumed")
    enter(ledger)
    in_time(slowest, RESUMED_SECONDS)
    assert ledger.extra <= times


def gateway_dies(rig: Rig, moment: str, times: int) -> float:
    """A kill a crisis, the next gateway at once, as under supervision; returns the longest time until it was heard."""
    slowest, gateway = 0.0, rig.start(GATEWAY)
    for _ in range(times):
        rig.arm(moment)
        sending = in_background(rig.visitor().send, CRISIS, crisis=True)
        gateway.process.wait(20)
        killed = time.monotonic()
        gateway = rig.start(GATEWAY, up=False)
        heard = rig.until_heard(sending.result())
        slowest = max(slowest, heard - killed)
    rig.until_settled()
    gateway.kill()
    return slowest


@pytest.mark.parametrize("moment", ["leased", "taken", "climb"])
def test_a_worker_killed_while_it_pages(folder: Path, count: Count, enter: Enter, moment: str, in_time: InTime) -> None:
    """With the lease stored, with the receiver's 200 in its hand, or in the middle of a step of the ladder."""

    def some(number: int, times: int) -> Ledger:
        with rigged(folder / str(number), [["ana"], ["ben"]], seconds_between=1) as rig, rig.running(GATEWAY):
            slowest = worker_dies(rig, moment, times)
            return rig.ledger(f"F1 worker: {moment}", times, slowest, "resumed")

    ledger = side_by_side(count(1, 100), 5, some)
    enter(ledger)
    assert ledger.slowest is not None
    in_time(ledger.slowest, RESUMED_SECONDS)
    assert ledger.extra <= ledger.times


def worker_dies(rig: Rig, moment: str, times: int) -> float:
    """Until both rungs are told and marked so."""
    slowest, worker = 0.0, rig.start(WORKER)
    for _ in range(times):
        rig.arm(moment)
        sent = rig.visitor().send(CRISIS, crisis=True)
        worker.process.wait(20)
        killed = time.monotonic()
        worker = rig.start(WORKER, up=False)
        slowest = max(slowest, rig.until_told(sent, 2) - killed)
        rig.until_heard(sent)
    worker.kill()
    return slowest


def test_an_acknowledging_process_killed_in_the_middle(folder: Path, count: Count, enter: Enter) -> None:
    """Before the commit nothing has happened and anybody may acknowledge; after it there is one owner."""
    times = count(2, 100)
    with rigged(folder) as rig, rig.running(GATEWAY, WORKER), rig.place.database() as database:
        for number in range(times):
            sent = rig.visitor().send(CRISIS, crisis=True)
            rig.until_heard(sent)
            incident = str(rig.incident_of(sent))
            moment = ("before_commit", "after_commit")[number % 2]
            rig.arm(moment)
            command = f"incidents acknowledge {incident} --by ana"
            assert rig.start(CLI, arguments=command, up=False).process.wait(30) == -9
            if moment == "before_commit":
                assert get_incident(database, incident).acknowledged_by is None
                acknowledge(database, rig.place.desk, incident, "ana")
            else:
                with pytest.raises(AlreadyAcknowledged):
                    acknowledge(database, rig.place.desk, incident, "ana")
            told = "SELECT count(*) FROM outbox WHERE cause LIKE 'seen%:' || ?"
            assert rig.rows(told, incident) == [(1,)]
        rig.until_settled()
        ledger = rig.ledger("F1 acknowledgement", times)
    enter(ledger)
    assert ledger.extra == 0


def test_gateway_and_worker_killed_at_any_moment(folder: Path, count: Count, enter: Enter) -> None:
    """While people keep writing."""
    times, dice = count(2, 100), random.Random(1)
    with rigged(folder) as rig:
        parts = {GATEWAY: rig.start(GATEWAY), WORKER: rig.start(WORKER)}
        for number in range(times):
            writing = [
                in_background(rig.visitor().send, CRISIS if crisis else CALM, crisis=crisis)
                for crisis in (True, False, True)
            ]
            time.sleep(dice.uniform(0, 0.3))
            module = (GATEWAY, WORKER)[number % 2]
            kill(parts[module])
            parts[module] = rig.start(module, up=number + 1 == times)
            for one in writing:
                one.result()
        for sent in [one for one in rig.sent if one.crisis]:
            rig.until_heard(sent, 60)
        rig.until_settled()
        ledger = rig.ledger("F1 any moment", times)
        for process in parts.values():
            process.kill()
    enter(ledger)
    assert ledger.extra <= 2 * times, "two crises were under way at each kill"


def test_a_gateway_with_its_whole_lexicon_is_back_in_time(
    folder: Path, full: bool, enter: Enter, in_time: InTime
) -> None:
    if not full:
        pytest.skip("takes half a minute; with --full")
    times = 10
    with rigged(folder, whole=True) as rig, rig.running(WORKER):
        slowest = gateway_dies(rig, "after_commit", times)
        enter(rig.ledger("F1 gateway, whole lexicon", times, slowest, "resumed"))
    in_time(slowest, RESUMED_SECONDS)
