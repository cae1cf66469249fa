"""Finds the lexicon's entries in a sentence, with spaCy's Matcher on a blank pipeline's vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.safety.patterns import END, START, Needed, compile_pattern, needed_words, words_of
from bot.safety.tokens import Sentence


@dataclass(frozen=True)
class Found:
    """An entry found in a sentence: words ``start`` to ``end``, end exclusive. ``negates``: its own words negate."""

    entry: str
    start: int
    end: int
    negates: bool


@dataclass(frozen=True)
class _Line:
    """One pattern of an entry. ``needed``: groups of words of each of which one must be in the sentence."""

    entry: str
    negates: bool
    needed: Needed
    matcher: Matcher


class SentenceMatcher:
    """Matches many patterns at once. Only those run whose words are all in the sentence: a few of thousands.

    Args:
        patterns: patterns by the id of their entry.
        classes: the word classes that they name.
        negations: words that negate.

    Raises:
        PatternFault: a pattern cannot be read.
    """

    def __init__(
        self, patterns: Mapping[str, Sequence[str]], classes: Mapping[str, Sequence[str]], negations: frozenset[str]
    ) -> None:
        self._vocab = spacy.blank("xx").vocab
        self._always: list[_Line] = []
        self._by_word: dict[str, list[_Line]] = {}
        for entry, lines in patterns.items():
            for pattern in lines:
                self._add(_line(self._vocab, entry, pattern, classes, negations))

    def find(self, sentence: Sentence) -> list[Found]:
        """Every entry in the sentence, each place once, in its order. The two marks at its ends are not counted."""
        words = [START, *(token.word for token in sentence), END]
        doc: Doc | None = None
        found: set[Found] = set()
        for line in self._candidates(frozenset(words)):
            doc = doc or Doc(self._vocab, words=words)
            for _, start, end in line.matcher(doc):
                found.add(Found(line.entry, max(0, start - 1), min(len(sentence), end - 1), line.negates))
        return sorted(found, key=lambda one: (one.start, one.end, one.entry, one.negates))

    def _add(self, line: _Line) -> None:
        """File a pattern under the words of its rarest group."""
        if not line.needed:
            self._always.append(line)
            return
        for word in min(line.needed, key=len):
            self._by_word.setdefault(word, []).append(line)

    def _candidates(self, words: frozenset[str]) -> Iterator[_Line]:
        yield from self._always
        filed = {id(line): line for word in words for line in self._by_word.get(word, ())}
        for line in filed.values():
            if not any(group.isdisjoint(words) for group in line.needed):
                yield line


def _line(
    vocab: Vocab, entry: str, pattern: str, classes: Mapping[str, Sequence[str]], negations: frozenset[str]
) -> _Line:
    matcher = Matcher(vocab, validate=False)
    matcher.add(entry, compile_pattern(pattern, classes))
    negates = any(word in negations for word in words_of(pattern, classes))
    return _Line(entry, negates, needed_words(pattern, classes), matcher)
