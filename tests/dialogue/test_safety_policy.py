"""Which action the safety policy asks for. Turns are written as (text, metadata, intent) and actions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.importers.importer import TrainingDataImporter

from bot.dialogue import safety_policy
from bot.dialogue.content import texts_of_project
from bot.dialogue.safety_policy import PRIORITY, SafetyPolicy, next_action
from bot.dialogue.safety_responses import reply_names
from bot.settings import ROOT
from tests.dialogue.screening import FakeScreen

SCREENED = {"screened": True}
LOOP = [ActiveLoop("script_form")]
ASKED = ["utter_direct_question", "action_raise_incident", "action_listen"]


def said(
    text: str = "x", intent: str = "greet", metadata: dict[str, Any] | None = None, **entities: str
) -> list[Event]:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return [ActionExecuted("action_listen"), UserUttered(text, {"name": intent}, found, metadata=metadata)]


def done(*actions: str) -> list[Event]:
    return [event for name in actions for event in [ActionExecuted(name)]]


def wanted(*events: list[Event]) -> str | None:
    flat = [event for part in events for event in part]
    tracker = DialogueStateTracker.from_events("somebody", flat)
    return next_action(tracker, FakeScreen(), texts_of_project())


def sequence(*events: list[Event]) -> list[str]:
    """All actions up to the listen; a loop ends when it is told to."""
    actions: list[str] = []
    while (action := wanted(*events, done(*actions), _loop_after(actions))) not in (None, "action_listen"):
        assert action not in actions
        actions.append(action)
    return actions


def _loop_after(actions: list[str]) -> list[Event]:
    return [ActiveLoop(None)] if "action_deactivate_loop" in actions else []


# What it asks for


@pytest.mark.parametrize("metadata", [None, SCREENED])
def test_a_crisis_is_answered_raised_and_then_it_waits(metadata: dict[str, Any] | None) -> None:
    crisis = said("/crisis" if metadata else "PAGE", "crisis", metadata)
    assert sequence(crisis) == ["utter_safety", "action_raise_incident"]
    assert wanted(crisis, done("utter_safety", "action_raise_incident")) == "action_listen"


def test_a_concern_is_asked_about() -> None:
    assert sequence(said("CHECK", "concern")) == ["utter_direct_question", "action_raise_incident"]


def test_in_the_middle_of_a_script_the_loop_ends_first() -> None:
    for intent in ("crisis", "concern"):
        assert sequence(LOOP, said("PAGE", intent))[0] == "action_deactivate_loop"


def test_everywhere_else_it_abstains() -> None:
    assert wanted(said("hello")) is None
    assert wanted(LOOP, said("seven")) is None
    assert wanted([]) is None


def test_the_message_after_a_crisis_is_an_ordinary_one() -> None:
    crisis = [*said("PAGE", "crisis"), *done("utter_safety", "action_raise_incident")]
    for intent in ("goodbye", "affirm", "practise"):
        assert wanted(crisis, said("ok", intent)) is None


def test_a_second_crisis_gets_other_words() -> None:
    names = reply_names(texts_of_project())
    events: list[Event] = []
    given = []
    for _ in range(5):
        events += said("PAGE", "crisis")
        given.append(sequence(events)[0])
        events += done(given[-1], "action_raise_incident")
    assert given[: len(names)] == names
    assert all(one != other for one, other in pairwise(given))


# Text that begins with "/" gets past the pipeline


def test_a_typed_intent_with_crisis_words_is_a_crisis() -> None:
    assert sequence(said("/greet PAGE", "greet")) == ["utter_safety", "action_raise_incident"]
    assert sequence(said('/greet{"x": "…"}', "greet", x="PAGE")) == ["utter_safety", "action_raise_incident"]
    assert sequence(said("/greet BREAK", "greet")) == ["utter_safety", "action_raise_incident"]


def test_a_button_is_none() -> None:
    assert wanted(said('/practise{"script": "five_senses"}', "practise", script="five_senses")) is None


def test_what_the_gateway_judged_is_not_judged_again_for_its_slash() -> None:
    assert wanted(said("/greet PAGE", "greet", SCREENED)) is None


# The answer to the direct question


@pytest.mark.parametrize("text", ["no", "No.", "no, im not", "No, estoy bien"])
def test_a_plain_no_is_taken(text: str) -> None:
    assert sequence(said("CHECK", "concern"), done(*ASKED), said(text, "deny")) == ["action_answer_no"]


@pytest.mark.parametrize("text", ["yes", "not really", "i don't know", "bye", "/deny", "CHECK again", "no PAGE"])
def test_any_other_answer_is_a_crisis(text: str) -> None:
    asked = [*said("CHECK", "concern"), *done(*ASKED)]
    assert sequence(asked, said(text, "affirm")) == ["utter_safety", "action_raise_incident"]


def test_only_the_next_message_is_the_answer() -> None:
    asked = [*said("CHECK", "concern"), *done(*ASKED)]
    assert wanted(asked, said("no", "deny"), done("action_answer_no"), said("hello")) is None
    assert wanted(asked, said("yes"), done("utter_safety", "action_raise_incident"), said("hello")) is None


def test_a_question_that_the_gateway_put_is_the_gateways_to_hear_the_answer_of() -> None:
    asked = [*said("/concern", "concern", SCREENED), *done(*ASKED)]
    assert wanted(asked, said("yes", "affirm", SCREENED)) is None


# In Rasa


@pytest.fixture(scope="module")
def domain() -> Domain:
    importer = TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [])
    domain: Domain = importer.get_domain()
    return domain


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> SafetyPolicy:
    monkeypatch.setattr(safety_policy, "screen_of_project", FakeScreen)
    config = {**SafetyPolicy.get_default_config()}
    return SafetyPolicy.load(config, None, Resource("safety"), ExecutionContext(GraphSchema({}), "1"))


def tracker(*events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("somebody", [event for part in events for event in part])


def test_the_words_of_the_domain_are_those_of_the_texts(domain: Domain) -> None:
    texts = texts_of_project()
    for name, reply in zip(reply_names(texts), texts.words.safety_reply, strict=True):
        [response] = domain.responses[name]
        assert response["text"].startswith(reply.opening.to("en").split("{")[0])
        assert "988" in response["text"]
    assert [b["title"] for b in domain.responses["utter_direct_question"][0]["buttons"]] == [
        "Yes",
        "No",
        "I am not sure",
    ]


def test_the_answer_to_a_script_is_never_a_crisis_text(domain: Domain) -> None:
    [mapping] = next(slot.mappings for slot in domain.slots if slot.name == "answer")
    assert mapping["not_intent"] == ["crisis", "concern"]


def test_it_beats_the_form(domain: Domain, policy: SafetyPolicy) -> None:
    """A form's own prediction is a "no user" prediction of confidence 1."""
    turn = tracker(LOOP, said("PAGE", "crisis"))
    form = [0.0] * domain.num_actions
    form[domain.index_for_action("script_form")] = 1.0
    others = PolicyPrediction(form, "RulePolicy", 6, is_no_user_prediction=True)
    ours = policy.predict_action_probabilities(turn, domain)
    best = DefaultPolicyPredictionEnsemble().combine_predictions([ours, others], turn, domain)
    assert domain.action_names_or_texts[best.max_confidence_index] == "action_deactivate_loop"
    assert (ours.policy_priority, ours.is_no_user_prediction) == (PRIORITY, True)


def test_where_it_abstains_others_decide(domain: Domain, policy: SafetyPolicy) -> None:
    ours = policy.predict_action_probabilities(tracker(said("hello")), domain)
    assert (ours.max_confidence, ours.is_no_user_prediction) == (0.0, False)
