"""Trains the second screen on the project's own messages, and nothing else."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.safety.lexicon import Lexicon, build
from bot.safety.lexicon_file import read_file
from bot.safety.reading import Reading
from bot.safety.schema import Kind
from bot.safety.screen import LEXICON_FILE, findings_in, read_meant
from bot.safety.second_screen import (
    FILE,
    PLACES,
    URGENT,
    Features,
    Head,
    SecondScreen,
    counted,
    fitted_parts,
    together,
    windows,
)
from bot.safety.verdict import Outcome
from bot.safety.weighing import by_rules_alone
from bot.scripts.plain import plain
from bot.stack.ordinary_phrases import fixed_phrases, ordinary_phrases

FOLDS = 5
MOST_FALSE: dict[Kind | None, float] = {None: 0.125, "imminent": 0.012, "overdose": 0.006}
MOST_FALSE_ORDINARY: dict[Kind | None, float] = {None: 0.01, "imminent": 0.0007, "overdose": 0.0006}
"""Shares of the hard harmless messages and of the ordinary phrases that each head may raise wrongly, beside those of
the lexicon. A threshold is the lowest that keeps both among authors that the head was not trained on. The development
messages are harder than what people write: many of the harmless ones are near misses, made to be mistaken."""
LEAST_SUSPECTED = 0.97
"""Of the crisis messages for which a rule that needs the second screen is right, the share that it must suspect."""
EVERYDAY_WEIGHT, ORDINARY_WEIGHT, FIXED_WEIGHT = 6.0, 0.15, 3.0
"""Beside a development message that was made hard. Of ordinary phrases there are many, and most are variations of few.
Commands and buttons stand there once, and must never be mistaken; nor should what people say every day."""
PARTS_WEIGHT, TELLING_WEIGHT = 0.6, 0.3
"""Of all parts of a harmless message together, and of the most telling part of another, beside the whole message."""
RARITY_POWER, REGULARISATION = 1.5, 60
"""Chosen by folds that leave authors out; scikit-learn's C."""
AT_ONCE = 2
"""Models that are fitted side by side. Each takes some 4 GB."""
_EVERYDAY = "everyday"


Models = list[LogisticRegression]
"""Of a head: the one that answers its question, and one for each kind of crisis that it looks for."""
Folds = list[tuple[Models, Any]]


@dataclass(frozen=True)
class Labelled:
    """One message of the development or unseen sets; ``expect`` is page, check or none, ``author`` its file."""

    text: str
    kind: str
    expect: str
    language: str
    disguise: str
    author: str = ""

    @property
    def crisis(self) -> bool:
        return self.expect != "none"

    @property
    def everyday(self) -> bool:
        return self.kind == _EVERYDAY


def read_messages(folder: Path) -> list[Labelled]:
    """All messages of a folder of JSON lines."""
    files = sorted(folder.glob("*.jsonl"))
    return [Labelled(**json.loads(line), author=file.stem) for file in files for line in file.read_text().splitlines()]


def development_messages(safety: Path) -> list[Labelled]:
    """What may be trained on. Two authors sometimes have the same idea: what stands among the unseen is left out."""
    unseen = {plain(one.text) for one in read_messages(safety / "unseen")}
    return [one for one in read_messages(safety / "development") if plain(one.text) not in unseen]


def train_second_screen(data: Path) -> SecondScreen:
    """The second screen from the development messages and what people ordinarily say to interlude."""
    known = development_messages(data / "safety")
    lexicon = build(read_file(data / "safety" / LEXICON_FILE))
    return fit_second_screen(known, ordinary_phrases(data), set(fixed_phrases(data)), lexicon)


def fit_second_screen(
    known: Sequence[Labelled], ordinary: Sequence[str], fixed: Set[str], lexicon: Lexicon
) -> SecondScreen:
    """Fit the heads. The same texts always give the same model.

    Args:
        known: labelled messages of FOLDS authors or more.
        ordinary: phrases that are harmless; ``fixed`` are those of them that must never be mistaken.
    """
    found = [findings_in(one.text, lexicon) for one in known]
    outcomes = [max((hit.outcome for hit in by_rules_alone(hits)), default=Outcome.NONE) for _, hits in found]
    doubtful = {place: one[-1] for place, (one, hits) in enumerate(found) if any(hit.doubtful for hit in hits)}
    meant = [readings[-1] for readings, _ in found] + [read_meant(text, lexicon) for text in ordinary]
    training = _Training.of(known, meant, ordinary, fixed, lexicon.classes)
    fitted = {kind: training.fitted(kind) for kind in (*URGENT, None)}
    heads = [training.head(kind, *fitted[kind], outcomes) for kind in (*URGENT, None)]
    suspicion = training.suspicion(fitted[None][1], doubtful)
    return SecondScreen(tuple(heads), training.features, trained_on(known, ordinary), suspicion)


