"""F5: the disk is full. Intake stops acknowledging, an alarm goes out that needs no disk, the database stays whole."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from tests.clients.receivers import until
from tests.faults.conftest import Enter
from tests.faults.content import CRISIS
from tests.faults.rig import GATEWAY, WATCHDOG, WORKER, rigged
from tests.faults.threads import in_background
from tests.worker.disks import small_disk

ALARM_SECONDS = 60


def test_a_full_disk_is_not_acknowledged_on(folder: Path, full: bool, enter: Enter) -> None:
    with small_disk(folder / "disk") as fill, rigged(folder / "rig", state=folder / "disk" / "state") as rig:
        limit = "30" if full else "2"
        with rig.running(GATEWAY, WORKER, WATCHDOG, INTERLUDE_ALARM_AFTER=limit):
            before = rig.visitor().send(CRISIS, crisis=True)
            rig.until_heard(before)
            fill()
            filled = time.monotonic()
            writing = in_background(rig.visitor().send, CRISIS, crisis=True)
            until(lambda: any("disk_full" in one.text for one in rig.http.of("alarm")), ALARM_SECONDS)
            alarmed = time.monotonic() - filled
            assert rig.visitor().post({"key": "k" * 32, "text": CRISIS})[0] == 503
            assert not writing.done
            (folder / "disk" / "filler").unlink()
            rig.until_heard(writing.result())
            rig.until_settled()
            ledger = rig.ledger("F5 disk full", 1, alarmed, "alarm")
        with sqlite3.connect(rig.place.state / "interlude.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    enter(ledger)
