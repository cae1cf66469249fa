"""F4: the database is locked. Nothing is acknowledged without its commit; nothing is lost."""

from __future__ import annotations

import sqlite3
import time

import pytest

from tests.faults.conftest import Enter
from tests.faults.content import CALM, CRISIS
from tests.faults.rig import Rig
from tests.faults.threads import in_background

LENGTHS = (1.0, 5.0, 30.0)


@pytest.mark.parametrize("seconds", LENGTHS)
def test_nothing_is_acknowledged_without_its_commit(rig: Rig, full: bool, enter: Enter, seconds: float) -> None:
    if seconds > 5 and not full:
        seconds = 7.0  # longer than a transaction waits
    writers = [rig.visitor() for _ in range(4)]
    for writer in writers:
        writer.send(CALM)
    with sqlite3.connect(rig.place.state / "interlude.db", isolation_level=None, timeout=10) as lock:
        lock.execute("BEGIN IMMEDIATE")
        locked = time.monotonic()
        writing = [
            in_background(writer.send, CRISIS if number % 2 else CALM, crisis=bool(number % 2))
            for number, writer in enumerate(writers)
        ]
        time.sleep(seconds)
        assert not any(one.done for one in writing)
        freed = time.monotonic()
        lock.execute("ROLLBACK")
    for one in writing:
        sent = one.result()
        assert sent.accepted > freed
        assert rig.rows("SELECT count(*) FROM inbox WHERE key = ?", sent.key) == [(1,)]
        if sent.crisis:
            rig.until_heard(sent)
    slowest = max(rig.page_of(one) or 0 for one in rig.sent if one.crisis) - freed
    rig.until_settled()
    ledger = rig.ledger(f"F4 locked {seconds:.0f} s", 1, slowest, "after it")
    assert freed - locked >= seconds
    enter(ledger)
    assert ledger.extra == 0
