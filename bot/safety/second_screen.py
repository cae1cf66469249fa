"""The statistical second screen: raises to CHECK what no rule found. It never lowers anything.

A linear model over words, pairs of near words and letter groups, hashed into a fixed number of places. It is trained by
``interlude train-screen`` on the messages under ``data/safety/development`` alone; docs/safety-model.md is its card.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from bot.safety.tokens import Sentence
from bot.scripts.yaml_lines import ContentError, Problem

FILE = "second_screen.npz"
RULE = "second_screen"
PLACES = 1 << 17
_NEAR = 4
"""How many words apart a pair may be."""
_MOST_WORDS = 400


@dataclass(frozen=True)
class SecondScreen:
    """``weights`` (PLACES,) float32, ``bias`` and ``threshold`` in log-odds; ``trained_on`` names the training set."""

    weights: Any
    bias: float
    threshold: float
    trained_on: str

    def score(self, message: Sequence[Sentence]) -> float:
        """How much the message looks like crisis language, in log-odds."""
        return self.bias + sum(value * float(self.weights[place]) for place, value in features(message).items())

    def raises(self, message: Sequence[Sentence]) -> bool:
        return self.score(message) >= self.threshold

    def save(self, path: Path) -> None:
        np.savez_compressed(
            path, weights=self.weights, bias=self.bias, threshold=self.threshold, trained_on=self.trained_on
        )

    @classmethod
    def load(cls, path: Path) -> SecondScreen:
        """Raises ContentError when the file is missing or is no such model."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                weights = stored["weights"]
                model = cls(weights, float(stored["bias"]), float(stored["threshold"]), str(stored["trained_on"]))
        except (OSError, KeyError, ValueError) as error:
            problem = f"cannot be used ({type(error).__name__}); run `interlude train-screen`"
            raise ContentError([Problem(path, 1, problem)]) from None
        if weights.shape != (PLACES,):
            raise ContentError([Problem(path, 1, "was made by another version; run `interlude train-screen`")])
        return model


def features(message: Sequence[Sentence]) -> dict[int, float]:
    """Hashed features, of length one: place and value."""
    counts = Counter(zlib.crc32(name.encode()) % PLACES for name in _names(message))
    values = {place: 1 + log(count) for place, count in counts.items()}
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
