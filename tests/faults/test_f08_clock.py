"""F8: the clock of gateway and worker is set while they run; daylight saving begins and ends. No page is skipped."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path

from bot.services.incidents import AlreadyAcknowledged, acknowledge, resolve
from tests.clients.receivers import until
from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CRISIS
from tests.faults.rig import GATEWAY, WORKER, Rig, rigged

HOUR = 3600
CHANGES = {
    "daylight saving ends": datetime(2026, 11, 1, 5, 59, 57, tzinfo=timezone.utc),
    "daylight saving begins": datetime(2026, 3, 8, 6, 59, 57, tzinfo=timezone.utc),
}
"""Three seconds before the clocks of New York change."""


def test_a_clock_that_is_set(folder: Path, count: Count, enter: Enter, in_time: InTime) -> None:
    """Repeats of an open incident go on, and a new crisis pages at once, whatever the clock has just done."""
    times, clock = count(1, 10), folder / "clock"
    clock.write_text("0")
    with rigged(folder, repeat_seconds=1) as rig, rig.running(GATEWAY, WORKER, FAULT_CLOCK=str(clock)):
        rig.until_heard(rig.visitor().send(CRISIS, crisis=True))
        slowest = 0.0
        for shift in [HOUR, 0, -HOUR, 0] * times:
            clock.write_text(str(shift))
            slowest = max(slowest, after_the_change(rig))
        rig.until_settled()
        ledger = rig.ledger("F8 clock set by an hour", 4 * times, slowest, "page")
    enter(ledger)
    in_time(slowest, 5)


def after_the_change(rig: Rig) -> float:
    """The first incident's repeats go on, without a burst; returns after how many seconds a new crisis pages."""
    moved = time.monotonic()
    until(lambda: repeats_since(rig, moved) >= 2, 8)
    sent = rig.visitor().send(CRISIS, crisis=True)
    rig.until_heard(sent)
    assert repeats_since(rig, moved) <= time.monotonic() - moved + 2
    acknowledge_all_but_first(rig)
    return (rig.page_of(sent) or 0) - sent.began


def acknowledge_all_but_first(rig: Rig) -> None:
    with rig.place.database() as database:
        for sent in rig.sent[1:]:
            with suppress(AlreadyAcknowledged):
                acknowledge(database, rig.place.desk, str(rig.incident_of(sent)), "ana")


def test_daylight_saving(folder: Path, enter: Enter) -> None:
    """A ladder climbs across the change, its second rung four seconds after the first."""
    clock = folder / "clock"
    clock.write_text("0")
    with rigged(folder, [["ana"], ["ben"]], seconds_between=4, repeat_seconds=600) as rig:
        rig.place.environment["TZ"] = "America/New_York"
        with rig.running(GATEWAY, WORKER, FAULT_CLOCK=str(clock)):
            for name, moment in CHANGES.items():
                rig.begin()
                clock.write_text(str((moment - datetime.now(timezone.utc)).total_seconds()))
                sent = rig.visitor().send(CRISIS, crisis=True)
                rig.until_told(sent, 2, 15)
                rig.until_heard(sent)
                incident = str(rig.incident_of(sent))
                slowest = next(one.at for one in rig.http.of("ben") if incident in one.text) - sent.began
                with rig.place.database() as database:
                    acknowledge(database, rig.place.desk, incident, "ben")
                    resolve(database, rig.place.desk, incident, "ben", "called, safe")
                rig.until_settled()
                enter(rig.ledger(f"F8 {name}", 1, slowest, "second rung (due at 4 s)"))
                assert 3 < slowest < 7


def repeats_since(rig: Rig, moment: float) -> int:
    """How many pages of the first incident have arrived since."""
    incident = rig.rows("SELECT id FROM incident ORDER BY seq LIMIT 1")[0][0]
    return sum(one.at > moment and incident in one.text for one in list(rig.http.received))
