from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.safety.letters import fold
from bot.safety.limits import Limit, TooSlow
from bot.safety.schema import Kind
from bot.safety.second_screen import FILE, PLACES, URGENT, Features, Head, SecondScreen, counted, windows
from bot.safety.tokens import Sentence, sentences
from bot.safety.verdict import Outcome
from bot.scripts.yaml_lines import ContentError
from tests.safety.heads import flat_head

ALIKE = Features(np.ones(PLACES, np.float32), {})


def message(text: str) -> list[Sentence]:
    return sentences(fold(text))


def head_that_knows(text: str) -> Head:
    return Head("imminent", weights_of(text), np.zeros(1), 1.5)


def weights_of(text: str) -> Any:
    """(PLACES, 1): what stands in the text weighs one."""
    weights = np.zeros((PLACES, 1), np.float32)
    weights[list(counted(message(text), {}))] = 1.0
    return weights


def words_of(part: Sequence[Sentence]) -> str:
    return " ".join(token.word for sentence in part for token in sentence)


def test_a_message_of_one_sentence_is_looked_at_once() -> None:
    assert windows(message("I had tea")) == [message("I had tea")]


def test_of_several_sentences_each_pair_and_each_three_are_looked_at_as_well() -> None:
    found = [words_of(part) for part in windows(message("I ate. You slept. We sang. They left."))]
    alone = ["i ate", "you slept", "we sang", "they left"]
    pairs = ["i ate you slept", "you slept we sang", "we sang they left"]
    threes = ["i ate you slept we sang", "you slept we sang they left"]
    assert found == ["i ate you slept we sang they left", *alone, *pairs, *threes]


def test_what_is_told_apart_in_a_sentence_is_looked_at_by_itself_as_well() -> None:
    found = [words_of(part) for part in windows(message("I ate, what time is it, I sang"))]
    assert found[0] == "i ate what time is it i sang"
    assert sorted(found[1:]) == [
        "i ate",
        "i ate what time is it",
        "i sang",
        "what time is it",
        "what time is it i sang",
    ]


@pytest.mark.parametrize("around", ["I had tea. {} The bus was late. I like tea.", "{} Tea.", "Tea. " * 200 + "{}"])
def test_harmless_sentences_do_not_water_down_what_it_finds(around: str) -> None:
    danger = "It happens before they come home."
    screen = SecondScreen((head_that_knows(danger),), ALIKE, "nothing", 0.0)
    assert screen.raised(message(danger))
    assert screen.raised(message(around.format(danger)))
    assert not screen.raised(message(around.format("It is fine.")))


def test_to_whether_it_is_a_crisis_the_likeliest_kind_is_added() -> None:
    texts = ["it is over", "it is over", "he comes home"]
    weights = np.hstack([weights_of(text) for text in texts])
    row = ALIKE.of(message("it is over"))
    any_kind, one_kind, another = (Head(None, weights[:, place : place + 1], np.zeros(1), 0.0) for place in range(3))
    head = Head(None, weights, np.array([0.0, 0.5, 0.0]), 0.0)
    assert another.score(row) < one_kind.score(row)
    assert head.score(row) == pytest.approx(any_kind.score(row) + one_kind.score(row) + 0.5)


def test_what_it_asks_about_has_the_likeliest_kind() -> None:
    weights = np.hstack([weights_of(text) for text in ("it is over", "it is over", "he comes home")])
    head = Head(None, weights, np.zeros(3), 0.0, ("passive_ideation", "abuse"))
    screen = SecondScreen((head,), ALIKE, "nothing", 0.0)
    assert screen.raised(message("it is over")) == (Outcome.CHECK, "passive_ideation", "second_screen")
    assert screen.raised(message("he comes home")) == (Outcome.CHECK, "abuse", "second_screen")


def test_it_gives_up_when_the_time_is_over() -> None:
    screen = SecondScreen((head_that_knows("danger"),), ALIKE, "nothing", 0.0)
    with pytest.raises(TooSlow):
        screen.raised(message("I had tea. You slept."), limit=Limit.of(-1, 1))


@pytest.mark.parametrize("around", ["I had tea. {}", "{}, I had tea", "I had tea and a bun, {} and then I slept", "{}"])
def test_text_of_another_clause_dispels_no_suspicion(around: str) -> None:
    danger = "it happens before they come home"
    head = replace(head_that_knows(danger), kind=None)
    screen = SecondScreen((head,), ALIKE, "nothing", suspicion=1.5)
    assert screen.suspects(message(around.format(danger)))
    assert not screen.suspects(message(around.format("it is fine")))


def test_what_was_learnt_of_a_word_holds_of_its_class() -> None:
    family = {"mom": "family", "niece": "family"}
    learnt = set(counted(message("i hurt mom"), family))
    alike = set(counted(message("i hurt niece"), family)) & learnt
    assert alike > set(counted(message("i hurt niece"), {})) & set(counted(message("i hurt mom"), {}))


def test_it_is_the_same_after_it_was_stored(tmp_path: Path) -> None:
    questions: dict[Kind | None, tuple[Kind, ...]] = {**dict.fromkeys(URGENT, ()), None: ("abuse", "voices")}
    heads = [
        Head(kind, np.full((PLACES, 1 + len(others)), 3, np.float32), np.arange(1 + len(others)) - 7.5, 2.5, others)
        for kind, others in questions.items()
    ]
    SecondScreen(tuple(heads), Features(np.full(PLACES, 7, np.float32), {"niece": "family"}), "these", -1.5).save(
        tmp_path / FILE
    )
    stored = SecondScreen.load(tmp_path / FILE)
    assert (stored.trained_on, stored.suspicion) == ("these", -1.5)
    assert (stored.features.rarity == 7).all()
    assert stored.features.classes == {"niece": "family"}
    said = [(one.kind, one.threshold, one.kinds) for one in stored.heads]
    assert said == [(one.kind, one.threshold, one.kinds) for one in heads]
    for one, other in zip(stored.heads, heads, strict=True):
        assert np.array_equal(one.weights, other.weights)
        assert np.array_equal(one.biases, other.biases)


def test_a_model_with_other_heads_is_refused(tmp_path: Path) -> None:
    SecondScreen((flat_head(None),), ALIKE, "nothing", 0.0).save(tmp_path / FILE)
    with pytest.raises(ContentError, match="another version"):
        SecondScreen.load(tmp_path / FILE)
