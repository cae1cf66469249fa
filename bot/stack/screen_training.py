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

FOLDS = 5
MOST_FALSE = 0.07
"""Share of the hard harmless messages that the second screen may raise wrongly, beside those of the lexicon. The
threshold is the lowest that keeps it on folds that were not trained on. The development messages are harder than what
people write: many of the harmless ones are near misses, made to be mistaken."""
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


def train_second_screen(safety: Path, messages: Sequence[Labelled] | None = None) -> SecondScreen:
    """Fit the model to the development messages; the same messages always give the same model."""
    known = read_messages(safety / "development") if messages is None else list(messages)
    lexicon = build(read_file(safety / LEXICON_FILE))
    first = Screen(lexicon)
    found = [first.judge(one.text).outcome is not Outcome.NONE for one in known]
    matrix = _matrix([features(read_meant(one.text, lexicon)) for one in known])
    wanted = np.array([one.crisis for one in known])
    model = LogisticRegression(C=20, max_iter=500, class_weight="balanced")
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    scores = cross_val_predict(model, matrix, wanted, cv=folds, method="decision_function")
    model.fit(matrix, wanted)
    weights = np.asarray(model.coef_[0], dtype=np.float32)
    return SecondScreen(weights, float(model.intercept_[0]), _threshold(known, found, scores), trained_on(known))


def store_second_screen(safety: Path) -> Path:
    path = safety / FILE
    train_second_screen(safety).save(path)
    return path


def trained_on(messages: Sequence[Labelled]) -> str:
    """A name for a training set."""
    lines = sorted(f"{one.expect} {one.text}" for one in messages)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _threshold(known: Sequence[Labelled], found: Sequence[bool], scores: Any) -> float:
    """The lowest score at which what the lexicon leaves alone is raised wrongly no more often than allowed."""
    hard = np.array([not one.crisis and not one.everyday for one in known])
    left = np.sort(scores[hard & ~np.array(found)])[::-1]
    return float(np.nextafter(left[int(MOST_FALSE * hard.sum())], np.inf))


def _matrix(rows: Sequence[dict[int, float]]) -> csr_matrix:
    def cells() -> Iterator[tuple[float, int, int]]:
        for number, row in enumerate(rows):
            for place, value in row.items():
                yield value, number, place

    values, numbers, places = zip(*cells(), strict=True)
    return csr_matrix((values, (numbers, places)), shape=(len(rows), PLACES), dtype=np.float32)
