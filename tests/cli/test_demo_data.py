"""``interlude demo-data``, as an operator types it."""

from __future__ import annotations

import re

import pytest

from bot.db.database import Database
from tests.cli.terminal import Terminal
from tests.db.people import stored_chat
from tests.services.life import filled, rows

LINK = re.compile(r"http://127\.0\.0\.1:\d+/set-up/[A-Za-z0-9_-]{20,}")


@pytest.fixture
def terminal(database: Database) -> Terminal:
    assert database.file is not None
    return Terminal(database.file.parent)


def test_it_is_made_shown_refused_a_second_time_and_taken_out(terminal: Terminal, database: Database) -> None:
    made = terminal.run("demo-data", "--now", "2026-03-02T12:00")
    assert (made.returncode, made.stderr) == (0, "")
    assert "Ana Sample" in made.stdout
    assert f"16 invented participants, {len(rows(database, 'run'))} runs" in made.stdout
    assert "as of 2026-03-02 12:00 EST" in made.stdout
    assert not LINK.search(made.stdout)
    again = terminal.run("demo-data")
    assert again.returncode == 1
    assert "there are demo participants already" in again.stderr
    links = terminal.run("demo-data", "--sign-in")
    assert links.returncode == 0
    assert len(LINK.findall(links.stdout)) == 5
    gone = terminal.run("demo-data", "--remove")
    assert gone.stdout == "16 demo participants are gone.\n"
    assert "participant" not in filled(database)


def test_it_does_not_go_among_real_participants_unless_told_to(terminal: Terminal, database: Database) -> None:
    stored_chat(database)
    before = filled(database)
    refused = terminal.run("demo-data", "--participants", "1")
    assert refused.returncode == 1
    assert "--beside" in refused.stderr
    assert filled(database) == before
    assert terminal.run("demo-data", "--participants", "1", "--beside").returncode == 0
    assert filled(database)["participant"] == 2
