"""Folds characters to plain lower-case Latin letters and remembers where each one stood.

What is undone here: compatibility forms (full-width, mathematical, circled), zero-width and control characters,
accents, and letters of other scripts that look Latin.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LOOK_ALIKES = {
    "a": "аɑαΑАᎪ",
    "b": "вВΒЬьʙƀ",
    "c": "сϲСϹƈ¢",
    "d": "ԁɗᏧđ",
    "e": "еєёҽэЕΕЭЄɛεɇ",
    "f": "ғƒϝ",
    "g": "ɡԍցɠ",
    "h": "һНΗҺհнħ",
    "i": "іıιɩІΙӏɪǀ",
    "j": "јЈʝϳ",
    "k": "кκКΚҝқƙ",
    "l": "Ӏɭʟł",
    "m": "мМΜʍɱ",
    "n": "пηոΝɴռ",
    "o": "оοօОΟσөøᴏ",
    "p": "рρРΡþ",
    "q": "ԛգ",
    "r": "гʀɼᴦ",
    "s": "ѕЅꜱʂ",
    "t": "тτТΤŧ",
    "u": "υսцμʊᴜ",
    "v": "νѵѴᴠ",
    "w": "ѡԝωшщᴡ",
    "x": "хχХΧ×",
    "y": "уγүўУΥʏ",
    "z": "ᴢΖʐƶ",
}
"""Letters of other scripts, by the Latin letter that most typefaces make them look like."""
_LATIN = {look: latin for latin, looks in _LOOK_ALIKES.items() for look in looks}
_QUOTES = dict.fromkeys("’‘ʼʹ`´′＇‛ʻ", "'")
_DROPPED = {"Cf", "Cc", "Mn", "Me", "Cs", "Co", "Cn"}
"""Unicode categories that carry no letter: format and control characters, combining marks, unassigned ones."""


@dataclass(frozen=True)
class Folded:
    """``text`` in plain letters; ``places[i]`` is where its character ``i`` stood in the original."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From a span of the folded text to one of the original."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a text. Linear in its length."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in _plain(character):
            letters.append(letter)
            places.append(place)
    return Folded("".join(letters), tuple(places))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Zero, one or a few plain characters. Line ends stay; other white space becomes a space."""
    if character in "\n\r\u2028\u2029\x85":
        return "\n"
    if character.isspace():
        return " "
    if character in _QUOTES:
        return "'"
    if character in _LATIN:
        return _LATIN[character]
    parts = unicodedata.normalize("NFKD", character)
    kept = [part for part in parts if unicodedata.category(part) not in _DROPPED]
    return "".join(_LATIN.get(part, _QUOTES.get(part, part)) for part in kept).casefold()
