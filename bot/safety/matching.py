"""Finds the lexicon's entries in a sentence, with spaCy's Matcher on a blank pipeline's vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.safety.clauses import PARTING, clause_edges, told_apart
from bot.safety.limits import NO_LIMIT, Limit, in_time
from bot.safety.patterns import END, MARKS, START, Pattern, PatternReader
from bot.safety.tokens import Sentence

_ENDS = frozenset([START, END])
_GOES_ON = "<->"
"""Stands in the place of a mark where the sentence goes on."""


@dataclass(frozen=True)
class Found:
    """An entry found in a sentence: words ``start`` to ``end``, end exclusive.

    ``negates``: its own words negate; ``joins``: they join clauses.
    """

    entry: str
    start: int
    end: int
    negates: bool
    joins: bool = False


@dataclass(frozen=True)
class _Line:
    """One pattern of an entry."""

    entry: str
    negates: bool
    joins: bool
    pattern: Pattern
    vocab: Vocab
    needed: Sequence[frozenset[str]] = ()
    """What is left to look for once a word of the group was found under which it is filed, the smallest group first."""

    @cached_property
    def matcher(self) -> Matcher:
        """Made when it is first needed: most are not by most processes."""
        matcher = Matcher(self.vocab, validate=False)
        matcher.add(self.entry, self.pattern.ways)
        return matcher


class _Index:
    """Patterns, each filed under the words of one of its groups: one whose words have few patterns filed under them."""

    def __init__(self) -> None:
        self.longest = 0
        self._always: list[_Line] = []
        self._by_word: dict[str, list[_Line]] = {}

    def add(self, line: _Line) -> None:
        self.longest = max(self.longest, line.pattern.longest)
        groups = [group for group in line.pattern.needed if group.isdisjoint(_ENDS)]
        if not groups:
            self._always.append(line)
            return
        under = min(groups, key=lambda group: (self._most_under(group), len(group)))
        filed = replace(line, needed=sorted((one for one in line.pattern.needed if one is not under), key=len))
        for word in under:
            self._by_word.setdefault(word, []).append(filed)

    def _most_under(self, group: frozenset[str]) -> int:
        return max(len(self._by_word.get(word, ())) for word in group)

    def candidates(self, words: Mapping[str, Sequence[int]]) -> Iterator[tuple[_Line, list[int]]]:
        """The patterns that these words, each with its places, may hold; and the places of which each needs one."""
        every = sorted(place for places in words.values() for place in places) if self._always else []
        yield from ((line, every) for line in self._always)
        holds_none_of = words.keys().isdisjoint
        reached: dict[int, tuple[_Line, list[int]]] = {}
        for word, places in words.items():
            for line in self._by_word.get(word, ()):
                if id(line) in reached:
                    reached[id(line)][1].extend(places)
                elif not any(map(holds_none_of, line.needed)):
                    reached[id(line)] = line, [*places]
        yield from reached.values()


class SentenceMatcher:
    """Matches many patterns at once. Only those run whose words are all in the sentence: a few of thousands.

    Args:
        patterns: patterns by the id of their entry.
        reader: reads them.
        negations: words that negate.
        raising: entries whose ``^`` and ``$`` hold at the ends of any clauses; those of the others hold at the ends of
            what is told apart in a sentence.

    Raises:
        PatternFault: a pattern cannot be read.
    """

    def __init__(
        self,
        patterns: Mapping[str, Sequence[str]],
        reader: PatternReader,
        negations: frozenset[str],
        raising: Set[str] = frozenset(),
    ) -> None:
        self.entries = frozenset(patterns)
        self._vocab = spacy.blank("xx").vocab
        self._of_sentences, self._of_parts = _Index(), _Index()
        self._opening, self._closing, self._enclosed = _Index(), _Index(), _Index()
        for entry, lines in patterns.items():
            for pattern in lines:
                read = reader.read(pattern)
                negates, joins = not read.words.isdisjoint(negations), not read.words.isdisjoint(PARTING)
                line = _Line(entry, negates, joins, read, self._vocab)
                self._of_sentences.add(line)
                if entry not in raising and not MARKS.isdisjoint(pattern):
                    self._of_parts.add(line)
                elif set(pattern) >= MARKS:
                    self._enclosed.add(line)
                elif not MARKS.isdisjoint(pattern):
                    (self._opening if "^" in pattern else self._closing).add(line)

    def find(self, sentence: Sentence, limit: Limit = NO_LIMIT) -> list[Found]:
        """Every entry in the sentence, each place once, in its order. Raises TooSlow."""
        found = set(self._find(self._of_sentences, sentence, slice(0, len(sentence))))
        begins, ends = clause_edges(sentence)
        if len(ends) > 1:
            found.update(one for part in told_apart(sentence) for one in self._find(self._of_parts, sentence, part))
            found.update(self._at_edges(sentence, begins, ends, limit))
        return sorted(found, key=lambda one: (one.start, one.end, one.entry, one.negates, one.joins))

    def _at_edges(
        self, sentence: Sentence, begins: Sequence[int], ends: Sequence[int], limit: Limit
    ) -> Iterator[Found]:
        """What begins or ends with a clause. No more words are looked at than a pattern is long."""
        for begin in in_time(begins, limit):
            yield from self._find(self._opening, sentence, slice(begin, begin + self._opening.longest), last=_GOES_ON)
            for end in ends:
                if begin < end <= begin + self._enclosed.longest:
                    yield from self._find(self._enclosed, sentence, slice(begin, end))
        for end in in_time(ends, limit):
            near = slice(max(0, end - self._closing.longest), end)
            yield from self._find(self._closing, sentence, near, first=_GOES_ON)

    def _find(
        self, index: _Index, sentence: Sentence, part: slice, first: str = START, last: str = END
    ) -> Iterator[Found]:
        """The entries of an index in a part of a sentence. The two marks at its ends are not counted."""
        words = [first, *(token.word for token in sentence[part]), last]
        places: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            places.setdefault(word, []).append(place)
        doc: Doc | None = None
        for line, reached in index.candidates(places):
            doc = doc or Doc(self._vocab, words=words)
            for begin, stop in _around(sorted(reached), line.pattern.longest, len(words)):
                stretch = doc if stop - begin == len(words) else doc[begin:stop]
                for _, start, end in line.matcher(stretch):
                    begins, ends = max(0, begin + start - 1), min(len(words) - 2, begin + end - 1)
                    yield Found(line.entry, part.start + begins, part.start + ends, line.negates, line.joins)


def _around(places: Sequence[int], reach: int, size: int) -> Iterator[tuple[int, int]]:
    """The stretches of ``size`` words in which every match lies that holds such a place and ``reach`` words at most."""
    begin = stop = 0
    for place in places:
        if place - reach + 1 > stop:
            if stop:
                yield begin, stop
            begin = place - reach + 1
        stop = min(size, place + reach)
    if stop:
        yield begin, stop
