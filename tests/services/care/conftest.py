from __future__ import annotations

import pytest

from bot.db.database import Database
from tests.clock import Clock
from tests.services.care.ward import Ward


@pytest.fixture
def ward(database: Database, clock: Clock) -> Ward:
    return Ward(database, clock)
