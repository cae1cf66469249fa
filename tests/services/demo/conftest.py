"""One demo for the tests that only look at it, and content for those that make their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.db.database import Database
from bot.db.keys import make_key_file, read_keys
from bot.db.migrate import migrate
from bot.scripts.library import Library
from bot.services import demo
from bot.services.demo import Content, Demo, Wanted
from bot.services.demo.content import load_bank
from bot.services.reminders import open_rules
from bot.services.setup import Guard, open_briefs, open_care_voice
from bot.settings import ROOT, read_settings
from tests.clock import MONDAY_NOON

WANTED = Wanted(now=MONDAY_NOON)
LARGE = Wanted(now=MONDAY_NOON, participants=30, runs=3000)
"""Enough for walks to be used again."""


@dataclass(frozen=True)
class Made:
    database: Database
    demo: Demo


@pytest.fixture(scope="session")
def content(library: Library, guard: Guard) -> Content:
    data = ROOT / "data"
    settings = read_settings()
    voice = open_care_voice(settings, guard.desk)
    return Content(library, guard, open_rules(settings), voice, open_briefs(settings, library), load_bank(data))


@pytest.fixture(scope="session")
def small(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    yield from _made(content, WANTED, tmp_path_factory)


@pytest.fixture(scope="session")
def large(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    yield from _made(content, LARGE, tmp_path_factory)


def _made(content: Content, wanted: Wanted, folders: pytest.TempPathFactory) -> Iterator[Made]:
    folder = folders.mktemp("demo")
    make_key_file(folder / "keys")
    url = f"sqlite:///{folder / 'interlude.db'}"
    migrate(url)
    database = Database(url, read_keys((folder / "keys").read_text()))
    yield Made(database, demo.make(database, content, wanted))
    database.close()
