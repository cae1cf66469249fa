"""F10: the worker is gone and stays away. A process of its own alarms, and the page goes out once it is back.

That it stands still, that the database is locked, gone or full: tests/worker/test_watchdog_process.py.
"""

from __future__ import annotations

import time
from pathlib import Path

from tests.clients.receivers import until
from tests.faults.conftest import Enter
from tests.faults.content import CRISIS
from tests.faults.rig import GATEWAY, WATCHDOG, WORKER, kill, rigged

ALARM_SECONDS = 120


def test_a_worker_that_is_gone(folder: Path, full: bool, enter: Enter) -> None:
    """``--full``: with the limit that holds when nothing is set."""
    limit = "30" if full else "2"
    with rigged(folder) as rig, rig.running(WORKER, GATEWAY, WATCHDOG, INTERLUDE_ALARM_AFTER=limit) as parts:
        until(lambda: len(rig.rows("SELECT name FROM heartbeat")) == 3)
        time.sleep(2.5)
        assert not rig.http.of("alarm")
        killed = kill(parts[0])
        sent = rig.visitor().send(CRISIS, crisis=True)
        until(lambda: any("worker_silent" in one.text for one in rig.http.of("alarm")), ALARM_SECONDS)
        alarmed = time.monotonic() - killed
        with rig.running(WORKER):
            rig.until_heard(sent)
            rig.until_settled()
            enter(rig.ledger("F10 worker down", 1, alarmed, "alarm"))
