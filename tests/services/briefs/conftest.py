from __future__ import annotations

import pytest

from bot.db.database import Database
from bot.scripts.library import Library
from tests.clock import Clock
from tests.services.briefing import Diary


@pytest.fixture
def diary(database: Database, library: Library, clock: Clock) -> Diary:
    """Enrolled a week ago on a Monday noon; agreed that the care team sees what they practise."""
    one = Diary(database, library, clock)
    clock.move(days=7)
    return one
