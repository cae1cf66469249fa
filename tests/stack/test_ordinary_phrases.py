"""What people ordinarily say to interlude, and what they press, is not taken for a crisis."""

from __future__ import annotations

from bot.safety.verdict import Outcome
from bot.scripts.commands import Command
from bot.scripts.loader import load_library
from bot.settings import ROOT
from bot.stack.ordinary_phrases import button_titles, ordinary_phrases
from tests.guards import guard_of_checkout

DATA = ROOT / "data"


def raised(texts: list[str]) -> list[str]:
    screen = guard_of_checkout().screen
    return [text for text in texts if screen.judge(text).outcome is not Outcome.NONE]


def test_no_button_of_a_script_raises_anything() -> None:
    assert raised(button_titles(load_library(DATA))) == []


def test_no_command_raises_anything() -> None:
    commands = load_library(DATA).commands
    labels = [commands.label(command, language) for command in Command for language in ("en", "es")]
    assert raised([*labels, "go on", "help me", "i want to check in", "show me my plan", "seguir", "ayuda"]) == []


def test_of_a_thousand_ordinary_phrases_fewer_than_ten_raise_anything() -> None:
    """Of every fourth: among a thousand of them, chance alone decides between nine and eleven."""
    phrases = ordinary_phrases(DATA)[::4]
    assert len(phrases) >= 5000
    assert len(raised(phrases)) <= len(phrases) / 100
