"""Recognises a plain no. What is not certainly one is not one: a false alert costs little beside a missed one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc\u00b4`]")
_STOPS = re.compile(r"[,.;:!¡…\-\u2013\u2014\"]+")
_STOP = " , "


class PlainNo:
    """Compares whole messages with a list."""

    def __init__(self, listed: Iterable[str]) -> None:
        self._listed = {_plain(words) for words in listed}

    def matches(self, text: str) -> bool:
        """Whether the whole text is on the list.

        Case, accents, apostrophes and stops do not count, but a comma that the list has must be there: "no, estoy
        bien" is a no and "no estoy bien" is the opposite. A question mark or a picture makes it no plain no.
        """
        plain = _plain(text)
        return plain in self._listed or plain.replace(_STOP, " ") in self._listed


def _plain(text: str) -> str:
    """Lower case, no accents, no apostrophes, stops at the ends gone and within as " , "."""
    text = _APOSTROPHES.sub("", text)
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(_STOPS.sub(_STOP, letters).split()).strip(" ,")
