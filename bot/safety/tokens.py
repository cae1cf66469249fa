"""Cuts folded text into sentences of words. Everything here is linear in the length of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from bot.safety.letters import Folded

_CHUNK = re.compile(r"\n|[^\s]+")
_MOST_CHARACTERS = 40
"""A longer run without a space is no word; its rest is cut off."""
_LONGEST, _OVERLAP = 60, 24
"""Words of one sentence; a longer one, as speech to text writes it, is read in overlapping parts."""
_EDGES = "¿¡\"'“”«»()[]{}<>~`,;:.?!…-–—/\\|=&^%"
_AND = "&"
_STRONG = re.compile(r"[.?!…]+[\"')\]”»]*$")
_INSIDE = re.compile(r"(?<=[a-z0-9'])(?:[,;:/…—–\"()\[\]]+|\.{2,}|\?+|(?<=[a-z]{2})\.(?=[a-z]{2}))(?=[a-z0-9'])")
_ASKED = re.compile(r"\?[\"')\]”»]*$")
_NO = re.compile(r"(?:no|nope|nah|never|none|nunca|jamas|ninguna|ninguno)(?P<end>[.,!…;]*)")
_REPEATED = re.compile(r"(.)\1{3,}")


@dataclass(frozen=True)
class Token:
    """One word as it was written, folded, with its place in the original text.

    ``comma``: a comma or the like stands before it. ``loose``: what precedes it is more than one space.
    """

    word: str
    start: int
    end: int
    comma: bool = False
    loose: bool = False


Sentence = tuple[Token, ...]


def word_set(text: str) -> frozenset[str]:
    """The words of a line of code that lists them."""
    return frozenset(text.split())


def words_of(reading: Sequence[Sentence]) -> tuple[tuple[str, ...], ...]:
    """Its words alone: two readings with the same are the same to rules and models."""
    return tuple(tuple(token.word for token in sentence) for sentence in reading)


def sentences(folded: Folded) -> list[Sentence]:
    """The sentences of a text. Single words between full stops ("i. want. to.") are put together again, and so are a
    question and the plain no that answers it."""
    found: list[list[Token]] = [[]]
    comma, last_end = False, 0
    chunks = list(_CHUNK.finditer(folded.text))
    for match, following in zip_longest(chunks, chunks[1:]):
        if match.group() == "\n":
            comma = True
            continue
        for word, start, broken in _words(match.group(), match.start()):
            first, end = folded.span(start, start + (1 if match.group() == _AND else len(word)))
            loose = match.start() - last_end > 1
            found[-1].append(Token(word, first, end, comma or broken, loose))
            comma = False
        last_end = match.end()
        comma = comma or match.group()[-1] in ",;:-–—)/"
        if not _STRONG.search(match.group()) or not found[-1]:
            continue
        if _answered(match, following, folded.text):
            comma = True
        else:
            found.append([])
    return [part for sentence in _joined(found) if sentence for part in _parts(sentence)]


def _answered(asked: re.Match[str], following: re.Match[str] | None, text: str) -> bool:
    """Whether a question is answered by a no and nothing else: "Suicidal? No." """
    answer = _NO.fullmatch(following.group()) if following and _ASKED.search(asked.group()) else None
    return answer is not None and following is not None and bool(answer["end"] or not text[following.end() :].strip())


def _parts(sentence: list[Token]) -> Iterator[Sentence]:
    """An endless sentence in parts that overlap by more than any pattern is long."""
    yield tuple(sentence[:_LONGEST])
    for start in range(_LONGEST - _OVERLAP, len(sentence) - _OVERLAP, _LONGEST - _OVERLAP):
        yield tuple(sentence[start : start + _LONGEST])


def _words(chunk: str, start: int) -> list[tuple[str, int, bool]]:
    """The words of a run without spaces: (word, offset, whether a comma or the like precedes it)."""
    if chunk == _AND:
        return [("and", start, False)]
    words = []
    offset = 0
    for number, part in enumerate(_INSIDE.split(chunk)):
        offset = chunk.index(part, offset)
        bare = _bare(part)
        if bare:
            words.append((bare[:_MOST_CHARACTERS], start + offset + part.index(bare), number > 0))
        offset += len(part)
    return words


def _bare(part: str) -> str:
    """Without punctuation at its edges; what is left of pure symbols is dropped unless it is one sign (an emoji)."""
    bare = part.strip(_EDGES)
    if any(character.isalnum() for character in bare):
        return bare.rstrip("*#+") if not any(mask in bare[:-1] for mask in "*#") else bare
    return bare if bare and ord(bare[0]) > 0x2000 else ""


def _joined(found: list[list[Token]]) -> list[list[Token]]:
    """Three or more sentences of one word in a row are one sentence."""
    joined: list[list[Token]] = []
    row: list[list[Token]] = []
    for sentence in [*found, []]:
        if len(sentence) == 1:
            row.append(sentence)
            continue
        joined += [[token for one in row for token in one]] if len(row) >= 3 else row
        row = []
        joined.append([replace(token) for token in sentence])
    return joined
