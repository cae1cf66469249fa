"""Fixtures for every folder: what authors have written, and a database of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.db.database import Database
from bot.db.keys import make_key_file, read_keys
from bot.db.migrate import migrate
from bot.scripts.library import Library
from bot.scripts.loader import load_library
from bot.services.setup import Guard
from bot.settings import ROOT, Settings, read_settings
from bot.stack.training import model_path, train
from tests.e2e.stack import add_scripts
from tests.guards import guard_of_checkout


@pytest.fixture(scope="session")
def library() -> Library:
    """The scripts and wordings of this checkout."""
    return load_library(ROOT / "data")


@pytest.fixture(scope="session")
def guard() -> Guard:
    """The screen of this checkout, and its rota with nobody connected."""
    return guard_of_checkout()


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrating takes a fifth of a second: done once, and copied."""
    path = tmp_path_factory.mktemp("migrated") / "interlude.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(tmp_path: Path, _migrated: Path) -> Iterator[Database]:
    """A migrated SQLite file in ``tmp_path / "state"`` with keys of its own beside it."""
    state = tmp_path / "state"
    make_key_file(state / "keys")
    shutil.copy(_migrated, state / "interlude.db")
    url = f"sqlite:///{state / 'interlude.db'}"
    database = Database(url, read_keys((state / "keys").read_text()))
    database.check_keys()
    yield database
    database.close()


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's content and two more scripts, as an author would add them: one new file each."""
    data = tmp_path_factory.mktemp("content") / "data"
    shutil.copytree(ROOT / "data", data)
    add_scripts(data)
    return data


@pytest.fixture(scope="session")
def trained(content: Path) -> Path:
    """A model trained on ``content``, by ``rasa train``, unless one like it is there."""
    settings = read_settings({**os.environ, "INTERLUDE_DATA": str(content)})
    library = load_library(content)
    model = model_path(settings, library)
    return model if model.exists() else train_on(content, settings)


def train_on(content: Path, settings: Settings) -> Path:
    """Training reads the scripts by the settings of its own process."""
    os.environ["INTERLUDE_DATA"] = str(content)
    try:
        return train(settings, load_library(content))
    finally:
        del os.environ["INTERLUDE_DATA"]
