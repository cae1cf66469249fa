"""A text as sentences of words: as it is written, as it is meant, without the hedges around it, and in other words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.safety.contractions import drawn_together, spelled_out
from bot.safety.letters import fold
from bot.safety.lexicon import Lexicon
from bot.safety.limits import NO_LIMIT, Limit, in_time
from bot.safety.tokens import Sentence, Token, sentences, words_of

Reading = Sequence[Sentence]
_MOST_REWORDED = 300
"""Words of a text that is read in other words as well; a longer one takes long enough as it is said."""


class Readings(NamedTuple):
    """``written``: the text as it is written, word by word.

    ``said``: what it says: as it is written without apostrophes, with numbers read as words where digits stand for
    letters, as it is meant without its hedges, and, last, as it is meant.
    """

    written: Reading
    said: list[Reading]


def read(text: str, lexicon: Lexicon, limit: Limit = NO_LIMIT) -> Readings:
    """The readings of a text: a crisis by any of them is one.

    Raises:
        TooSlow: the limit has passed.
    """
    written = _as_written(text, lexicon)
    meant = _as_meant(written, lexicon, limit)
    plain = [tuple(_without_apostrophe(token) for token in one) for one in written]
    digits = [lexicon.spelling.numbers_as_words(*one) for one in zip(written, meant, strict=True)]
    return Readings(written, [*_each_once(plain, digits, without_hedges(meant, lexicon), but=meant), meant])


def in_other_words(readings: Readings, lexicon: Lexicon, limit: Limit = NO_LIMIT) -> list[Reading]:
    """The same in other words, where they differ: what is found in these alone is doubtful.

    Raises:
        TooSlow: the limit has passed.
    """
    written, meant = readings.written, readings.said[-1]
    if sum(map(len, written)) > _MOST_REWORDED:
        return []
    spelled = [lexicon.spelling.sentence(spelled_out(one, lexicon.people.nouns)) for one in in_time(written, limit)]
    drawn = [drawn_together(one) for one in meant]
    reworded = ([lexicon.people.as_brothers(one) for one in reading] for reading in (spelled, drawn))
    return _each_once(*reworded, but=meant)


def as_meant(text: str, lexicon: Lexicon) -> Reading:
    """The text as it is meant, and in no other way."""
    return _as_meant(_as_written(text, lexicon), lexicon, NO_LIMIT)


def _as_written(text: str, lexicon: Lexicon) -> Reading:
    return [_with_emoji(one, lexicon.emoji) for one in sentences(fold(text))]


def _as_meant(written: Reading, lexicon: Lexicon, limit: Limit) -> Reading:
    return [lexicon.spelling.sentence(one) for one in in_time(written, limit)]


def _each_once(*readings: Reading, but: Reading) -> list[Reading]:
    different = {words_of(one): one for one in readings}
    different.pop(words_of(but), None)
    return list(different.values())


def without_hedges(reading: Reading, lexicon: Lexicon) -> Reading:
    """Less the "lol" and "jk" at the ends of sentences, which take nothing back."""
    return [_without(sentence, lexicon.hedges) for sentence in reading]


def _without(sentence: Sentence, hedges: frozenset[str]) -> Sentence:
    start, end = 0, len(sentence)
    while start < end and sentence[start].word in hedges:
        start += 1
    while end > start and sentence[end - 1].word in hedges:
        end -= 1
    return sentence[start:end]


def _without_apostrophe(token: Token) -> Token:
    return Token(token.word.replace("'", ""), token.start, token.end, token.comma, token.loose)


def _with_emoji(sentence: Sentence, emoji: dict[str, str]) -> Sentence:
    """Emoji as the words they stand for; others are left out."""
    read: list[Token] = []
    for token in sentence:
        if token.word[0].isalnum() or token.word[0] in "'@$*#+!|":
            read.append(token)
            continue
        words = dict.fromkeys(emoji[sign] for sign in token.word if sign in emoji)
        read += [Token(word, token.start, token.end, token.comma, token.loose) for word in words]
    return tuple(read)
