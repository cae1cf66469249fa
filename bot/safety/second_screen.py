"""The statistical second screen: raises what the rules left lower. It never lowers anything.

Linear models over words, pairs of near words and letter groups, hashed into a fixed number of places: one asks whether
a message is crisis language at all, others whether it is danger that cannot wait for an answer. Beside each word stands
the class of words that it belongs to in the lexicon, so that what was learnt of "mom" holds of "niece". Trained by
``interlude train-screen`` on the messages under ``data/safety/development``; docs/safety-model.md is their card.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bot.safety.clauses import runs, told_apart
from bot.safety.limits import NO_LIMIT, Limit, in_time
from bot.safety.schema import Kind
from bot.safety.tokens import Sentence, words_of
from bot.safety.verdict import Outcome
from bot.scripts.yaml_lines import ContentError, Problem

FILE = "second_screen.npz"
OTHER_VERSION = "was made by another version; run `interlude train-screen`"
RULE = "second_screen"
URGENT: tuple[Kind, ...] = ("imminent", "overdose")
"""Kinds with a head of their own that pages: where minutes count, a question is too slow (docs/decisions/0010)."""
PLACES = 1 << 19
"""Many more than there are features in a message: with a fourth as many, features fell on each other and hid much."""
_NEAR = 4
"""How many words apart a pair may be."""
_MOST_WORDS = 400
_MOST_TOGETHER, _LONG = 3, 120
"""Sentences that are looked at together, besides the whole message; in one of more words than this, each by itself."""


class Row(NamedTuple):
    """The features of a message: the place of each and its value, two arrays of one length; of length one together."""

    places: Any
    values: Any


Words = tuple[tuple[str, ...], ...]
Rows = dict[Words, Row]
"""What was looked at of a message, and its features."""


@dataclass(frozen=True)
class Head:
    """One question to a message. ``kind`` None: is it crisis language at all? That raises to CHECK, the others to PAGE.

    ``weights`` (PLACES, models) float32, ``biases`` (models,) and ``threshold`` in log-odds. The first model answers
    the question; others answer it for one of ``kinds`` each, and the highest of theirs is added (docs/decisions/0019).
    """

    kind: Kind | None
    weights: Any
    biases: Any
    threshold: float
    kinds: tuple[Kind, ...] = ()

    @property
    def outcome(self) -> Outcome:
        return Outcome.CHECK if self.kind is None else Outcome.PAGE

    @property
    def rule(self) -> str:
        return RULE if self.kind is None else f"{RULE}.{self.kind}"

    def score(self, row: Row) -> float:
        """How much the message looks like it, in log-odds."""
        return float(together(self._odds(row)))

    def says_yes(self, row: Row) -> bool:
        return self.score(row) >= self.threshold

    def likeliest_kind(self, row: Row) -> Kind | None:
        """Its own kind, or that of the model which is surest."""
        return self.kinds[int(self._odds(row)[1:].argmax())] if self.kinds else self.kind

    def _odds(self, row: Row) -> Any:
        return row.values @ self.weights[row.places] + self.biases


class Raised(NamedTuple):
    """What the second screen raises a message to, and the kind that it looks like."""

    outcome: Outcome
    kind: Kind | None
    rule: str


@dataclass(frozen=True)
class Features:
    """What heads look at. It belongs to the model: a word that the lexicon learns later has no class here.

    ``rarity`` (PLACES,) float32: how much a feature counts, by how few development messages have it. ``classes``: word
    to its class.
    """

    rarity: Any
    classes: Mapping[str, str]

    def of(self, message: Sequence[Sentence]) -> Row:
        found = counted(message, self.classes)
        places = np.fromiter(found.keys(), np.int64, len(found))
        values = np.fromiter(found.values(), np.float32, len(found)) * self.rarity[places]
        return Row(places, values / (np.linalg.norm(values) or 1.0))


@dataclass(frozen=True)
class SecondScreen:
    """The heads, those that page first. ``trained_on`` names the training set.

    ``suspicion``: the log-odds, for the head that asks for crisis language at all, from which a message is suspected.
    """

    heads: tuple[Head, ...]
    features: Features
    trained_on: str
    suspicion: float

    def suspects(self, message: Sequence[Sentence], known: Rows | None = None) -> bool:
        """Whether the message, a part or a clause of it may well be crisis language: then doubtful rules count.

        ``known``: the rows of parts that were looked at before; it is added to.
        """
        asking = [head for head in self.heads if head.kind is None]
        rows = {} if known is None else known
        return any(head.score(self._row(part, rows)) >= self.suspicion for part in windows(message) for head in asking)

    def raised(
        self, *readings: Sequence[Sentence], limit: Limit = NO_LIMIT, known: Rows | None = None
    ) -> Raised | None:
        """What the first head makes of the message that says yes to it, in one of its readings, or to a part of it.

        ``known``: see ``suspects``. Raises TooSlow.
        """
        rows = {} if known is None else known
        looked_at = _each_once(part for one in readings for part in windows(one))
        parts = [self._row(part, rows) for part in in_time(looked_at, limit)]
        for head in self.heads:
            worst = max(parts, key=head.score)
            if head.says_yes(worst):
                return Raised(head.outcome, head.likeliest_kind(worst), head.rule)
        return None

    def _row(self, part: Sequence[Sentence], known: Rows) -> Row:
        words = words_of(part)
        if words not in known:
            known[words] = self.features.of(part)
        return known[words]

    def save(self, path: Path) -> None:
        np.savez_compressed(
            path,
            kinds=[kind or "" for head in self.heads for kind in (head.kind, *head.kinds)],
            weights=np.vstack([self.features.rarity, *(head.weights.T for head in self.heads)]).astype(np.float16),
            models=[len(head.biases) for head in self.heads],
            biases=np.concatenate([head.biases for head in self.heads]),
            thresholds=[head.threshold for head in self.heads],
            trained_on=self.trained_on,
            suspicion=self.suspicion,
            words=list(self.features.classes),
            classes=list(self.features.classes.values()),
        )

    @classmethod
    def load(cls, path: Path) -> SecondScreen:
        """Raises ContentError when the file is missing or is no such model."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                columns = [stored[name] for name in ("kinds", "weights", "models", "biases", "thresholds")]
                classes = dict(zip(stored["words"].tolist(), stored["classes"].tolist(), strict=True))
                trained_on, suspicion = str(stored["trained_on"]), float(stored["suspicion"])
        except (OSError, KeyError, ValueError) as error:
            problem = f"cannot be used ({type(error).__name__}); run `interlude train-screen`"
            raise ContentError([Problem(path, 1, problem)]) from None
        kinds, weights, models, biases, thresholds = columns
        if weights.shape != (1 + len(kinds), PLACES) or not sum(models) == len(kinds) == len(biases):
            raise ContentError([Problem(path, 1, OTHER_VERSION)])
        begins = np.cumsum(models)[:-1]
        named, of_heads = np.split(kinds, begins), np.split(weights[1:].astype(np.float32), begins)
        if [str(names[0]) for names in named] != [*URGENT, ""] or len(thresholds) != len(named):
            raise ContentError([Problem(path, 1, OTHER_VERSION)])
        heads = (
            Head(kind, np.ascontiguousarray(rows.T), bias, float(least), tuple(names[1:].tolist()))
            for kind, rows, bias, least, names in zip(
                (*URGENT, None), of_heads, np.split(biases, begins), thresholds, named, strict=True
            )
        )
        return cls(tuple(heads), Features(np.float32(weights[0]), classes), trained_on, suspicion)


