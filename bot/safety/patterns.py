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
import re
from collections.abc import Iterator, Mapping, Sequence
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
Needed = tuple[frozenset[str], ...]


class PatternFault(ValueError):
    """A pattern that cannot be read; the message is for its author."""


@cache
def plain_words(text: str) -> tuple[str, ...]:
    """An author's words as the screen sees words: folded, without apostrophes.

    Kept, for the same words stand in many patterns, and every process that screens begins by reading them all.
    """
    return tuple(word for word in fold(text).text.replace("'", "").split() if word)


def compile_pattern(pattern: str, classes: Mapping[str, Sequence[str]]) -> list[list[TokenPattern]]:
    """All ways of a pattern, each as spaCy's Matcher wants it.

    Raises:
        PatternFault: an unknown class, an unreadable sign, nothing but gaps, or too many ways.
    """
    alternatives = [_ways(match, classes) for match in _elements(pattern)]
    count = 1
    for one in alternatives:
        count *= len(one)
    if count > _MOST_WAYS:
        raise PatternFault(f"`{pattern}` can be said in {count} ways, more than {_MOST_WAYS}; split it")
    ways = [[token for part in way for token in part] for way in itertools.product(*alternatives)]
    if not all(any("ORTH" in token for token in way) for way in ways):
        raise PatternFault(f"`{pattern}` holds no word")
    return ways


def longest(ways: Sequence[Sequence[TokenPattern]]) -> int:
    """How many words the longest match of these ways has, with all its gaps filled."""
    return max(sum(_most(token) for token in way) for way in ways)


def words_of(pattern: str, classes: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every single word that a pattern can consist of."""
    for match in _elements(pattern):
        for member in _members(match, classes):
            yield from (word for word in member if word.isalnum())


def needed_words(pattern: str, classes: Mapping[str, Sequence[str]]) -> Needed:
    """Groups of words of each of which one must be in a sentence that the pattern matches.

    Optional elements and those with a word that ends in ``*`` set no condition.
    """
    groups = []
    for match in _elements(pattern):
        members = _members(match, classes)
        if members and not match["maybe"] and not any("*" in word for member in members for word in member):
            groups.append(frozenset(member[0] for member in members))
    return tuple(groups)


def largest_classes(classes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Each single word of a class, and the largest class that it is in; stems and rows of words are left out."""
    members = {name: [plain_words(member) for member in _flat(name, classes, ())] for name in classes}
    by_size = sorted(members, key=lambda name: (len(members[name]), name))
    return {row[0]: name for name in by_size for row in members[name] if len(row) == 1 and row[0].isalnum()}


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


def _ways(match: re.Match[str], classes: Mapping[str, Sequence[str]]) -> list[Way]:
    if match["gap"]:
        return [(_gap(int(match["gap"])),)]
    members = _members(match, classes)
    single = sorted({member[0] for member in members if len(member) == 1})
    ways: list[Way] = [(_one_of(single),)] if single else []
    ways += [tuple(_one_of([word]) for word in member) for member in members if len(member) > 1]
    return [*ways, ()] if match["maybe"] else ways


def _members(match: re.Match[str], classes: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    if match["gap"]:
        return []
    members: list[tuple[str, ...]] = []
    for part in match["parts"].split("|"):
        if part in _MARKS:
            members.append((_MARKS[part],))
            continue
        named = _flat(part[1:-1], classes, ()) if part.startswith("{") else [part]
        members += [plain_words(member) for member in named]
    return members


def _flat(name: str, classes: Mapping[str, Sequence[str]], seen: tuple[str, ...]) -> Iterator[str]:
    """The members of a class; a member in braces is another class."""
    if name not in classes:
        raise PatternFault(f"there is no word class `{name}`")
    if name in seen:
        raise PatternFault(f"the word class `{name}` contains itself")
    for member in classes[name]:
        if member.startswith("{"):
            yield from _flat(member[1:-1], classes, (*seen, name))
        else:
            yield member


def _gap(most: int) -> TokenPattern:
    return {"OP": f"{{0,{most}}}"}


def _most(token: TokenPattern) -> int:
    """How many words one part of a way matches at most."""
    return int(token["OP"].strip("{}").partition(",")[2]) if "OP" in token else 1


def _one_of(words: Sequence[str]) -> TokenPattern:
    stems = [word[:-1] for word in words if word.endswith("*")]
    whole = [word for word in words if not word.endswith("*")]
    if not stems:
        return {"ORTH": whole[0]} if len(whole) == 1 else {"ORTH": {"IN": whole}}
    every = [*map(re.escape, whole), *(re.escape(stem) + r"\w*" for stem in stems)]
    return {"ORTH": {"REGEX": f"^(?:{'|'.join(every)})$"}}
