"""The little language in which patterns are written, and its translation for spaCy's Matcher.

    {want} ~3 {kill} {me}     a word of the class ``want``, up to three other words, one of ``kill``, one of ``me``
    end|ending it all         "end it all" or "ending it all"
    {myself}|him ~1 dead      a word of the class ``myself`` or "him", up to one other word, "dead"
    not? worth it             "worth it", with or without "not"
    ^ {done} $                the sentence is this word alone

Words of a class may be several words ("going to") and may end in ``*`` ("suicid*").
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.safety.letters import fold

START, END = "<s>", "</s>"
_MARKS = {"^": START, "$": END}
MARKS = frozenset(_MARKS)
_MOST_WAYS = 600
_PART = r"(?:\{[a-z_]+\}|[^\s{}~?|]+)"
_ELEMENT = re.compile(rf"~(?P<gap>\d)|(?P<parts>{_PART}(?:\|{_PART})*)(?P<maybe>\?)?(?=\s|$)")

TokenPattern = dict[str, Any]
Way = tuple[TokenPattern, ...]
Row = tuple[str, ...]
Needed = tuple[frozenset[str], ...]


class PatternFault(ValueError):
    """A pattern that cannot be read; the message is for its author."""


@cache
def plain_words(text: str) -> tuple[str, ...]:
    """An author's words as the screen sees words: folded, without apostrophes.

    Kept, for the same words stand in many patterns, and every process that screens begins by reading them all.
    """
    return tuple(word for word in fold(text).text.replace("'", "").split() if word)


@dataclass(frozen=True)
class Pattern:
    """A pattern that has been read.

    ``ways``: all ways to say it, each as spaCy's Matcher wants it; ``words``: every single word that it can consist of;
    ``needed``: groups of words of each of which one must be in a sentence that it matches; ``longest``: how many words
    it matches at most, with all its gaps filled.
    """

    ways: list[list[TokenPattern]]
    words: frozenset[str]
    needed: Needed
    longest: int


class PatternReader:
    """Reads patterns that name these word classes. What stands in many of them is worked out once."""

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        self._classes = classes
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._columns: dict[str, _Column] = {}
        self._patterns: dict[str, Pattern] = {}

    def read(self, pattern: str) -> Pattern:
        """
        Raises:
            PatternFault: an unknown class, an unreadable sign, nothing but gaps, or too many ways.
        """
        if pattern not in self._patterns:
            self._patterns[pattern] = self._read(pattern)
        return self._patterns[pattern]

    def largest_classes(self) -> dict[str, str]:
        """Each single word of a class, and the largest class that it is in; stems and rows of words are left out."""
        rows = {name: self._rows_of(name, ()) for name in self._classes}
        by_size = sorted(rows, key=lambda name: (len(rows[name]), name))
        return {row[0]: name for name in by_size for row in rows[name] if len(row) == 1 and row[0].isalnum()}

    def _read(self, pattern: str) -> Pattern:
        columns = [self._column(match) for match in _elements(pattern)]
        count = math.prod(len(column.ways) for column in columns)
        if count > _MOST_WAYS:
            raise PatternFault(f"`{pattern}` can be said in {count} ways, more than {_MOST_WAYS}; split it")
        ways = [[token for part in way for token in part] for way in itertools.product(*(one.ways for one in columns))]
        if not all(any("ORTH" in token for token in way) for way in ways):
            raise PatternFault(f"`{pattern}` holds no word")
        return Pattern(
            ways,
            frozenset[str]().union(*(column.words for column in columns)),
            tuple(column.needed for column in columns if column.needed),
            sum(column.longest for column in columns),
        )

    def _column(self, match: re.Match[str]) -> _Column:
        text = match.group()
        if text not in self._columns:
            gap = match["gap"]
            self._columns[text] = _gap(int(gap)) if gap else _of_words(self._members(match), bool(match["maybe"]))
        return self._columns[text]

    def _members(self, match: re.Match[str]) -> list[Row]:
        members: list[Row] = []
        for part in match["parts"].split("|"):
            if part in _MARKS:
                members.append((_MARKS[part],))
            else:
                members += self._rows_of(part[1:-1], ()) if part.startswith("{") else [plain_words(part)]
        return members

    def _rows_of(self, name: str, seen: tuple[str, ...]) -> tuple[Row, ...]:
        """The members of a class, each as its words; a member in braces is another class."""
        if name not in self._classes:
            raise PatternFault(f"there is no word class `{name}`")
        if name in seen:
            raise PatternFault(f"the word class `{name}` contains itself")
        if name not in self._rows:
            rows: list[Row] = []
            for member in self._classes[name]:
                named = member.startswith("{")
                rows += self._rows_of(member[1:-1], (*seen, name)) if named else [plain_words(member)]
            self._rows[name] = tuple(rows)
        return self._rows[name]


@dataclass(frozen=True)
class _Column:
    """One element of a pattern. ``needed`` is empty where a sentence without it may match.

    Optional elements and those with a word that ends in ``*`` set no condition.
    """

    ways: list[Way]
    words: frozenset[str]
    needed: frozenset[str]
    longest: int


def _of_words(members: Sequence[Row], maybe: bool) -> _Column:
    single = sorted({member[0] for member in members if len(member) == 1})
    ways: list[Way] = [(_one_of(single),)] if single else []
    ways += [tuple(_one_of([word]) for word in member) for member in members if len(member) > 1]
    words = frozenset(word for member in members for word in member)
    optional = maybe or any("*" in word for word in words)
    return _Column(
        [*ways, ()] if maybe else ways,
        frozenset(word for word in words if word.isalnum()),
        frozenset() if optional else frozenset(member[0] for member in members),
        max(map(len, members)),
    )


def _gap(most: int) -> _Column:
    return _Column([({"OP": f"{{0,{most}}}"},)], frozenset(), frozenset(), most)


@cache
def _elements(pattern: str) -> list[re.Match[str]]:
    found, place = [], 0
    for match in _ELEMENT.finditer(pattern):
        if pattern[place : match.start()].strip():
            break
        found.append(match)
        place = match.end()
    rest = pattern[place:].strip()
    if rest or not found:
        raise PatternFault(f"`{pattern}`: cannot read `{rest}`; write words, {{classes}}, ~gaps, a|b, ?, ^ and $")
    return found


def _one_of(words: Sequence[str]) -> TokenPattern:
    stems = [word[:-1] for word in words if word.endswith("*")]
    whole = [word for word in words if not word.endswith("*")]
    if not stems:
        return {"ORTH": whole[0]} if len(whole) == 1 else {"ORTH": {"IN": whole}}
    every = [*map(re.escape, whole), *(re.escape(stem) + r"\w*" for stem in stems)]
    return {"ORTH": {"REGEX": f"^(?:{'|'.join(every)})$"}}
