"""The statistical second screen: raises what the rules left lower. It never lowers anything.

Linear models over words, pairs of near words and letter groups, hashed into a fixed number of places: one asks whether
a message is crisis language at all, others whether it is danger that cannot wait for an answer. They are trained by
``interlude train-screen`` on the messages under ``data/safety/development``; docs/safety-model.md is their card.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from bot.safety.schema import Kind
from bot.safety.tokens import Sentence, clauses
from bot.safety.verdict import Outcome
from bot.scripts.yaml_lines import ContentError, Problem

FILE = "second_screen.npz"
RULE = "second_screen"
URGENT: tuple[Kind, ...] = ("imminent", "overdose")
"""Kinds with a head of their own that pages: where minutes count, a question is too slow (docs/decisions/0010)."""
PLACES = 1 << 17
_NEAR = 4
"""How many words apart a pair may be."""
_MOST_WORDS = 400
_MOST_TOGETHER, _LONG = 3, 120
"""Sentences that are looked at together, besides the whole message; in one of more words than this, each by itself."""


@dataclass(frozen=True)
class Head:
    """One question to a message. ``kind`` None: is it crisis language at all? That raises to CHECK, the others to PAGE.

    ``weights`` (PLACES,) float32, ``bias`` and ``threshold`` in log-odds.
    """

    kind: Kind | None
    weights: Any
    bias: float
    threshold: float

    @property
    def outcome(self) -> Outcome:
        return Outcome.CHECK if self.kind is None else Outcome.PAGE

    @property
    def rule(self) -> str:
        return RULE if self.kind is None else f"{RULE}.{self.kind}"

    def score(self, places: Mapping[int, float]) -> float:
        """How much the message looks like it, in log-odds."""
        return self.bias + sum(value * float(self.weights[place]) for place, value in places.items())

    def says_yes(self, places: Mapping[int, float]) -> bool:
        return self.score(places) >= self.threshold


@dataclass(frozen=True)
class SecondScreen:
    """The heads, those that page first. ``trained_on`` names the training set.

    ``rarity`` (PLACES,) float32: how much a feature counts, by how few development messages have it. ``suspicion``:
    the log-odds, for the head that asks for crisis language at all, from which a message is suspected.
    """

    heads: tuple[Head, ...]
    rarity: Any
    trained_on: str
    suspicion: float

    def suspects(self, message: Sequence[Sentence]) -> bool:
        """Whether the message, a part or a clause of it may well be crisis language: then doubtful rules count."""
        asking = [head for head in self.heads if head.kind is None]
        return any(
            head.score(features(part, self.rarity)) >= self.suspicion for head in asking for part in pieces(message)
        )

    def raised_by(self, message: Sequence[Sentence]) -> Head | None:
        """The first head that says yes to the message or to a part of it."""
        parts = [features(part, self.rarity) for part in windows(message)]
        return next((head for head in self.heads if any(head.says_yes(part) for part in parts)), None)

    def save(self, path: Path) -> None:
        np.savez_compressed(
            path,
            kinds=[head.kind or "" for head in self.heads],
            weights=np.stack([self.rarity, *(head.weights for head in self.heads)]),
            biases=[head.bias for head in self.heads],
            thresholds=[head.threshold for head in self.heads],
            trained_on=self.trained_on,
            suspicion=self.suspicion,
        )

    @classmethod
    def load(cls, path: Path) -> SecondScreen:
        """Raises ContentError when the file is missing or is no such model."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                columns = [stored[name] for name in ("kinds", "weights", "biases", "thresholds")]
                trained_on, suspicion = str(stored["trained_on"]), float(stored["suspicion"])
        except (OSError, KeyError, ValueError) as error:
            problem = f"cannot be used ({type(error).__name__}); run `interlude train-screen`"
            raise ContentError([Problem(path, 1, problem)]) from None
        if columns[1].shape != (len(URGENT) + 2, PLACES) or [*columns[0]] != [*URGENT, ""]:
            raise ContentError([Problem(path, 1, "was made by another version; run `interlude train-screen`")])
        _, (rarity, *rows), biases, thresholds = columns
        heads = (
            Head(kind, row, float(bias), float(least))
            for kind, row, bias, least in zip((*URGENT, None), rows, biases, thresholds, strict=True)
        )
        return cls(tuple(heads), rarity, trained_on, suspicion)


def windows(message: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """The message and its parts: what stands around danger must not water it down."""
    parts: list[Sequence[Sentence]] = [message]
    long = sum(map(len, message)) > _LONG
    for size in range(1, min(1 if long else _MOST_TOGETHER, len(message) - 1) + 1):
        parts += [message[start : start + size] for start in range(len(message) - size + 1)]
    return parts


def pieces(message: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """The message, its parts and its clauses: text of another clause must not dispel a suspicion."""
    return [*windows(message), *([clause] for sentence in message for clause in clauses(sentence))]


def features(message: Sequence[Sentence], rarity: Any = None) -> dict[int, float]:
    """Hashed features, of length one: place and value. Without ``rarity`` (see SecondScreen) all count alike."""
    counts = Counter(zlib.crc32(name.encode()) % PLACES for name in _names(message))
    values = {place: 1 + log(count) for place, count in counts.items()}
    if rarity is not None:
        values = {place: value * float(rarity[place]) for place, value in values.items()}
    length = sqrt(sum(value * value for value in values.values())) or 1.0
    return {place: value / length for place, value in values.items()}


def _names(message: Sequence[Sentence]) -> Iterator[str]:
    words: list[str] = []
    for sentence in message:
        words += [token.word for token in sentence]
        words.append(".")
    words = words[:_MOST_WORDS]
    for place, word in enumerate(words):
        yield f"w:{word}"
        for distance, other in enumerate(words[place + 1 : place + 1 + _NEAR], start=1):
            yield f"p:{word} {other}"
            if distance == 1:
                yield f"n:{word} {other}"
        padded = f" {word} "
        for size in (3, 4, 5):
            for start in range(len(padded) - size + 1):
                yield f"c:{padded[start : start + size]}"
    for place in range(len(words) - 2):
        yield f"t:{' '.join(words[place : place + 3])}"
