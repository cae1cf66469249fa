"""What every message of a person meets first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.safety.verdict import Verdict
from bot.scripts.commands import CommandReader
from bot.services.incidents import Desk

if TYPE_CHECKING:
    from bot.safety.screen import Screen


@dataclass(frozen=True)
class Guard:
    """The screen, what staff have set down for those it finds, and the words that are commands at any time."""

    screen: Screen
    desk: Desk
    commands: CommandReader

    @classmethod
    def open(cls, folder: Path, desk: Desk, commands: CommandReader) -> Guard:
        """Raises ContentError when lexicon or second screen cannot be used."""
        from bot.safety.screen import load_screen  # spaCy is slow to import, and few processes screen

        return cls(load_screen(folder), desk, commands)


@dataclass(frozen=True)
class Sent:
    """A stored message.

    ``order``: it is a button's order to Rasa, such as "/talk_to_staff", and no answer. ``pressed_of``: the cause of the
    message whose button was pressed, None for what was typed. ``edited``: a new version of an older message.
    """

    id: str
    chat_id: str
    text: str
    verdict: Verdict
    order: bool = False
    pressed_of: str | None = None
    edited: bool = False
