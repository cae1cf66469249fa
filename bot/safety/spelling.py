"""Reads words through their disguises: digits for letters, masks, split letters, repeats, glued words, typos.

A word that is a word ("diet") stays what it is; only what no dictionary knows is read as a word of the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA, Prefix
from rapidfuzz.process import extract

from bot.safety.tokens import Sentence, Token
from bot.safety.vocabulary import vocabulary

_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
_SIGNS = {"@": "a", "$": "s", "!": "i", "|": "l", "+": "t", "€": "e", "£": "l", "(": "c"}
_AS_LETTERS = str.maketrans({**_LEET, **_SIGNS})
_AS_LETTERS_WITH_L = str.maketrans({**_LEET, **_SIGNS, "1": "l", "!": "l", "|": "l"})
_MASKS = re.compile(r"[*#_.\-·~^%&]+")
_JOINTS = re.compile(r"[-._*·~/+]")
_APART = re.compile(r"[-._·~]")
"""Stands between the letters of a word more often than in the place of one: "di-e" is rather "die" than "dice"."""
_NUMBER = re.compile(r"\d+h?")
"""A number, or so many hours: "slept 5h" tells of no self-harm."""
_SOMEWHAT = "ish"
"""What it is put behind stays what it is: "calm-ish" is calm, and no disguise of "sh"."""
_LETTER = re.compile(r"[a-z]")
_REPEATS = re.compile(r"(.)\1+")
_LONG_REPEATS = re.compile(r"(.)\1{2,}")
_SHORTEST_TYPO, _LONG_WORD = 4, 8
_MOST_GLUED = 24
_SHORTEST_STEM, _LONGEST_ENDING = 4, 3
_SEVERAL = 2
_ONE_LETTER_WORDS = {"i", "a", "y", "u"}


class Spelling:
    """Knows the words of the lexicon and of two languages.

    Args:
        words: the lexicon's words, which disguises are read as.
        spellings: known misspellings and the words they stand for ("kil": "kill").
        masked: words that people blot out; "c*t" is rather one of these than another word.
    """

    def __init__(self, words: Iterable[str], spellings: dict[str, str], masked: Iterable[str] = ()) -> None:
        self._masked = frozenset(masked)
        self._words = frozenset(words) | self._masked
        self._spellings = spellings
        self._by_letter: dict[str, list[str]] = {}
        self._near: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self._words):
            self._by_letter.setdefault(word[0], []).append(word)
            self._near.setdefault((word[0], len(word)), []).append(word)
        self._vocabulary = vocabulary()
        self.read = lru_cache(maxsize=8192)(self._read)

    def sentence(self, sentence: Sentence) -> Sentence:
        """The sentence as it is meant; tokens that belong together become one, glued ones become several."""
        together = self._join_pairs(self._join_letters(sentence))
        return tuple(token for one in together for token in self._parts(one))

    def numbers_as_words(self, written: Sentence, meant: Sentence) -> Sentence:
        """As it is meant, and where digits stand for letters in several words, in numbers too: "7h1ng5 47 h0m3"."""
        if sum(self._is_in_digits(token.word) for token in written) < _SEVERAL:
            return meant
        return tuple(self._number_as_word(token) for token in meant)

    def _is_in_digits(self, word: str) -> bool:
        """Whether it is no word, and one once its digits are letters: "h0m3", but neither "3pm" nor "5h"."""
        if word.isalpha() or not _LETTER.search(word) or self._is_word(word):
            return False
        return any(self._is_word(word.translate(table)) for table in (_AS_LETTERS, _AS_LETTERS_WITH_L))

    def _number_as_word(self, token: Token) -> Token:
        word = token.word.translate(_AS_LETTERS)
        if not word.isalpha() or token.word.endswith("h"):
            return token
        known = word in _ONE_LETTER_WORDS if len(word) == 1 else word in self._words or self._vocabulary.is_word(word)
        return replace(token, word=word) if known else token

    def _parts(self, token: Token) -> list[Token]:
        return [
            Token(word, token.start, token.end, token.comma and place == 0, token.loose)
            for place, word in enumerate(self.read(token.word))
        ]

    def _read(self, word: str) -> tuple[str, ...]:
        """The word or words that this one stands for."""
        bare = word.replace("'", "")
        for written in (word, bare):
            if written in self._spellings:
                return tuple(self._spellings[written].split())
        if bare.endswith("in") and f"{bare}g" in self._words and bare not in self._vocabulary.dictionary:
            return (f"{bare}g",)
        if self._is_word(bare):
            return (self._lexicons_form(bare) or bare,)
        return self._undisguised(bare) or self._in_pieces(bare) or (bare,)

    def _undisguised(self, word: str) -> tuple[str, ...] | None:
        """A word of the lexicon that is written in some disguise; else any word, a typo, or words glued together."""
        readings = self._readings(word)
        for reading in (*self._together(word, readings), *readings):
            if reading in self._spellings:
                return tuple(self._spellings[reading].split())
            if reading in self._words:
                return (reading,)
        compound = self._compound(word)
        if compound:
            return compound
        for reading in readings:
            for known in (reading, reading.removesuffix(_SOMEWHAT)):
                if self._is_word(known):
                    return (known,)
            found = self._typo(reading) or self._unglued(reading)
            if found:
                return found
        return None

    def _together(self, word: str, readings: Iterable[str]) -> list[str]:
        """Letters with signs between them, put together; where they are no mere letters, after what is often masked."""
        together = _APART.sub("", word)
        if all(len(part) == 1 for part in _APART.split(word)):
            return [together]
        return [*(reading for reading in readings if reading in self._masked), together]

    def _compound(self, word: str) -> tuple[str, ...] | None:
        """Words with a hyphen between them, as they stand: "self-care" is no typo of "self-harm"."""
        parts = word.split("-")
        if len(parts) < 2 or not all(len(part) > 1 and part.isalpha() and self._is_word(part) for part in parts):
            return None
        return tuple(found for part in parts for found in self.read(part))

    def _in_pieces(self, word: str) -> tuple[str, ...] | None:
        """Words with a hyphen, a dot or the like between them."""
        parts = tuple(part for part in _JOINTS.split(word) if part)
        return tuple(found for part in parts for found in self.read(part)) if len(parts) > 1 else None

    def _is_word(self, word: str) -> bool:
        return word in self._words or self._vocabulary.is_word(word) or bool(_NUMBER.fullmatch(word))

    def _readings(self, word: str) -> list[str]:
        """What the letters may mean, likeliest first."""
        readings = [word]
        if _LETTER.search(word):
            readings += [word.translate(_AS_LETTERS), word.translate(_AS_LETTERS_WITH_L)]
        readings += [_MASKS.sub("", reading) for reading in list(readings)]
        readings += [_LONG_REPEATS.sub(r"\1\1", reading) for reading in list(readings)]
        readings += [_REPEATS.sub(r"\1", reading) for reading in list(readings)]
        unmasked = self._unmasked(word.translate(_AS_LETTERS)) or self._unmasked(word)
        plain = [reading for reading in readings if reading.isalnum()]
        return list(dict.fromkeys([*unmasked, *plain]))

    def _unmasked(self, word: str) -> list[str]:
        """The lexicon's words that fit a word with letters blotted out: "k*ll", "s***ide"."""
        if not _MASKS.search(word.strip("-.")) or not word[0].isalnum() or sum(map(str.isalpha, word)) < 2:
            return []
        pattern = re.compile("".join(_wild(part) for part in re.findall(r"[a-z0-9]+|[^a-z0-9]+", word)))
        fitting = [known for known in self._by_letter.get(word[0], ()) if len(known) >= 3 and pattern.fullmatch(known)]
        return sorted(fitting, key=lambda one: (one not in self._masked, abs(len(one) - len(word)), one))[:1]

    def _typo(self, word: str) -> tuple[str, ...] | None:
        """The lexicon's nearest word: swapped letters from four letters on, one edit from five, two from eight.

        What is a common word but for two swapped letters is that word: "frist" is "first", and no "fist".
        """
        swapped = [one for one in _swapped(word) if one in self._words or self._vocabulary.is_very_common(one)]
        if len(word) >= _SHORTEST_TYPO and swapped:
            return (min(swapped, key=lambda one: (one not in self._words, -self._share(one))),)
        found = self._nearest(word, self._about_as_long(word))
        return (found,) if found else None

    def _lexicons_form(self, word: str) -> str | None:
        """The lexicon's form of a word in common use: "golpeaba" is "golpea", but "veces" is not "voces"."""
        if word in self._words or word in self._vocabulary.dictionary:
            return None
        forms = (known for known in self._about_as_long(word) if _are_forms(word, known))
        return self._nearest(word, [known for known in forms if self._vocabulary.share_a_language(word, known)])

    def _about_as_long(self, word: str) -> list[str]:
        """The lexicon's words with the same first letter that are no longer and no shorter than typos make them."""
        most = _most_edits(word)
        lengths = range(len(word) - most, len(word) + most + 1)
        return [known for length in lengths for known in self._near.get((word[0], length), ())]

    def _nearest(self, word: str, near: list[str]) -> str | None:
        """The nearest of these words; of several, one with a letter left out of it, and the one that is used most."""
        if len(word) < _SHORTEST_TYPO or not word.isalpha():
            return None
        if len(word) == _SHORTEST_TYPO:
            near = [known for known in near if sorted(known) == sorted(word)]
        found = extract(word, near, scorer=OSA.distance, score_cutoff=_most_edits(word), limit=None)
        ranked = (
            (edits, not self._share(known), len(known) <= len(word), -self._share(known), known)
            for known, edits, _ in found
        )
        best = min(ranked, default=None)
        return best[-1] if best and len(best[-1]) >= _SHORTEST_TYPO else None

    def _share(self, word: str) -> float:
        return self._vocabulary.shares.get(word, 0.0)

    def _unglued(self, letters: str) -> tuple[str, ...] | None:
        """The lexicon's words that these letters spell without spaces: "killmyself"."""
        if not 5 <= len(letters) <= _MOST_GLUED:
            return None
        return self._cut(letters, self._words)

    def _cut(self, letters: str, words: frozenset[str]) -> tuple[str, ...] | None:
        """Cut into as few words as possible; at least one of them has three letters."""
        best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - 14), end):
                before, word = best[start], letters[start:end]
                known = word in words if len(word) > 1 else word in _ONE_LETTER_WORDS
                if before is not None and known and (best[end] is None or len(before) + 1 < len(best[end] or ())):
                    best[end] = (*before, word)
        found = best[-1]
        return found if found and any(len(word) > 2 for word in found) else None

    def _join_letters(self, sentence: Sentence) -> Sentence:
        """Letters with one space between them: "s u i c i d e"; two spaces part words."""
        joined: list[Token] = []
        row: list[Token] = []
        for token in (*sentence, None):
            if token is not None and len(token.word) == 1 and token.word.isalnum() and not (row and token.loose):
                row.append(token)
                continue
            joined += self._as_words(row)
            row = []
            if token is not None and len(token.word) == 1 and token.word.isalnum():
                row = [token]
            elif token is not None:
                joined.append(token)
        return tuple(joined)

    def _as_words(self, row: list[Token]) -> list[Token]:
        if len(row) < 3:
            return row
        letters = "".join(token.word for token in row).translate(_AS_LETTERS)
        found = (letters,) if letters in self._words else self._cut(letters, self._words)
        if found is None:
            return row
        tokens, place = [], 0
        for word in found:
            last = row[place + len(word) - 1]
            tokens.append(Token(word, row[place].start, last.end, row[place].comma, row[place].loose))
            place += len(word)
        return tokens

    def _join_pairs(self, sentence: Sentence) -> Sentence:
        """Two pieces that are no words by themselves and are one together: "ki ll", "my sel f"."""
        joined: list[Token] = []
        for token in sentence:
            before = joined[-1] if joined else None
            both = (before.word + token.word) if before else ""
            if before and len(both) >= 4 and both in self._words and not self._are_words(before.word, token.word):
                joined[-1] = Token(both, before.start, token.end, before.comma, before.loose)
            else:
                joined.append(token)
        return tuple(joined)

    def _are_words(self, first: str, second: str) -> bool:
        return all(self._is_word(word) and (len(word) > 1 or word in _ONE_LETTER_WORDS) for word in (first, second))


def _wild(part: str) -> str:
    """A run of masking signs stands for as many letters, or up to two more."""
    return part if part.isalnum() else f"[a-z]{{{len(part)},{len(part) + 2}}}"


def _most_edits(word: str) -> int:
    return 2 if len(word) >= _LONG_WORD else 1


def _swapped(word: str) -> Iterator[str]:
    """The word with two neighbouring letters swapped, wherever they stand."""
    return (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1))


def _are_forms(first: str, second: str) -> bool:
    """Whether only the endings differ."""
    stem = Prefix.similarity(first, second)
    return stem >= _SHORTEST_STEM and max(len(first), len(second)) - stem <= _LONGEST_ENDING
