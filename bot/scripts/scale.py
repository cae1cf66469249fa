"""Reading a number off what somebody typed for a scale."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal

from text_to_num import alpha2digit

from bot.scripts.plain import plain

_NUMBER = r"-?\d+(?:[.,]\d+)?"
_ALONE = re.compile(rf"(?<!\w)({_NUMBER})(?:ish)?(?!\w)", re.IGNORECASE)
"""A number that is not part of something else ("5pm", "2nd")."""
_OUT_OF = re.compile(rf"({_NUMBER})\s*(?:/|out of|of|over|de|sobre)\s*(\d+)", re.IGNORECASE)
_RANGE = re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)")
_NO_COUNT = re.compile(
    r"\b(?:no|any|some|every|this|that|each|which|another|the|not|need|want)\s+one\b"
    r"|\bone\b(?=\s+(?!or\b|out\b|of\s+ten\b|over\b|to\b|point\b|and\b|maybe\b|today\b|now\b|i\b)\w)",
    re.IGNORECASE,
)
"""The word "one" where it counts nothing: "no one cares", "one moment"."""
_ARTICLE = re.compile(r"\b(?:un|una)\s+(?=\w)", re.IGNORECASE)
"""Spanish: the "un" of "un siete" is no 1."""
_SHORT = 8
"""Words. In a longer text a number in the middle is as likely to count something else ("my 2 kids …")."""


def read_scale(
    text: str,
    lowest: int,
    highest: int,
    language: str = "en",
    *,
    lowest_words: Collection[str] = (),
    highest_words: Collection[str] = (),
) -> int | None:
    """The number meant, or None when it cannot be told or lies outside ``lowest``–``highest``.

    ``7/10``, ``about a seven``, ``7.5`` (rounded half up) are understood. Of two neighbours ("6 or 7") the higher
    counts: too much distress on record is the safer mistake. Decimal commas are read as points.
    """
    if plain(text) in lowest_words:
        return lowest
    if plain(text) in highest_words:
        return highest
    numbers = _numbers(_digits(text, language), highest)
    if len(numbers) == 2 and abs(numbers[0] - numbers[1]) == 1:
        return _within(max(numbers), lowest, highest)
    if len(numbers) != 1:
        return None
    return _within(numbers[0], lowest, highest)


def _digits(text: str, language: str) -> str:
    """The text with number words as digits; "nine-ish" and "6-7" come apart."""
    spaced = re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", " ", text)
    spaced = _ARTICLE.sub("", spaced) if language == "es" else _NO_COUNT.sub(" ", spaced)
    return _RANGE.sub(" ", alpha2digit(spaced, language, threshold=0))


def _numbers(text: str, highest: int) -> list[int]:
    """The different numbers in the text, in order; of "7 out of 10" only the 7."""
    text = _OUT_OF.sub(lambda m: m[1] if int(m[2]) == highest else m[0], text)
    words = text.split()
    found = [(place, m) for place, word in enumerate(words) for m in _ALONE.findall(word)]
    if len(words) > _SHORT:
        found = [(place, m) for place, m in found if place in (0, len(words) - 1)]
    return list(dict.fromkeys(_rounded(m) for _, m in found))


def _rounded(number: str) -> int:
    return int(Decimal(number.replace(",", ".")).to_integral_value(ROUND_HALF_UP))


def _within(number: int, lowest: int, highest: int) -> int | None:
    return number if lowest <= number <= highest else None