def store_second_screen(data: Path) -> Path:
    path = data / "safety" / FILE
    train_second_screen(data).save(path)
    return path


def trained_on(messages: Sequence[Labelled], ordinary: Sequence[str]) -> str:
    """A name for a training set."""
    lines = sorted([f"{one.expect} {one.text}" for one in messages] + [f"none {text}" for text in ordinary])
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class _Training:
    """Development messages, then ordinary phrases.

    ``parts``: what is looked at of each, the whole message first; ``starts``: where those of each begin; ``owners``:
    whose each is.
    """

    known: Sequence[Labelled]
    parts: csr_matrix
    starts: Any
    owners: Any
    features: Features
    weights: Any
    authors: Any

    @classmethod
    def of(
        cls,
        known: Sequence[Labelled],
        messages: Sequence[Reading],
        ordinary: Sequence[str],
        fixed: Set[str],
        classes: Mapping[str, str],
    ) -> _Training:
        shares = [len(fitted_parts(message)) for message in messages]
        starts = np.cumsum([0, *shares[:-1]])
        every = _matrix(counted(part, classes) for message in messages for part in fitted_parts(message))
        features = Features(rarity_of(every[starts[: len(known)]]), classes)
        parts = _of_length_one(every.multiply(features.rarity).tocsr())
        of_ordinary = [FIXED_WEIGHT if text in fixed else ORDINARY_WEIGHT for text in ordinary]
        return cls(
            known,
            parts,
            starts,
            np.repeat(np.arange(len(shares)), shares),
            features,
            np.array([EVERYDAY_WEIGHT if one.everyday else 1.0 for one in known] + of_ordinary),
            np.array([one.author for one in known] + [f"ordinary {number % FOLDS}" for number in range(len(ordinary))]),
        )

    def fitted(self, kind: Kind | None) -> tuple[Models, Folds]:
        """The models of a head; and others that have not seen some authors, with the places of what these wrote."""
        everything = np.arange(len(self.authors))
        folds = [*GroupKFold(FOLDS).split(self.authors, groups=self.authors)]
        questions = [self._wanted(kind), *map(self._wanted_of, self._kinds(kind))]
        learnt = [everything, *(rows for rows, _ in folds)]
        tasks = [delayed(_fitted)(self, *question, rows) for rows in learnt for question in questions]
        models = Parallel(n_jobs=AT_ONCE)(tasks)
        whole, *parts = (models[first : first + len(questions)] for first in range(0, len(models), len(questions)))
        return whole, [(part, left_out) for part, (_, left_out) in zip(parts, folds, strict=True)]

    def head(self, kind: Kind | None, models: Models, folds: Folds, by_lexicon: Sequence[Outcome]) -> Head:
        """A head with its threshold, chosen by authors that its models did not see."""
        count, everything = len(self.known), len(self.authors)
        scores = np.empty(everything)
        for part, left_out in folds:
            scores[left_out] = self._most(part)[left_out]
        raised_to = Outcome.CHECK if kind is None else Outcome.PAGE
        hard = np.array([not one.crisis and not one.everyday for one in self.known])
        new = np.array([outcome < raised_to for outcome in by_lexicon])
        threshold = max(
            _score_of(scores[:count][hard & new], int(MOST_FALSE[kind] * hard.sum())),
            _score_of(scores[count:], int(MOST_FALSE_ORDINARY[kind] * (everything - count))),
        )
        weights = np.array([model.coef_[0] for model in models], np.float32).T
        biases = np.array([model.intercept_[0] for model in models])
        return Head(kind, weights, biases, threshold, self._kinds(kind))

    def suspicion(self, folds: Folds, doubtful: Mapping[int, Reading]) -> float:
        """The highest score that LEAST_SUSPECTED of the messages reach for which a doubtful rule is right.

        Args:
            doubtful: messages that come to what they do only together with the second screen, by their place.
        """
        right = {place: message for place, message in doubtful.items() if self.known[place].crisis}
        if not right:
            return 0.0
        scores = []
        for models, left_out in folds:
            for place in set(left_out) & set(right):
                rows = map(self.features.of, windows(right[place]))
                parts = _matrix(dict(zip(row.places.tolist(), row.values.tolist(), strict=True)) for row in rows)
                scores.append(_odds(models, parts).max())
        return float(np.quantile(scores, 1 - LEAST_SUSPECTED))

    def _kinds(self, kind: Kind | None) -> tuple[Kind, ...]:
        """The kinds for which a head has a model each: its own, or all."""
        return (kind,) if kind else tuple(sorted({cast(Kind, one.kind) for one in self.known if one.crisis}))

    def _wanted(self, kind: Kind | None) -> tuple[Any, Any]:
        """Which messages a head is to find, and which are left aside: none."""
        return self._flags(one.crisis if kind is None else one.kind == kind for one in self.known), self._flags(())

    def _wanted_of(self, kind: Kind) -> tuple[Any, Any]:
        """The messages of one kind; those of others are left aside, for it is no mistake to find them too."""
        others = (one.crisis and one.kind != kind for one in self.known)
        return self._flags(one.crisis and one.kind == kind for one in self.known), self._flags(others)

    def _flags(self, of_known: Iterable[bool]) -> Any:
        """Of all messages; no ordinary phrase has it."""
        flags = np.zeros(len(self.authors), bool)
        known = np.fromiter(of_known, bool)
        flags[: len(known)] = known
        return flags

    def fit_to(self, wanted: Any, rows: Any) -> LogisticRegression:
        """Fit to whole messages, and then to parts of them as well.

        Every part of a message that is not wanted is not wanted either. Of one that is, the part counts that looks most
        like it to the first model: the others may be about the weather.
        """
        whole = self.starts[rows]
        first = self._fit(whole, wanted[rows], self.weights[rows])
        parts = np.setdiff1d(np.flatnonzero(np.isin(self.owners, rows)), whole)
        if not len(parts):
            return first
        share = PARTS_WEIGHT / np.bincount(self.owners)
        telling = _highest(first.decision_function(self.parts[parts]), self.owners[parts])
        chosen = np.append(parts[~wanted[self.owners[parts]]], parts[telling][wanted[self.owners[parts[telling]]]])
        of_chosen = self.owners[chosen]
        weights = np.where(wanted[of_chosen], TELLING_WEIGHT, share[of_chosen]) * self.weights[of_chosen]
        return self._fit(
            np.append(whole, chosen),
            np.append(wanted[rows], wanted[of_chosen]),
            np.append(self.weights[rows], weights),
        )

    def _fit(self, parts: Any, wanted: Any, weights: Any) -> LogisticRegression:
        model = LogisticRegression(C=REGULARISATION, solver="liblinear")
        return model.fit(self.parts[parts], wanted, sample_weight=weights)

    def _most(self, models: Models) -> Any:
        """The highest score of each message's parts."""
        return np.maximum.reduceat(_odds(models, self.parts), self.starts)


