from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.db.database import Database
from bot.scripts.library import Library
from tests.clock import Clock
from tests.services.insight.watched import Watched

Enrols = Callable[..., Watched]


@pytest.fixture
def enrol(database: Database, clock: Clock, library: Library) -> Enrols:
    """Makes a participant; ``agrees``: True, False, or None where they have not answered."""
    return lambda agrees=True: Watched(database, clock, library, agrees)


@pytest.fixture
def watched(enrol: Enrols) -> Watched:
    return enrol()
