from __future__ import annotations

import pytest

from bot.db import ids
from bot.db.database import Database
from bot.scripts.library import Library
from tests.clock import Clock
from tests.db.people import stored_chat
from tests.services.duty import Team
from tests.services.participant import Participant


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Monday noon until it is moved; everybody reads it."""
    one = Clock()
    monkeypatch.setattr(ids, "clock", one)
    return one


@pytest.fixture
def person(database: Database, library: Library, clock: Clock) -> Participant:
    """Who writes, at a time that stands still."""
    return Participant(database, stored_chat(database), library.commands)


@pytest.fixture
def team(database: Database) -> Team:
    return Team(database, stored_chat(database))
