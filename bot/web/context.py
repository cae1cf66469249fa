"""What every page works with: database, rota and texts, scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app

from bot.schedule.rules import Rules
from bot.scripts.library import Library
from bot.services.briefs import Sources
from bot.services.care.words import CareVoice
from bot.services.reception import Reception
from bot.services.reminders import open_rules
from bot.services.setup import Database, Desk, load_content, open_briefs, open_care_voice, open_database, open_desk
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
    voice: CareVoice
    briefs: Sources

    @property
    def zone(self) -> ZoneInfo:
        """The program's: what staff read times in."""
        return self.desk.escalation.zone


def open_web(settings: Settings) -> Web:
    """Raises SetupError, ContentError, DatabaseUnavailable."""
    library, desk = load_content(settings), open_desk(settings)
    database, rules = open_database(settings), open_rules(settings, library)
    voice = open_care_voice(settings, desk)
    return Web(settings, database, library, desk, rules, voice.reception, voice, open_briefs(settings, library))


def web() -> Web:
    """Of the app that answers this request."""
    return cast(Web, current_app.extensions[KEY])
