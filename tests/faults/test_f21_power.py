"""F21: power may go at any time. Every connection of every process waits until its commit is on the disk."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.faults.conftest import Enter
from tests.faults.content import CRISIS
from tests.faults.rig import CLI, GATEWAY, WATCHDOG, WORKER, rigged

FULL = "2"


def test_every_connection_waits_for_the_disk(folder: Path, enter: Enter) -> None:
    """As each process's own connections say, at each of their transactions."""
    with rigged(folder) as rig:
        notes = {module: folder / f"{module}.notes" for module in (GATEWAY, WORKER, WATCHDOG, CLI)}
        for module in (GATEWAY, WORKER, WATCHDOG):
            rig.start(module, FAULT_NOTES=str(notes[module]))
        sent = rig.visitor().send(CRISIS, crisis=True)
        rig.until_heard(sent)
        command = f"incidents acknowledge {rig.incident_of(sent)} --by ana"
        assert rig.start(CLI, arguments=command, up=False, FAULT_NOTES=str(notes[CLI])).process.wait(60) == 0
        time.sleep(3)
        rig.until_settled()
        found = {module: path.read_text().split() for module, path in notes.items()}
        ledger = rig.ledger("F21 synchronous = 2", sum(map(len, found.values())), measured="(transactions)")
    enter(ledger)
    for module, values in found.items():
        assert len(values) >= 2, module
        assert set(values) == {FULL}, module


@pytest.mark.parametrize("room", ["bot", "actions"])
def test_nothing_opens_the_database_past_the_one_place_that_sets_it_up(room: str) -> None:
    opens = re.compile(r"\bsqlite3\.connect\(|\bcreate_engine\(|^import sqlite3|^import aiosqlite", re.MULTILINE)
    found = [path.relative_to(ROOT) for path in (ROOT / room).rglob("*.py") if opens.search(path.read_text())]
    assert found in ([], [Path("bot/db/database.py")])
