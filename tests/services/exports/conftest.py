from __future__ import annotations

import pytest

from bot.db.database import Database
from bot.scripts.library import Library
from tests.clock import Clock
from tests.services.insight.watched import Watched


@pytest.fixture
def watched(database: Database, clock: Clock, library: Library) -> Watched:
    return Watched(database, clock, library)
