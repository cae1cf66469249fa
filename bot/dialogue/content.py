"""The scripts as Rasa's components see them, read once a process and folder."""

from __future__ import annotations

from functools import lru_cache

from bot.scripts.library import Library
from bot.services.setup import load_content
from bot.settings import Settings, read_settings


def scripts_of_project() -> Library:
    """Scripts and wording of the folder in the settings. Raises ContentError."""
    return _loaded(read_settings())


@lru_cache(maxsize=4)
def _loaded(settings: Settings) -> Library:
    return load_content(settings)