def together(odds: Any) -> Any:
    """What the models of a head come to. ``odds`` (models, ...): of its first model, then of those for one kind."""
    return odds[0] + odds[1:].max(axis=0) if len(odds) > 1 else odds[0]


def windows(message: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """The message and its parts, each once: what stands around danger must not water it down.

    Parts are its sentences and the clauses in each, alone, in twos and in threes: what is danger by itself is danger
    behind "when I got home".
    """
    return _each_once([message, *_together(message), *([run] for sentence in message for run in runs(sentence))])


def fitted_parts(message: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """What of a message a head is fitted to: the message first, then its parts.

    What is told apart stands here as if it were sentences, in twos and threes across them: fitted to parts that hold
    less, more everyday messages were mistaken (docs/decisions/0017).
    """
    apart = [sentence[part] for sentence in message for part in told_apart(sentence)]
    return _each_once([message, *_together(message), *_together(apart)])


def _each_once(parts: Iterable[Sequence[Sentence]]) -> list[Sequence[Sentence]]:
    return list({words_of(part): part for part in parts}.values())


def _together(parts: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
    """Each part alone, and in a message that is not long each two and each three that follow each other."""
    for size in range(1, 2 if sum(map(len, parts)) > _LONG else _MOST_TOGETHER + 1):
        yield from (parts[start : start + size] for start in range(len(parts) - size + 1))


def counted(message: Sequence[Sentence], classes: Mapping[str, str]) -> dict[int, float]:
    """Hashed features of a message: place, and one more than the logarithm of how often it is there."""
    words: list[str] = []
    for sentence in message:
        words += [token.word for token in sentence]
        words.append(".")
    words = words[:_MOST_WORDS]
    counts = Counter(place for word in words for place in _of_word(word))
    counts.update(map(_place, _names(words, [classes.get(word, "") for word in words])))
    return {place: 1 + math.log(count) for place, count in counts.items()}


def _place(name: str) -> int:
    return zlib.crc32(name.encode()) % PLACES


@lru_cache(maxsize=4096)
def _of_word(word: str) -> tuple[int, ...]:
    """The word and its groups of letters. Kept, for most words of a message are in many."""
    padded = f" {word} "
    letters = (padded[start : start + size] for size in (3, 4, 5) for start in range(len(padded) - size + 1))
    return (_place(f"w:{word}"), *(_place(f"c:{group}") for group in letters))


def _names(words: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
    yield from _of_neighbours(words)
    yield from _of_classes(words, kinds)
    yield from _of_shape(words)


def _of_neighbours(words: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        for distance, other in enumerate(words[place + 1 : place + 1 + _NEAR], start=1):
            yield f"p:{word} {other}"
            if distance == 1:
                yield f"n:{word} {other}"
    for place in range(len(words) - 2):
        yield f"t:{' '.join(words[place : place + 3])}"


def _of_classes(words: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
    """A class beside near classes, beside near words before and after it, and rows of three."""
    for place, kind in enumerate(kinds):
        if not kind:
            continue
        yield f"k:{kind}"
        yield from (f"kk:{kind} {other}" for other in kinds[place + 1 : place + 1 + _NEAR] if other)
        yield from (f"kw:{kind} > {word}" for word in words[place + 1 : place + _NEAR])
        yield from (f"kw:{kind} < {word}" for word in words[max(0, place + 1 - _NEAR) : place])
    either = [kind or word for word, kind in zip(words, kinds, strict=True)]
    for place in range(len(either) - 2):
        yield f"kt:{' '.join(either[place : place + 3])}"


def _of_shape(words: Sequence[str]) -> Iterator[str]:
    """How long it is, how it begins and how it ends."""
    yield f"l:{min(len(words), 40) // 3}"
    yield f"b:{' '.join(words[:1])}"
    yield f"bb:{' '.join(words[:2])}"
    yield f"e:{' '.join(words[-3:])}"
