"""What every page works with: database, rota and texts, scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app

from bot.schedule.rules import Rules
from bot.scripts.library import Library
from bot.services.reception import Reception
from bot.services.reminders import open_rules
from bot.services.setup import Database, Desk, load_content, open_database, open_desk, open_reception
from bot.settings import Settings

KEY = "interlude"


@dataclass(frozen=True)
class Web:
    settings: Settings
    database: Database
    library: Library
    desk: Desk
    rules: Rules
    reception: Reception

    @property
    def zone(self) -> ZoneInfo:
        """The program's: what staff read times in."""
        return self.desk.escalation.zone


def open_web(settings: Settings) -> Web:
    """Raises SetupError, ContentError, DatabaseUnavailable."""
    library, desk = load_content(settings), open_desk(settings)
    database, rules = open_database(settings), open_rules(settings, library)
    return Web(settings, database, library, desk, rules, open_reception(settings, desk))


def web() -> Web:
    """Of the app that answers this request."""
    return cast(Web, current_app.extensions[KEY])