def _fitted(training: _Training, wanted: Any, left_aside: Any, rows: Any) -> LogisticRegression:
    return training.fit_to(wanted, rows[~left_aside[rows]])


def _odds(models: Models, parts: csr_matrix) -> Any:
    return together(np.array([model.decision_function(parts) for model in models]))


def rarity_of(messages: csr_matrix) -> Any:
    """Inverse document frequency, (PLACES,): a feature of every message counts 1, a rare one many times that."""
    count, places = messages.shape
    found = np.bincount(messages.indices, minlength=places)
    return np.float32((np.log((count + 1) / (found + 1)) + 1) ** RARITY_POWER)


def _score_of(scores: Any, count: int) -> float:
    """The score that just ``count`` of these exceed."""
    return float(np.nextafter(np.sort(scores)[::-1][count], np.inf))


def _highest(scores: Any, owners: Any) -> Any:
    """The place of the highest score of each owner; owners come in order."""
    order = np.lexsort((scores, owners))
    return order[np.flatnonzero(np.append(np.diff(owners[order]), 1))]


def _matrix(rows: Iterable[Mapping[int, float]]) -> csr_matrix:
    """Row by row: as a list of mappings they would take gigabytes."""
    values, places, ends = array("f"), array("i"), array("q", [0])
    for row in rows:
        places.extend(row.keys())
        values.extend(row.values())
        ends.append(len(places))
    shape = (len(ends) - 1, PLACES)
    return csr_matrix((np.asarray(values), np.asarray(places), np.asarray(ends)), shape=shape, dtype=np.float32)


def _of_length_one(rows: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return diags(np.float32(1 / np.where(lengths == 0, 1, lengths))).dot(rows).tocsr()
