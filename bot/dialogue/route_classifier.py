"""Decides where a message leads, or that it is better to ask back."""

from __future__ import annotations

import hashlib
import inspect
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue import route_model, route_text
from bot.dialogue.content import scripts_of_project
from bot.dialogue.route_model import RouteModel
from bot.dialogue.route_text import read_concepts
from bot.dialogue.routes import PRACTISE, route_of
from bot.settings import read_settings

FALLBACK = "nlu_fallback"
ROUTES = "routes"
"""Output property: every route with its confidence, best first."""
_FILE = "routes.model"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RouteClassifier(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Sets the intent, for ``practise`` also the entity ``script``, and the ranking of all routes.

    Unsure, it sets ``nlu_fallback``; the conversation then asks "did you mean".
    """

    def __init__(self, model: RouteModel | None, storage: ModelStorage, resource: Resource) -> None:
        self._model = model
        self._scripts = _script_routes()
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RouteClassifier:
        return cls(None, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> RouteClassifier:
        """Raises when the stored model is not as it was saved: an assistant that understands nothing must not start."""
        with model_storage.read_from(resource) as folder:
            return cls(RouteModel.load(folder / _FILE), model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa's cache looks at this class alone; the model's own code must count too."""
        source = inspect.getsource(route_model) + inspect.getsource(route_text)
        return hashlib.sha256(source.encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        labelled = [(example.get(TEXT), route_of(example)) for example in training_data.intent_examples]
        known = [(text, route) for text, route in labelled if text and route]
        _check_scripts({route for _, route in known})
        concepts = read_concepts(read_settings().data / "nlu" / "concepts.yml")
        self._model = RouteModel.fit([text for text, _ in known], [route for _, route in known], concepts)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        assert self._model, "trained or loaded"
        ranking = self._model.rank(message.get(TEXT) or "")
        route = self._model.decide(ranking)
        confidence = dict(ranking)[route] if route else 1 - ranking[0][1]
        name = FALLBACK if route is None else PRACTISE if route in self._scripts else route
        message.set(INTENT, _named(name, confidence), add_to_output=True)
        others = [intent for intent in _intents(ranking, self._scripts) if intent["name"] != name]
        message.set(INTENT_RANKING_KEY, [_named(name, confidence), *others], add_to_output=True)
        message.set(ROUTES, [_named(one, by) for one, by in ranking[:5]], add_to_output=True)
        if name == PRACTISE:
            message.set(ENTITIES, [*message.get(ENTITIES, []), _script(route, message, confidence)], add_to_output=True)


def _named(name: str, confidence: float) -> dict[str, Any]:
    return {"name": name, "confidence": float(confidence)}


def _intents(ranking: list[tuple[str, float]], scripts: frozenset[str]) -> list[dict[str, Any]]:
    """The ranking by intent; the scripts count together as ``practise``."""
    by_intent: dict[str, float] = {}
    for route, confidence in ranking:
        intent = PRACTISE if route in scripts else route
        by_intent[intent] = by_intent.get(intent, 0.0) + confidence
    return [_named(intent, by) for intent, by in sorted(by_intent.items(), key=lambda pair: -pair[1])]


def _script(route: str | None, message: Message, confidence: float) -> dict[str, Any]:
    """The whole message stands for the script it asks for."""
    return {
        "entity": "script",
        "value": route,
        "start": 0,
        "end": len(message.get(TEXT) or ""),
        "confidence_entity": float(confidence),
        "extractor": RouteClassifier.__name__,
    }


def _check_scripts(routes: set[str]) -> None:
    """Training goes on without an importer that is missing; the result would be an assistant without exercises."""
    missing = _known_scripts() - routes
    if missing:
        raise InvalidConfigException(
            f"The training data has no example for the scripts {', '.join(sorted(missing))}. config.yml must name the "
            "importer bot.dialogue.importer.ScriptImporter; run rasa in the project's folder."
        )


def _known_scripts() -> frozenset[str]:
    return frozenset(scripts_of_project().scripts)


def _script_routes() -> frozenset[str]:
    """Routes that begin a script. Where an intent has the name of a script, the intent leads: it shows the plan."""
    return _known_scripts() - frozenset(scripts_of_project().wording.routes)
