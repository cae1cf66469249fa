"""A small lexicon of the tests' own: its language, its lowering, its faults."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import numpy as np
import pytest

from bot.safety.letters import fold
from bot.safety.screen import Screen, check_lexicon, load_screen
from bot.safety.second_screen import FILE, PLACES, URGENT, Features, SecondScreen
from bot.safety.tokens import sentences
from bot.scripts.yaml_lines import ContentError
from tests.safety.heads import flat_head
from tests.safety.writing import LEXICON, MORE_FRAMES, small_screen, write_frames, write_lexicon

OUTRIGHT = """
  - id: a_outright
    kind: active_ideation
    outcome: page
    match: ["i will kill {me}"]
    fires: ["I will kill myself"]
    silent: ["I will bake"]
"""


@pytest.mark.parametrize(
    ("text", "outcome", "rule"),
    [
        ("I will kill myself", "page", "kill_myself"),
        ("i do not think i will kill myself", "check", "kill_myself"),
        ("I am not going to kill myself", "none", None),
        ("I am not hungry, I will kill myself", "page", "kill_myself"),
        ("I dont care anymore i will kill myself", "page", "kill_myself"),
        ("I can't stop thinking of killing myself", "page", "kill_myself"),
        ("these shoes are killing me", "none", None),
        ("these shoes are killing me and I will kill myself", "page", "kill_myself"),
        ("years ago I wanted to kill myself", "page", "kill_myself"),
        ("I wanted to kill myself years ago and recovered", "check", "kill_myself"),
        ("I wanted to kill myself years ago and recovered. Now it is there again", "page", "kill_myself"),
        ("in that film, a man says I will kill myself", "none", None),
        ("I saw a film, I will kill myself", "page", "kill_myself"),
        ("I will kill myself, that film is good", "page", "kill_myself"),
        ("I will kill myself, she recovered years ago", "page", "kill_myself"),
        ("I wanted to kill myself, that was years ago and I recovered", "check", "kill_myself"),
        ("I will kill myself, I saw a film", "page", "kill_myself"),
        ("I will kill myself and the film was good", "page", "kill_myself"),
        ("the film was good but I will kill myself", "page", "kill_myself"),
        ("I don't want to live", "check", "not_live"),
        ("I don't plan to live", "check", "not_live"),
        ("I don't really want, well, to live", "none", None),
        ("goodbye. wrote a letter", "page", "farewell_letter"),
        ("goodbye", "none", None),
    ],
)
def test_what_a_text_comes_to(tmp_path: Path, text: str, outcome: str, rule: str | None) -> None:
    verdict = small_screen(tmp_path).judge(text)
    assert (verdict.outcome.value, verdict.rule) == (outcome, rule)


@pytest.mark.parametrize(
    ("text", "suspected", "outcome"),
    [
        ("I am done with living", True, "page"),
        ("I am done with living", False, "check"),
        ("I'm not done with living", True, "check"),
        ("I'm not done with living", False, "check"),
        ("I will kill myself", False, "page"),
        ("I am done with living and I will kill myself", False, "page"),
        ("my brother is done", False, "check"),
        ("my brother's done", False, "none"),
        ("the guy is done", True, "page"),
        ("the guy is done", False, "none"),
        ("the guy is killing himself", True, "page"),
        ("the guy is killing himself", False, "check"),
        ("Goodbye. It rained. The letter is here.", False, "page"),
        ("Goodbye. It rained. Then it snowed. The letter is here.", True, "page"),
        ("Goodbye. It rained. Then it snowed. The letter is here.", False, "none"),
    ],
)
def test_what_is_doubtful_needs_the_second_screen(tmp_path: Path, text: str, suspected: bool, outcome: str) -> None:
    asking = flat_head(None, threshold=9.0)
    second = SecondScreen(
        (asking,), Features(np.ones(PLACES, np.float32), {}), "nothing", suspicion=-1.0 if suspected else 1.0
    )
    screen = small_screen(tmp_path)
    assert Screen(screen.lexicon, second).judge(text).outcome.value == outcome
    assert screen.judge(text).outcome <= outcome


@pytest.mark.parametrize(("more", "outcome"), [("It rained. " * 20, "check"), ("It rained. " * 200, "none")])
def test_a_very_long_text_is_read_as_it_is_said_alone(tmp_path: Path, more: str, outcome: str) -> None:
    assert small_screen(tmp_path).judge(f"the guy is killing himself. {more}").outcome.value == outcome


def test_what_is_found_stands_in_the_order_of_the_text(tmp_path: Path) -> None:
    matcher = small_screen(tmp_path).lexicon.matcher
    [sentence] = sentences(fold("goodbye, the letter says I will kill myself and kill me"))
    assert [one.entry for one in matcher.find(sentence)] == ["farewell", "letter", "kill_myself", "kill_myself"]


def test_of_equals_the_one_with_the_fewest_words_names_the_verdict(tmp_path: Path) -> None:
    longer = LEXICON.replace("frames:", "frames:" + OUTRIGHT, 1)
    verdict = small_screen(tmp_path, longer).judge("I will kill myself")
    assert (verdict.rule, verdict.span) == ("kill_myself", (7, 18))


def test_the_span_is_that_of_the_original_text(tmp_path: Path) -> None:
    text = "So. I will k*ll m y s e l f now"
    verdict = small_screen(tmp_path).judge(text)
    assert verdict.span
    assert text[slice(*verdict.span)] == "k*ll m y s e l f"


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("{me}", "{mee}", "there is no word class `mee`"),
        ("id: not_live", "id: kill_myself", "stands here more than once"),
        ("alone: check", "alone: none", "alone"),
        ("all: [farewell, letter]", "all: [farewell, lettr]", "names `lettr`, which is no cue and no frame"),
        ('match: ["goodbye"]', "match: []", "this list is empty"),
        ("outcome: check", "outcome: perhaps", "outcome"),
        ("kill|killing {me}", "~3", "holds no word"),
        ("kill|killing {me}", "kill {me", "cannot read"),
    ],
)
def test_a_fault_of_form_names_its_line(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    path = write_lexicon(tmp_path, LEXICON.replace(wrong, right, 1))
    with pytest.raises(ContentError, match=rf"{path}:\d+: .*{said}"):
        check_lexicon(tmp_path)


def test_frames_stand_in_files_of_their_own_too(tmp_path: Path) -> None:
    version = small_screen(tmp_path).lexicon.version
    write_frames(tmp_path)
    screen = small_screen(tmp_path)
    assert screen.judge("the want says").rule == "more"
    assert screen.judge("I will kill myself").rule == "kill_myself"
    assert screen.lexicon.version != version


def test_a_file_without_frames_yet_holds_none(tmp_path: Path) -> None:
    write_frames(tmp_path, "frames:\n")
    assert small_screen(tmp_path).judge("I will kill myself").rule == "kill_myself"


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("the {want} says", "the {wants} says", r"more.yml:2: `more`: there is no word class `wants`"),
        ("the want says", "it says so", r"more.yml:2: `more` does not fire on its own example"),
        ("kind: voices", "kind: voice", r"more.yml:3: frames.0.kind: unexpected value"),
        ("frames:", "cues: []\nframes:", r"more.yml:1: holds `cues`; only `frames` stand here"),
        ("frames:", "frames", r"more.yml:2: cannot be read"),
        ("more", "kill_myself", r"more.yml:2: the id `kill_myself` stands here more than once"),
    ],
)
def test_a_fault_in_them_names_its_file_and_line(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    write_frames(tmp_path, MORE_FRAMES.replace(wrong, right, 1))
    write_lexicon(tmp_path)
    with pytest.raises(ContentError, match=said):
        check_lexicon(tmp_path)


def test_an_example_that_fails_is_named_with_its_line(tmp_path: Path) -> None:
    write_lexicon(tmp_path, LEXICON.replace("a killer app", "kill me"))
    with pytest.raises(ContentError, match=r"lexicon.yml:13: `kill_myself` fires on “kill me”"):
        check_lexicon(tmp_path)


def test_an_entry_that_its_examples_disprove_does_not_load(tmp_path: Path) -> None:
    heads = (flat_head(kind, threshold=1.0) for kind in (*URGENT, None))
    SecondScreen(tuple(heads), Features(np.ones(PLACES, np.float32), {}), "nothing", 0.0).save(tmp_path / FILE)
    write_lexicon(
        tmp_path, LEXICON.replace('fires: ["goodbye"]\n    silent: ["hello"]', 'fires: ["hi"]\n    silent: ["hello"]')
    )
    screen = load_screen(tmp_path)
    assert screen.judge("I will kill myself").outcome.value == "page"
    assert screen.judge("goodbye. wrote a letter").outcome.value == "none"


@pytest.mark.parametrize("text", ["", "frames: []", "[]", "just words"])
def test_an_empty_lexicon_refuses_to_start(tmp_path: Path, text: str) -> None:
    write_lexicon(tmp_path, text)
    with pytest.raises(ContentError):
        load_screen(tmp_path)


def test_a_lexicon_whose_every_frame_is_disproved_refuses_to_start(tmp_path: Path) -> None:
    said = ["I will kill myself", "I don't want to live", "I am done with living"]
    said += ["my brother is done", "my brother is killing himself"]
    write_lexicon(
        tmp_path, reduce(lambda text, one: text.replace(f'fires: ["{one}"]', 'fires: ["tea"]'), said, LEXICON)
    )
    with pytest.raises(ContentError, match="nothing would be found"):
        load_screen(tmp_path)


def test_a_second_screen_that_is_missing_or_broken_refuses_to_start(tmp_path: Path) -> None:
    write_lexicon(tmp_path)
    with pytest.raises(ContentError, match="train-screen"):
        load_screen(tmp_path)
    (tmp_path / FILE).write_bytes(b"no model")
    with pytest.raises(ContentError, match="train-screen"):
        load_screen(tmp_path)
