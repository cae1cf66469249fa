"""F3: channels answer 5xx, hang, reset, or are cut off. The next one rings in time, and all ring after recovery."""

from __future__ import annotations

import time
from pathlib import Path

from tests.clients.receivers import HttpReceiver, free_port, until
from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CRISIS
from tests.faults.rig import GATEWAY, WORKER, rigged

BROKEN: dict[str, int | str] = {"hang": "hang", "s503": 503, "reset": "reset"}
NEXT_RUNG_SECONDS = 2
RECOVERED_SECONDS = 30


def test_channels_that_fail_for_now(folder: Path, count: Count, enter: Enter, in_time: InTime) -> None:
    """Four people of the first rung, each cut off in another way; nobody else waits for them."""
    outage, port = count(5, 600), free_port()
    first = [*BROKEN, "cut"]
    own = {"cut_sms": f"json://127.0.0.1:{port}/cut"}
    with rigged(folder, [first, ["ben"]], seconds_between=NEXT_RUNG_SECONDS, addresses=own) as rig:
        rig.http.behaviour |= BROKEN
        with rig.running(GATEWAY, WORKER):
            sent = rig.visitor().send(CRISIS, crisis=True)
            until(lambda: rig.http.of("ben"))
            in_time(rig.http.of("ben")[0].at - sent.began, NEXT_RUNG_SECONDS + 2)
            time.sleep(outage)
            assert len(rig.http.received) == 1
            rig.http.behaviour.clear()
            recovered = time.monotonic()
            with HttpReceiver(port) as back:
                until(lambda: back.of("cut") and all(rig.http.of(name) for name in BROKEN), RECOVERED_SECONDS)
                slowest = max(one.at for one in (*back.received, *rig.http.received)) - recovered
                rig.until_settled()
                rig.http.received += back.received
            rig.until_heard(sent)
        ledger = rig.ledger(f"F3 four channels fail {outage} s", len(first), slowest, "after recovery")
    enter(ledger)
    assert ledger.extra <= len(BROKEN), "one that hangs may have taken it, and was tried again"
