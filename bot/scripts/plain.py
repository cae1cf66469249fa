"""Typed text made plain enough to compare: case, accents, punctuation and spaces do not count."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORDS = re.compile(r"[^\w\s]+")


def plain(text: str) -> str:
    """``" STOP!! "`` → ``"stop"``; apostrophes vanish, other punctuation becomes a space."""
    text = text.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(_NOT_WORDS.sub(" ", letters).split())
