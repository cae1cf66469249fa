"""What authors and clinicians have written, as Rasa's components see it; read once a process and folder."""

from __future__ import annotations

from functools import lru_cache

from bot.escalation.texts import SafetyTexts
from bot.safety.screen import Screen, load_screen
from bot.scripts.library import Library
from bot.services.setup import load_content, load_safety_texts
from bot.settings import Settings, read_settings


def scripts_of_project() -> Library:
    """Scripts and wording of the folder in the settings. Raises ContentError."""
    return _library(read_settings())


def texts_of_project() -> SafetyTexts:
    """The safety texts of that folder. Raises ContentError."""
    return _texts(read_settings())


def screen_of_project() -> Screen:
    """The crisis screen of that folder. Raises ContentError."""
    return _screen(read_settings())


@lru_cache(maxsize=4)
def _library(settings: Settings) -> Library:
    return load_content(settings)


@lru_cache(maxsize=4)
def _texts(settings: Settings) -> SafetyTexts:
    return load_safety_texts(settings)


@lru_cache(maxsize=4)
def _screen(settings: Settings) -> Screen:
    return load_screen(settings.data / "safety")
