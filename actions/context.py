"""What the actions work with, opened once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.schedule.rules import Rules
from bot.scripts.library import Library
from bot.services.briefs import Sources
from bot.services.practice import Practice
from bot.services.setup import Database, Desk, load_content, open_briefs, open_database, open_desk, open_practice
from bot.settings import Settings, read_settings


@dataclass(frozen=True)
class Context:
    settings: Settings
    database: Database
    library: Library
    practice: Practice
    desk: Desk
    briefs: Sources

    @property
    def rules(self) -> Rules:
        return self.briefs.rules


@lru_cache(maxsize=1)
def context() -> Context:
    """Raises SettingsError, SetupError or ContentError."""
    settings = read_settings()
    library, desk = load_content(settings), open_desk(settings)
    practice = open_practice(settings, library, desk)
    return Context(settings, open_database(settings), library, practice, desk, open_briefs(settings, library))
