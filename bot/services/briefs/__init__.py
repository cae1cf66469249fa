"""Session briefs: what happened since the last session of a kind, seen by the participant first."""

from __future__ import annotations

from bot.services.briefs.items import SESSION_KINDS, Item, Section, SessionKind
from bot.services.briefs.notes import notes
from bot.services.briefs.sources import Sources
from bot.services.briefs.views import OwnBrief, Shown, StaffBrief, brief_for_staff, hold_back, look, looked_at
from bot.services.briefs.words import BriefWords, load_brief_words
from bot.services.briefs.writing import Line, Paragraph, write

__all__ = [
    "SESSION_KINDS",
    "BriefWords",
    "Item",
    "Line",
    "OwnBrief",
    "Paragraph",
    "Section",
    "SessionKind",
    "Shown",
    "Sources",
    "StaffBrief",
    "brief_for_staff",
    "hold_back",
    "load_brief_words",
    "look",
    "looked_at",
    "notes",
    "write",
]
