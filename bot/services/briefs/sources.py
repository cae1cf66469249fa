"""What briefs are made with: scripts, the calendar's rules, and words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.schedule.rules import Rules, SessionKind
from bot.scripts.library import Library
from bot.services.briefs.words import BriefWords


@dataclass(frozen=True)
class Sources:
    """``rules``: of data/stories/reminders.yml; they say which script prepares which kind of session."""

    library: Library
    rules: Rules
    words: BriefWords

    def kind_of(self, script_id: str) -> SessionKind | None:
        """The kind of session that this script prepares, if any."""
        scripts = self.rules.session_prep.scripts
        return next((kind for kind, script in scripts.items() if script == script_id), None)
