"""What follows a message that may mean danger: leave the script, reply, raise the incident, wait.

It overrules every other policy. Rasa's ensemble drops all ordinary predictions as soon as one "no user" prediction
exists, and a form's is one; so these are, too, with a higher priority.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_DEACTIVATE_LOOP_NAME, ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.content import screen_of_project, texts_of_project
from bot.dialogue.safety_responses import QUESTION, reply_names
from bot.dialogue.screen_component import CONCERN, CRISIS, SCREENED, judged
from bot.escalation.texts import SafetyTexts
from bot.safety.screen import Screen
from bot.safety.verdict import Outcome

RAISE = "action_raise_incident"
ANSWER_NO = "action_answer_no"
PRIORITY = 100


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class SafetyPolicy(Policy):  # type: ignore[misc]
    """Predicts after crisis and concern, and after the answer to a direct question; abstains everywhere else."""

    @staticmethod
    def supported_data() -> SupportedData:
        return SupportedData.ML_AND_RULE_DATA

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": PRIORITY}

    def train(self, training_trackers: Any, domain: Domain, **_: Any) -> Resource:
        """There is nothing to learn."""
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> SafetyPolicy:
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, rule_only_data: dict[str, Any] | None = None, **_: Any
    ) -> PolicyPrediction:
        probabilities = self._default_predictions(domain)
        action = next_action(tracker, screen_of_project(), texts_of_project())
        if action is None:
            return self._prediction(probabilities)
        probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities, is_no_user_prediction=True)


def next_action(tracker: DialogueStateTracker, screen: Screen, texts: SafetyTexts) -> str | None:
    """The action that safety asks for now; None when other policies decide."""
    turns = _turns(tracker.events)
    if not turns:
        return None
    steps = _steps(turns, screen, texts)
    done = {event.action_name for event in turns[-1] if isinstance(event, ActionExecuted)}
    if steps and tracker.active_loop_name:
        steps = [ACTION_DEACTIVATE_LOOP_NAME, *steps]
    return next((step for step in steps if step not in done), ACTION_LISTEN_NAME) if steps else None


def outcome_of(message: UserUttered, screen: Screen) -> Outcome:
    """What the screen found. Text that begins with "/" gets past the pipeline: it is judged here, entities too."""
    found = {CRISIS: Outcome.PAGE, CONCERN: Outcome.CHECK}.get(message.intent_name, Outcome.NONE)
    text = (message.text or "").strip()
    if not text.startswith("/") or _is_screened(message):
        return found
    said = [text, *(str(entity.get("value") or "") for entity in message.entities)]
    return max([found, *(judged(screen, one).outcome for one in said)])


def _steps(turns: Sequence[Sequence[Event]], screen: Screen, texts: SafetyTexts) -> list[str]:
    message = turns[-1][0]
    assert isinstance(message, UserUttered)
    outcome = outcome_of(message, screen)
    if len(turns) > 1 and _asked(turns[-2]) and not _is_screened(message):
        if outcome is Outcome.NONE and texts.is_plain_no(message.text or ""):
            return [ANSWER_NO]
        outcome = Outcome.PAGE
    if outcome is Outcome.NONE:
        return []
    return [QUESTION if outcome is Outcome.CHECK else _reply(turns, texts), RAISE]


def _reply(turns: Sequence[Sequence[Event]], texts: SafetyTexts) -> str:
    """Each wording in turn; then the last two take turns. A reply that was given in this turn is this turn's reply."""
    names = reply_names(texts)
    said = [(number, name) for number, turn in enumerate(turns) for name in _names(turn) if name in names]
    if not said:
        return names[0]
    number, last = said[-1]
    if number == len(turns) - 1:
        return last
    return names[min(names.index(last) + 1, len(names) - 1)] if last != names[-1] else names[-2]


def _asked(turn: Sequence[Event]) -> bool:
    """Whether the direct question was put in this turn, by Rasa itself and not by the gateway."""
    message = turn[0]
    return QUESTION in _names(turn) and isinstance(message, UserUttered) and not _is_screened(message)


def _is_screened(message: UserUttered) -> bool:
    return bool((message.metadata or {}).get(SCREENED))


def _names(turn: Sequence[Event]) -> list[str]:
    return [event.action_name for event in turn if isinstance(event, ActionExecuted)]


def _turns(events: Sequence[Event]) -> list[list[Event]]:
    """The events from each of the person's messages up to the next; what was before the first is left out."""
    turns: list[list[Event]] = []
    for event in events:
        if isinstance(event, UserUttered):
            turns.append([event])
        elif turns:
            turns[-1].append(event)
    return turns
