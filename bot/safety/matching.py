"""Finds the lexicon's entries in a sentence, with spaCy's Matcher on a blank pipeline's vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.safety.clauses import told_apart
from bot.safety.patterns import END, MARKS, START, Needed, compile_pattern, needed_words, words_of
from bot.safety.tokens import Sentence

_ENDS = frozenset([START, END])


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


class _Index:
    """Patterns, each filed under the words of its rarest group."""

    def __init__(self) -> None:
        self._always: list[_Line] = []
        self._by_word: dict[str, list[_Line]] = {}

    def add(self, line: _Line) -> None:
        groups = [group for group in line.needed if group.isdisjoint(_ENDS)]
        if not groups:
            self._always.append(line)
            return
        for word in min(groups, key=len):
            self._by_word.setdefault(word, []).append(line)

    def candidates(self, words: frozenset[str]) -> Iterator[_Line]:
        yield from self._always
        filed = {id(line): line for word in words for line in self._by_word.get(word, ())}
        for line in filed.values():
            if not any(group.isdisjoint(words) for group in line.needed):
                yield line


class SentenceMatcher:
    """Matches many patterns at once. Only those run whose words are all in the sentence: a few of thousands.

    Args:
        patterns: patterns by the id of their entry.
        classes: the word classes that they name.
        negations: words that negate.
        raising: entries whose ``^`` and ``$`` hold at both ends of what is told apart in a sentence, too.

    Raises:
        PatternFault: a pattern cannot be read.
    """

    def __init__(
        self,
        patterns: Mapping[str, Sequence[str]],
        classes: Mapping[str, Sequence[str]],
        negations: frozenset[str],
        raising: Set[str] = frozenset(),
    ) -> None:
        self._vocab = spacy.blank("xx").vocab
        self._of_sentences, self._of_parts = _Index(), _Index()
        for entry, lines in patterns.items():
            for pattern in lines:
                line = _line(self._vocab, entry, pattern, classes, negations)
                self._of_sentences.add(line)
                if entry in raising and not MARKS.isdisjoint(pattern):
                    self._of_parts.add(line)

    def find(self, sentence: Sentence) -> list[Found]:
        """Every entry in the sentence, each place once, in its order."""
        found = set(self._find(self._of_sentences, sentence, slice(0, len(sentence))))
        parts = told_apart(sentence)
        if len(parts) > 1:
            found.update(one for part in parts for one in self._find(self._of_parts, sentence, part))
        return sorted(found, key=lambda one: (one.start, one.end, one.entry, one.negates))

    def _find(self, index: _Index, sentence: Sentence, part: slice) -> Iterator[Found]:
        """The entries of an index in a part of a sentence. The two marks at its ends are not counted."""
        words = [START, *(token.word for token in sentence[part]), END]
        doc: Doc | None = None
        for line in index.candidates(frozenset(words)):
            doc = doc or Doc(self._vocab, words=words)
            for _, start, end in line.matcher(doc):
                first, last = max(0, start - 1), min(len(words) - 2, end - 1)
                yield Found(line.entry, part.start + first, part.start + last, line.negates)


def _line(
    vocab: Vocab, entry: str, pattern: str, classes: Mapping[str, Sequence[str]], negations: frozenset[str]
) -> _Line:
    matcher = Matcher(vocab, validate=False)
    matcher.add(entry, compile_pattern(pattern, classes))
    negates = any(word in negations for word in words_of(pattern, classes))
    return _Line(entry, negates, needed_words(pattern, classes), matcher)
