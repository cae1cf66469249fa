from __future__ import annotations

from datetime import timedelta

import pytest

from actions import answering
from actions.context import Context
from bot.db import ids
from bot.db.database import Database
from bot.scripts.library import Library
from bot.services.practice import Practice
from bot.services.setup import Desk, load_safety_texts
from bot.settings import read_settings
from tests.actions.writing import Person
from tests.clock import Clock
from tests.services import duty
from tests.services.briefing import sources


@pytest.fixture
def opened(database: Database, library: Library, monkeypatch: pytest.MonkeyPatch) -> Context:
    """What the actions work with, on a real database, with a small team."""
    settings = read_settings({"INTERLUDE_PROGRAM_PHONE": "555-0100"})
    desk = Desk(duty.escalation(), load_safety_texts(settings), duty.ADDRESSES)
    one = Context(settings, database, library, Practice(library, timedelta(minutes=60), desk), desk, sources(library))
    monkeypatch.setattr(answering, "context", lambda: one)
    return one


@pytest.fixture
def person(opened: Context) -> Person:
    return Person()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(ids, "clock", one)
    return one
