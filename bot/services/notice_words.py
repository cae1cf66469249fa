"""What a notice to staff says, the same over every channel."""

from __future__ import annotations

from bot.db.notices import REMINDER
from bot.escalation.texts import SafetyTexts, StaffText


def notice_words(texts: SafetyTexts, link: str, incident_id: str, purpose: str, drill: bool) -> StaffText:
    """An id and a link, nothing else. ``link``: where staff open incidents; empty: the command is named."""
    compose = texts.reminder if purpose == REMINDER else texts.notice
    return compose(incident_id, _link_to(link, incident_id), drill)


def _link_to(link: str, incident_id: str) -> str:
    if not link:
        return f"`interlude incidents show {incident_id}`"
    return f"{link.rstrip('/')}/{incident_id}"
