"""F16, F17: an address that refuses for good calls the next rung at once; the ladder's end repeats."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

from bot.services.incidents import acknowledge
from tests.clients.receivers import until
from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CRISIS
from tests.faults.rig import GATEWAY, WORKER, Rig, rigged

NEXT_RUNG_SECONDS = 5


def test_the_person_on_call_cannot_be_reached_for_good(
    folder: Path, count: Count, enter: Enter, in_time: InTime
) -> None:
    """As when they have blocked the bot. The second rung would come after ten minutes."""
    times = count(1, 20)
    with rigged(folder, [["ana"], ["ben"]], seconds_between=600) as rig, rig.running(GATEWAY, WORKER):
        for status in (403, 404, 410):
            slowest = refused(rig.begin(), status, times)
            ledger = rig.ledger(f"F16 refused with {status}", times, slowest, "next rung")
            enter(ledger)
            in_time(slowest, NEXT_RUNG_SECONDS)
            assert ledger.extra == 0
        assert rig.http.attempts.count("ana") == 3 * times, "not tried again"


def refused(rig: Rig, status: int, times: int) -> float:
    rig.http.behaviour["ana"] = status
    slowest = 0.0
    for _ in range(times):
        sent = rig.visitor().send(CRISIS, crisis=True)
        rig.until_heard(sent)
        slowest = max(slowest, (rig.page_of(sent) or 0) - sent.began)
    rig.until_settled()
    return slowest


def test_the_ladders_end_repeats_until_somebody_acknowledges(
    folder: Path, count: Count, enter: Enter, in_time: InTime
) -> None:
    repeats = count(2, 60)
    with rigged(folder, [["ana"], ["ben"]], seconds_between=1, repeat_seconds=1) as rig:
        with rig.running(GATEWAY, WORKER), rig.place.database() as database:
            sent = rig.visitor().send(CRISIS, crisis=True)
            until(lambda: len(rig.http.of("ben")) > repeats, 10 + 2 * repeats)
            acknowledge(database, rig.place.desk, str(rig.incident_of(sent)), "ben")
            time.sleep(0.5)
            told = len(rig.http.received)
            time.sleep(2.5)
            assert len(rig.http.received) == told
            arrived = [one.at for one in rig.http.of("ben")]
            longest = max(later - earlier for earlier, later in pairwise(arrived))
            rig.until_heard(sent)
            rig.until_settled()
        ledger = rig.ledger("F17 ladder's end", repeats, longest, "between repeats (due: 1 s)")
    enter(ledger)
    in_time(longest, 4)
    assert ledger.extra <= 1, "one may have been on its way when somebody acknowledged"
