"""Which route a message leads to: one linear classifier over words, characters and classes of words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.dialogue.route_text import ConceptReader, Concepts, characters, read_concepts, words

CONCEPTS = Path(__file__).parents[2] / "data" / "nlu" / "concepts.yml"
MIN_CONFIDENCE = 0.4
"""Below this the assistant asks back. Chosen by cross-validation and on the tune part of tests/understanding."""

_SHARPNESS = 4.0
"""Turns the classifier's margins into confidences."""
_WEIGHTS = (1.0, 1.0, 0.5)
"""What words, characters and classes of words count for."""
_PENALTY = 1.0
_FORMAT = "interlude route model 1"

Reader = Callable[[str], list[str]]


class RouteModel:
    """A fitted classifier; build one with ``fit`` or ``load``."""

    def __init__(self, meta: Mapping[str, Any], idf: Any, weights: Any, bias: Any) -> None:
        """``weights`` has a row for each feature, in the order of the vocabularies, and a column for each route."""
        if meta.get("format") != _FORMAT:
            raise ValueError(f"not a {_FORMAT}")
        self._meta = meta
        self._routes: list[str] = meta["routes"]
        self._idf, self._weights, self._bias = idf, weights, bias
        self._readers = _readers(meta["concepts"])
        self._places = _places(meta["vocabularies"])
        self._check_shapes()

    @classmethod
    def fit(cls, texts: Sequence[str], routes: Sequence[str], concepts: Concepts | None = None) -> RouteModel:
        """Learns from examples. The same examples in the same order give the same model.

        Without ``concepts`` the classes of words come from data/nlu/concepts.yml.

        Raises:
            ValueError: fewer than three routes.
            FileNotFoundError: the file of concepts is missing.
        """
        if len(set(routes)) < 3:
            raise ValueError("a route model needs examples of three routes or more")
        concepts = read_concepts(CONCEPTS) if concepts is None else concepts
        tables = [TfidfVectorizer(analyzer=reader, sublinear_tf=True) for reader in _readers(concepts)]
        blocks = [weight * table.fit_transform(texts) for weight, table in zip(_WEIGHTS, tables, strict=True)]
        classifier = LinearSVC(C=_PENALTY, random_state=0).fit(hstack(blocks).tocsr(), list(routes))
        meta = {
            "format": _FORMAT,
            "routes": [str(route) for route in classifier.classes_],
            "concepts": {name: list(phrases) for name, phrases in concepts.items()},
            "vocabularies": [[str(feature) for feature in table.get_feature_names_out()] for table in tables],
        }
        idf = np.concatenate([table.idf_ for table in tables]).astype(np.float32)
        return cls(meta, idf, np.ascontiguousarray(classifier.coef_.T, np.float32), classifier.intercept_)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Every route with its confidence, best first. The confidences sum to 1; routes that tie stand by name."""
        margins = self._bias.copy()
        for weight, reader, places in zip(_WEIGHTS, self._readers, self._places, strict=True):
            margins += weight * self._margins(Counter(map(places.get, reader(text))))
        powers = np.exp(_SHARPNESS * (margins - margins.max()))
        confidences: list[float] = (powers / powers.sum()).tolist()
        return sorted(zip(self._routes, confidences, strict=True), key=lambda pair: (-pair[1], pair[0]))

    def decide(self, ranking: Sequence[tuple[str, float]]) -> str | None:
        """The route to take after ``rank``, or None: ask back."""
        route, confidence = ranking[0]
        return route if confidence >= MIN_CONFIDENCE else None

    def save(self, path: Path) -> None:
        """Writes everything that ``load`` needs, concepts included, into one file."""
        meta = np.frombuffer(json.dumps(self._meta).encode(), np.uint8)
        with path.open("wb") as file:
            np.savez(file, meta=meta, idf=self._idf, weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, path: Path) -> RouteModel:
        """Reads a saved model. Raises when the file is missing, damaged or not a route model; runs no code from it."""
        with np.load(path, allow_pickle=False) as file:
            meta = json.loads(file["meta"].tobytes())
            return cls(meta, file["idf"], file["weights"], file["bias"])

    def _margins(self, counts: Counter[int | None]) -> Any:
        """What one kind of feature says about each route."""
        counts.pop(None, None)
        if not counts:
            return 0.0
        at = list(counts)
        values = (1 + np.log(list(counts.values()))) * self._idf[at]
        return (values / np.linalg.norm(values)) @ self._weights[at]

    def _check_shapes(self) -> None:
        features, routes = sum(map(len, self._places)), len(self._routes)
        shapes = (self._idf.shape, self._weights.shape, self._bias.shape)
        if shapes != ((features,), (features, routes), (routes,)):
            raise ValueError(f"a damaged route model: {shapes} for {features} features and {routes} routes")


def _readers(concepts: Concepts) -> tuple[Reader, ...]:
    return words, characters, ConceptReader(concepts)


def _places(vocabularies: Sequence[Sequence[str]]) -> list[dict[str, int]]:
    """For each vocabulary, the row of each of its features."""
    rows = count()
    return [{feature: next(rows) for feature in vocabulary} for vocabulary in vocabularies]
