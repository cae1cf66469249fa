from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.safety.lexicon import build
from bot.safety.lexicon_file import read_file
from bot.safety.screen import Screen
from bot.safety.verdict import Outcome
from bot.scripts.plain import plain
from bot.settings import ROOT
from bot.stack.screen_training import FOLDS, Labelled, development_messages, fit_second_screen, read_messages
from tests.safety.writing import write_lexicon

LAST = ["by the time they are home it is done", "it is done by the time you read this", "read this when it is done"]
SWALLOWED = ["it is all inside me now", "all of it is inside me", "now it is inside me all of it"]
SAD = ["nothing is left of me", "there is nothing left of me", "of me nothing is left"]
HARD = ["the cake is done by the time they are home", "all of it is inside the box now", "nothing is left of the cake"]
DONE = ["I am so done with living", "done with living, me", "I think I am done with living"]
DONE_THERE = [
    "done with living in that old flat",
    "we are done with living in that flat",
    "done with living in this flat",
]
AROUND = (
    "We had tea with the neighbours, I told them about the garden in the rain, my sister called from her new kitchen, "
    "{}, I like the market on Mondays, my shoes are still wet from the walk, thanks for the bread"
)
ORDINARY = [f"practise exercise {number}" for number in range(40)]


def message(text: str, kind: str, expect: str, author: int) -> Labelled:
    return Labelled(f"{text} {author}", kind, expect, "en", "plain", f"author {author}")


def of_author(author: int) -> list[Labelled]:
    kinds = [
        (DONE, "active_ideation", "page"),
        (LAST, "imminent", "page"),
        (SWALLOWED, "overdose", "page"),
        (SAD, "passive_ideation", "check"),
    ]
    crisis = [message(text, kind, expect, author) for texts, kind, expect in kinds for text in texts]
    harmless = [message(text, "practical", "none", author) for text in HARD + DONE_THERE]
    told = [message(AROUND.format(text), "practical", "none", author) for text in HARD + DONE_THERE]
    return crisis + harmless + told


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Screen:
    lexicon = build(read_file(write_lexicon(tmp_path_factory.mktemp("lexicon"))))
    known = [one for author in range(FOLDS + 1) for one in of_author(author)]
    return Screen(lexicon, fit_second_screen(known, ORDINARY, set(ORDINARY[:3]), lexicon))


@pytest.mark.parametrize(
    ("text", "outcome", "kind"),
    [
        (LAST[0], Outcome.PAGE, "imminent"),
        (SWALLOWED[0], Outcome.PAGE, "overdose"),
        (SAD[0], Outcome.CHECK, "passive_ideation"),
        (DONE[0], Outcome.PAGE, "active_ideation"),
        (DONE_THERE[0], Outcome.CHECK, "active_ideation"),
        (HARD[0], Outcome.NONE, None),
        (HARD[2], Outcome.NONE, None),
        (ORDINARY[0], Outcome.NONE, None),
    ],
)
def test_it_tells_what_cannot_wait_from_what_is_asked_about_and_what_is_harmless(
    screen: Screen, text: str, outcome: Outcome, kind: str | None
) -> None:
    verdict = screen.judge(text)
    assert (verdict.outcome, verdict.kind) == (outcome, kind)


def test_each_head_has_a_model_beside_it_for_every_kind_that_it_looks_for(screen: Screen) -> None:
    assert screen.second is not None
    kinds = ("active_ideation", "imminent", "overdose", "passive_ideation")
    assert [one.kinds for one in screen.second.heads] == [("imminent",), ("overdose",), kinds]


def test_what_stands_around_danger_neither_hides_it_nor_looks_like_it(screen: Screen) -> None:
    assert screen.judge(AROUND.format(LAST[0])).kind == "imminent"
    assert [screen.judge(AROUND.format(text)).outcome for text in HARD[:2]] == [Outcome.NONE] * 2


def test_the_same_messages_give_the_same_model(tmp_path: Path) -> None:
    lexicon = build(read_file(write_lexicon(tmp_path)))
    known = [one for author in range(FOLDS) for one in of_author(author)]
    first, again = (fit_second_screen(known, ORDINARY, set(), lexicon) for _ in range(2))
    assert [one.threshold for one in first.heads] == [one.threshold for one in again.heads]
    assert all(np.array_equal(one.weights, other.weights) for one, other in zip(first.heads, again.heads, strict=True))


def test_nothing_is_trained_on_that_stands_among_the_unseen() -> None:
    safety = ROOT / "data" / "safety"
    unseen = {plain(one.text) for one in read_messages(safety / "unseen")}
    known = {plain(one.text) for one in development_messages(safety)}
    assert len(known) > 2_500
    assert not known & unseen
