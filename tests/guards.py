"""The screen of this checkout with its rota, loaded once for all tests. Nobody is connected."""

from __future__ import annotations

from functools import lru_cache

from bot.scripts.loader import load_library
from bot.services.setup import Guard, open_guard
from bot.settings import ROOT, read_settings


@lru_cache(maxsize=1)
def guard_of_checkout() -> Guard:
    return open_guard(read_settings({"INTERLUDE_STATE": "/nonexistent"}), load_library(ROOT / "data"))
