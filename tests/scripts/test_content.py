"""What the written texts may and may not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from bot.scripts.library import Library
from bot.scripts.schema import Ask, Choose, Pace, Say, Scale, Script
from bot.scripts.words import Words
from bot.scripts.yaml_lines import read_yaml
from bot.settings import ROOT

BUBBLE_LIMIT = 600
LABEL_LIMIT = 40
FORBIDDEN = {
    "suicide as a crime": r"commit(s|ted|ting)? suicide",
    "a method": r"\b(overdose on|lethal|painless way|noose|razor blade|how many pills)\b",
    "a diagnosis": r"\byou (have|suffer from|are) (an? )?(depress|anxiety disorder|ptsd|bipolar|addict|psycho)",
    "a promise not to act": r"\b(i|we) (won.?t|will not|never) tell\b|\bbetween us\b|\bour secret\b",
    "a promise that it works": r"\bguarantee|\bi promise\b|\byou will (feel|be) (better|fine|ok|okay)|\balways works\b",
    "minimising": r"\bcalm down\b|\bjust relax\b|\bcheer up\b|\bnot that bad\b|\bhave it worse\b|\bget over it\b",
    "a claim to be human": r"\bi.?( a)?m (a )?(human|real|person|therapist|counsellor|counselor|nurse|doctor)\b",
    "a leading question": r"\byou.?( a)?re not\b[^.?!]*, are you\b",
    "praise that ranks": r"\b(good|great|amazing|awesome|excellent|perfect) (job|work)\b|\bwell done\b|\bstreaks?\b",
}


def texts_of(script: Script) -> Iterator[Words]:
    yield from (script.name, script.description, script.closing)
    if script.avoid_when:
        yield script.avoid_when
    for step in script.steps:
        if isinstance(step, Say):
            yield from step.texts
        elif isinstance(step, Pace):
            yield from (phase.show for phase in step.phases)
        else:
            yield step.question
        if isinstance(step, Ask) and step.heading:
            yield step.heading
        if isinstance(step, Choose):
            yield from (option.label for option in step.options)
        if isinstance(step, Scale):
            yield from (words for words in (step.low, step.high) if words)


def all_texts(library: Library) -> Iterator[tuple[str, str]]:
    """Every text a participant can read, and where it stands."""
    for script in library.scripts.values():
        for words in texts_of(script):
            yield from ((script.id, text) for text in words.as_data().values())
    for name, value in library.wording:
        many = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
        for words in many:
            yield from ((f"wording.{name}", text) for text in words.as_data().values())
    for name, variants in read_yaml(ROOT / "domain.yml")["responses"].items():
        yield from ((name, str(variant.get("text") or "")) for variant in variants)


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_text_holds_what_the_safety_contract_forbids(library: Library, what: str) -> None:
    found = [(where, text) for where, text in all_texts(library) if re.search(FORBIDDEN[what], text, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("suicide as a crime", "He committed suicide."),
        ("a diagnosis", "You have depression."),
        ("a promise that it works", "You will feel better."),
        ("a claim to be human", "I'm a real person"),
        ("a leading question", "You are not thinking of it, are you?"),
        ("praise that ranks", "Great job! A streak of 3."),
    ],
)
def test_the_list_catches_what_it_is_for(what: str, text: str) -> None:
    assert re.search(FORBIDDEN[what], text, re.IGNORECASE)


def test_bubbles_are_short(library: Library) -> None:
    assert [(where, text) for where, text in all_texts(library) if len(text) > BUBBLE_LIMIT] == []


def test_the_introduction_is_short_with_its_places_filled_in(library: Library) -> None:
    for script in library.scripts.values():
        words = {"name": script.name.to("en"), "description": script.description.to("en"), "minutes": script.minutes}
        assert len(library.wording.begin.to("en").format(**words)) <= BUBBLE_LIMIT, script.id


def test_button_labels_are_short(library: Library) -> None:
    labels = [
        (script.id, label)
        for script in library.scripts.values()
        for step in script.steps
        for option in (step.options if isinstance(step, Choose) else [])
        for label in option.label.as_data().values()
    ]
    titles = [(script.id, name) for script in library.scripts.values() for name in script.name.as_data().values()]
    assert [(where, text) for where, text in labels + titles if len(text) > LABEL_LIMIT] == []


def test_every_script_names_its_review(library: Library) -> None:
    for script in library.scripts.values():
        assert date(2026, 1, 1) < script.review.on < script.review.next, script.id
