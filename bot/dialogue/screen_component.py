"""The crisis screen as the last component of Rasa's pipeline: the second layer, for every channel.

The gateway screens first and by itself. This layer is for what does not come by the gateway (``rasa shell``, REST) and
for what the gateway might have missed. Raising an incident is idempotent, so two layers never page twice.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.content import screen_of_project
from bot.logs import Log
from bot.safety.screen import Screen
from bot.safety.verdict import Outcome, Verdict

log = Log("dialogue.screen")

CRISIS = "crisis"
CONCERN = "concern"
INTENTS = {Outcome.PAGE: CRISIS, Outcome.CHECK: CONCERN}
VERDICT = "verdict"
"""Output property: outcome, kind, rule, span and lexicon of the verdict, and the language of the words."""
SCREENED = "screened"
"""Metadata of the gateway: it has judged this message itself and, where needed, replied."""
TIMER = "timer"
"""The gateway's kind of what time brings."""
UNREADABLE = Verdict(Outcome.PAGE, None, "screen_failed")
"""As the screen itself says it when it fails: a page without a kind."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ScreenComponent(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Sets the intent ``crisis`` (page) or ``concern`` (check), whatever the components before it found."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ScreenComponent:
        """Raises ContentError when the lexicon cannot be used: an assistant without a screen must not start."""
        return cls(screen_of_project())

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa's cache looks at this class alone; another lexicon is another component."""
        return screen_of_project().judge("").lexicon

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            verdict = self._verdict(message)
            message.set(VERDICT, asdict(verdict), add_to_output=True)
            intent = INTENTS.get(verdict.outcome)
            if intent:
                first = {"name": intent, "confidence": 1.0}
                message.set(INTENT, first, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [first, *(message.get(INTENT_RANKING_KEY) or [])], add_to_output=True)
        return messages

    def _verdict(self, message: Message) -> Verdict:
        """Of a message that the gateway has judged, only what is found here counts: a failure here says nothing.

        That a paced step is over is the gateway's own word: nobody wrote it, so nothing is read into it.
        """
        metadata = message.get("metadata") or {}
        screened = bool(metadata.get(SCREENED))
        if screened and metadata.get("kind") == TIMER:
            return Verdict(Outcome.NONE)
        verdict = judged(self._screen, message.get(TEXT))
        return Verdict(Outcome.NONE, lexicon=verdict.lexicon) if screened and verdict.kind is None else verdict


def judged(screen: Screen, text: object) -> Verdict:
    """The verdict; PAGE when there is none to be had. ``None`` is no text: nothing was said."""
    if text is None:
        return Verdict(Outcome.NONE)
    try:
        return screen.judge(str(text))
    except Exception as error:
        log.error("screen_failed", error=error)
        return UNREADABLE
