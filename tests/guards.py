"""The screen of this checkout with its rota, loaded once for all tests. Nobody is connected."""

from __future__ import annotations

from functools import lru_cache

from bot.scripts.library import Library
from bot.scripts.loader import load_library
from bot.services.practice import Practice
from bot.services.setup import Guard, open_guard, open_practice
from bot.settings import ROOT, read_settings

_SETTINGS = read_settings({"INTERLUDE_STATE": "/nonexistent"})


@lru_cache(maxsize=1)
def guard_of_checkout() -> Guard:
    return open_guard(_SETTINGS, load_library(ROOT / "data"))


def practice_of_checkout(library: Library) -> Practice:
    return open_practice(_SETTINGS, library, guard_of_checkout().desk)
