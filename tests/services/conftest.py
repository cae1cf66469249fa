from __future__ import annotations

import pytest

from bot.db import ids
from bot.db.database import Database
from tests.clock import Clock
from tests.db.people import stored_chat
from tests.services.duty import Team


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Monday noon until it is moved; everybody reads it."""
    one = Clock()
    monkeypatch.setattr(ids, "clock", one)
    return one


@pytest.fixture
def team(database: Database) -> Team:
    return Team(database, stored_chat(database))
