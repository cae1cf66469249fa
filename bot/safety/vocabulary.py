"""Which words people write, in English and in Spanish, and how often."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from spellchecker import SpellChecker
from wordfreq import cB_to_freq, get_frequency_list

from bot.safety.letters import fold

_COMMON = {"en": 1.3e-6, "es": 3e-7}
"""Of all words of texts, the share that makes one a word of the language. Among the rarer ones of wordfreq's lists are
typos, in the English one more of them."""
_VERY_COMMON, _SHORT, _SHORTEST = 1e-5, 4, 3
"""Words of up to _SHORT letters must be very common: among the others are names and parts of words."""
_UNSEEN = 1e-8
"""Taken for the share of a word in a language that does not use it."""
_MOST_LEANING, _CLEAR = 2.0, 3.0
"""Powers of ten: what one word tells of the language at most, and from how much on it is clear."""
_LONG_REPEATS = re.compile(r"(.)\1{2,}")
_VERB_AND_PRONOUN = re.compile("([a-z]+(?:ar|er|ir|ando|iendo))(?:me|te|se|nos|l[aeo]s?)")


@dataclass(frozen=True)
class Vocabulary:
    """Words in lower case, without accents.

    ``dictionary``: English words, rare ones too; ``languages``: the words in use of each language, the dictionary among
    the English ones; ``shares``: of the words in use, how much of all text each is; ``by_language``: the same in the
    text of each language.
    """

    dictionary: frozenset[str]
    languages: tuple[frozenset[str], ...]
    shares: Mapping[str, float]
    by_language: Mapping[str, Mapping[str, float]]

    def is_word(self, word: str) -> bool:
        return any(_has(words, word) for words in self.languages)

    def is_very_common(self, word: str) -> bool:
        return self.shares.get(word, 0.0) >= _VERY_COMMON

    def language_of(self, words: Iterable[str]) -> str | None:
        """The language that these words are clearly of; None when they are few, or might be of the other."""
        leaning = sum(map(self._leaning, words))
        if abs(leaning) < _CLEAR:
            return None
        return "en" if leaning > 0 else "es"

    def _leaning(self, word: str) -> float:
        """How much more common it is in English than in Spanish, in powers of ten."""
        english, spanish = (self.by_language[language].get(word, _UNSEEN) for language in _COMMON)
        return max(-_MOST_LEANING, min(_MOST_LEANING, math.log10(english / spanish)))

    def share_a_language(self, first: str, second: str) -> bool:
        return any(_has(words, first) and _has(words, second) for words in self.languages)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Read once in a process."""
    dictionary = frozenset(word.replace("'", "") for word in SpellChecker(language="en").word_frequency)
    english, spanish = (_in_use(language) for language in _COMMON)
    get_frequency_list.cache_clear()  # tens of megabytes that nobody needs again
    in_use = {"en": english, "es": spanish}
    return Vocabulary(dictionary, (dictionary | english.keys(), frozenset(spanish)), {**spanish, **english}, in_use)


def _in_use(language: str) -> dict[str, float]:
    """Each word and its share; accents may be missing, so of words that differ by them the most common counts."""
    words: dict[str, float] = {}
    for rarity, as_common in enumerate(get_frequency_list(language)):
        share = cB_to_freq(-rarity)
        if share < _COMMON[language]:
            break
        for word in as_common:
            plain = word if word.isascii() else fold(word).text
            is_word = len(plain) >= _SHORTEST and plain.isalpha() and not _LONG_REPEATS.search(plain)
            if is_word and (len(plain) > _SHORT or share >= _VERY_COMMON):
                words.setdefault(plain, share)
    return words


def _has(words: frozenset[str], word: str) -> bool:
    """Whether it is one of these words, or a Spanish verb of theirs and a pronoun: "ahorrarme" is no "ahorcarme"."""
    verb = _VERB_AND_PRONOUN.fullmatch(word)
    return word in words or (verb is not None and verb[1] in words)
