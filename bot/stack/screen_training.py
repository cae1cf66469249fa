"""Trains the second screen on the project's own messages, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.safety.lexicon import build, read_file
from bot.safety.screen import LEXICON_FILE, Screen, read_meant
from bot.safety.second_screen import FILE, PLACES, SecondScreen, features
from bot.safety.verdict import Outcome
from bot.stack.ordinary_phrases import fixed_phrases, ordinary_phrases

FOLDS = 5
MOST_FALSE, MOST_FALSE_ORDINARY = 0.09, 0.01
"""Shares of the hard harmless messages and of the ordinary phrases that the second screen may raise wrongly, beside
those of the lexicon. The threshold is the lowest that keeps both on folds that were not trained on. The development
messages are harder than what people write: many of the harmless ones are near misses, made to be mistaken."""
ORDINARY_WEIGHT, FIXED_WEIGHT = 0.15, 3.0
"""Of an ordinary phrase beside a development message: there are many, and most are variations of few. Commands and
buttons stand there once, and must never be mistaken."""
_EVERYDAY = "everyday"


@dataclass(frozen=True)
class Labelled:
    """One message of the development or unseen sets; ``expect`` is page, check or none."""

    text: str
    kind: str
    expect: str
    language: str
    disguise: str

    @property
    def crisis(self) -> bool:
        return self.expect != "none"

    @property
    def everyday(self) -> bool:
        return self.kind == _EVERYDAY


def read_messages(folder: Path) -> list[Labelled]:
    """All messages of a folder of JSON lines."""
    files = sorted(folder.glob("*.jsonl"))
    return [Labelled(**json.loads(line)) for file in files for line in file.read_text().splitlines()]


def train_second_screen(data: Path) -> SecondScreen:
    """Fit the model to the development messages and to what people ordinarily say to interlude.

    The same texts always give the same model.
    """
    known = read_messages(data / "safety" / "development")
    ordinary, fixed = ordinary_phrases(data), set(fixed_phrases(data))
    texts = [one.text for one in known] + ordinary
    lexicon = build(read_file(data / "safety" / LEXICON_FILE))
    matrix = _matrix([features(read_meant(text, lexicon)) for text in texts])
    wanted = np.array([one.crisis for one in known] + [False] * len(ordinary))
    of_ordinary = [FIXED_WEIGHT if text in fixed else ORDINARY_WEIGHT for text in ordinary]
    weights = np.array([1.0] * len(known) + of_ordinary)
    model = LogisticRegression(C=20, max_iter=500)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    fit = {"sample_weight": weights}
    scores = cross_val_predict(model, matrix, wanted, cv=folds, method="decision_function", fit_params=fit)
    model.fit(matrix, wanted, **fit)
    threshold = max(_hard_threshold(known, scores[: len(known)], Screen(lexicon)), _reached(scores[len(known) :]))
    return SecondScreen(np.float32(model.coef_[0]), float(model.intercept_[0]), threshold, trained_on(known, ordinary))


def store_second_screen(data: Path) -> Path:
    path = data / "safety" / FILE
    train_second_screen(data).save(path)
    return path


def trained_on(messages: Sequence[Labelled], ordinary: Sequence[str]) -> str:
    """A name for a training set."""
    lines = sorted([f"{one.expect} {one.text}" for one in messages] + [f"none {text}" for text in ordinary])
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _hard_threshold(known: Sequence[Labelled], scores: Any, first: Screen) -> float:
    """The lowest at which what the lexicon leaves alone is raised wrongly no more often than allowed."""
    found = np.array([first.judge(one.text).outcome is not Outcome.NONE for one in known])
    hard = np.array([not one.crisis and not one.everyday for one in known])
    return _score_of(scores[hard & ~found], int(MOST_FALSE * hard.sum()))


def _reached(ordinary: Any) -> float:
    return _score_of(ordinary, int(MOST_FALSE_ORDINARY * len(ordinary)))


def _score_of(scores: Any, count: int) -> float:
    """The score that just ``count`` of these exceed."""
    return float(np.nextafter(np.sort(scores)[::-1][count], np.inf))


def _matrix(rows: Sequence[dict[int, float]]) -> csr_matrix:
    def cells() -> Iterator[tuple[float, int, int]]:
        for number, row in enumerate(rows):
            for place, value in row.items():
                yield value, number, place

    values, numbers, places = zip(*cells(), strict=True)
    return csr_matrix((values, (numbers, places)), shape=(len(rows), PLACES), dtype=np.float32)
