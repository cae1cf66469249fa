"""A sentence with a brother or a sister for whoever is spoken of: "the guy next door", "Marcus", "mi cuñada".

An entry need not name everybody then: what holds of "my brother" holds of "a girl in my class" too.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from bot.safety.tokens import Sentence, Token, word_set

_OF_ONE = word_set("my our his her their your the a an this that some one another")
_OF_ONE_IN_SPANISH = word_set("mi tu su el la un una este esta ese esa nuestro nuestra otro otra")
_IN_GENERAL = word_set("as when if like for cuando si como para")
_ANY = word_set("a an some someone somebody un una alguien")
"""What follows "when a" tells of nobody: "what to say when a friend tells you"."""
_SORTS = word_set(
    """old older oldest little big bigger young younger youngest new other best ex step great elderly pregnant homeless
    drunk close closest twin only dear poor sick half foster former gay trans teenage adult grown late"""
)
_MOST_SORTS, _MOST_NOUNS = 2, 3
"""Words before a noun, and nouns in a row: "my best friend's little brother"."""
_WHERE = word_set("in from at on of across down up behind beside near below above opposite under de del en al")
_NEARBY = word_set("upstairs downstairs opposite here there")
_I_KNOW = word_set("know met sponsor love live work sit share see date")
_WITH = word_set("with to near beside next")
_NO_VERB = word_set("i im ive id what this that it its you is are oh no yes how why when")
"""What follows a noun that begins a sentence when this noun is none who does something: "man I am tired"."""
_SPANISH = word_set(
    "que se me ya la las el los de con y en su sus lo dice dijo esta estaba no quiere va le un una para por"
)
_OTHER = {"brother": "sister", "brothers": "sisters", "hermano": "hermana", "hermana": "hermano"}
"""For every second person: somebody does something to somebody else."""


@dataclass(frozen=True)
class People:
    """Who may be spoken of, in single words: ``nouns`` ("coworker"), first ``names``, and ``places`` that tell which.

    ``nouns_in_spanish``: the same in Spanish; those that end in "a" are read as a sister.
    """

    nouns: Set[str]
    nouns_in_spanish: Set[str]
    names: Set[str]
    places: Set[str]

    def as_brothers(self, sentence: Sentence) -> Sentence:
        """With "my brother", or "mi hermano", for the first person, "my sister" for the second, and so on."""
        words = [token.word for token in sentence]
        said: list[Token] = []
        place, known = 0, 0
        while place < len(sentence):
            end, owner, noun = self._person(words, place)
            if end == place:
                said.append(sentence[place])
                place += 1
                continue
            first, last = sentence[place], sentence[end - 1]
            said += [replace(first, word=owner), Token(_OTHER[noun] if known % 2 else noun, last.start, last.end)]
            place, known = end, known + 1
        return tuple(said)

    def _person(self, words: Sequence[str], place: int) -> tuple[int, str, str]:
        """Where the words end that stand for a person here, and the two read for them; nobody ends where it begins."""
        nobody = place, "", ""
        if place and words[place - 1] in _IN_GENERAL and words[place] in _ANY:
            return nobody
        of_one = words[place] in _OF_ONE
        end = self._end_of_noun(words, place + of_one)
        if end and (of_one or (place == 0 and not _NO_VERB.issuperset(words[end : end + 1]))):
            return self._end_of_place(words, end), "my", self._brother(words[end - 1])
        if _is_one(words[place], self.names):
            spanish = not _SPANISH.isdisjoint([*words[max(0, place - 2) : place], *words[place + 1 : place + 3]])
            return (place + 1, "mi", "hermano") if spanish else (place + 1, "my", self._brother(words[place]))
        noun = words[place + 1] if words[place] in _OF_ONE_IN_SPANISH and place + 1 < len(words) else ""
        if noun in self.nouns_in_spanish:
            return self._end_of_place(words, place + 2), "mi", "hermana" if noun.endswith("a") else "hermano"
        return nobody

    def _brother(self, word: str) -> str:
        """With the "s" of "coworkers arm"."""
        known = self.nouns | self.names
        return "brothers" if word not in known and _is_one(word, known) else "brother"

    def _end_of_noun(self, words: Sequence[str], start: int) -> int:
        """Behind the words for a person that begin here, or 0."""
        first = _behind(words, start, _SORTS - self.nouns, _MOST_SORTS)
        end = first
        while end < len(words) and end - first < _MOST_NOUNS and _is_one(words[end], self.nouns):
            end += 1
        if end == first:
            return 0
        if list(words[end : end + 2]) in (["in", "law"], ["in", "laws"]):
            end += 2
        return end + 1 if end < len(words) and _is_one(words[end], self.names) else end

    def _end_of_place(self, words: Sequence[str], end: int) -> int:
        """Behind what tells which person: "next door", "in my class", "I work with", "de al lado"."""
        rest = list(words[end : end + 3])
        if rest[:2] == ["next", "door"]:
            return end + 2
        if rest and rest[0] in _NEARBY:
            return end + 1
        if rest[:1] == ["i"] and not _I_KNOW.isdisjoint(rest[1:2]):
            return end + 2 + (not _WITH.isdisjoint(rest[2:3]))
        if rest and rest[0] in _WHERE:
            return next((end + size for size in (2, 3) if rest[size - 1 : size] and rest[size - 1] in self.places), end)
        return end


def _behind(words: Sequence[str], start: int, these: Set[str], most: int) -> int:
    place = start
    while place < len(words) and place - start < most and words[place] in these:
        place += 1
    return place


def _is_one(word: str, known: Set[str]) -> bool:
    return word in known or (word.endswith("s") and word[:-1] in known)
