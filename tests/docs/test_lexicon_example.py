"""What docs/safety.md tells clinicians to write into the lexicon does what the page says."""

from __future__ import annotations

import re

import pytest
from ruamel.yaml import YAML

from bot.safety.examples import failed_examples
from bot.safety.lexicon import build
from bot.safety.lexicon_file import read_file
from bot.safety.schema import Frame, Harmless, LexiconFile
from bot.safety.screen import LEXICON_FILE, Screen
from bot.safety.verdict import Outcome
from bot.settings import ROOT

PAGE = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def taught() -> LexiconFile:
    """The lexicon's words with the page's entries, and nothing else that could find something."""
    blocks = [YAML(typ="safe").load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
    frames = tuple(Frame.parse_obj(one) for block in blocks for one in block.get("frames", []))
    idioms = tuple(Harmless.parse_obj(one) for block in blocks for one in block.get("idioms", []))
    assert frames
    assert idioms
    file = read_file(ROOT / "data" / "safety" / LEXICON_FILE)
    die = next(one for one in file.frames if one.id == "want_to_die")
    alone = {"cues": (), "combinations": (), "denials": (), "lowering": ()}
    return file.copy(update={**alone, "frames": (*frames, die), "idioms": idioms})


def test_the_examples_of_the_page_hold(taught: LexiconFile) -> None:
    assert [one for one in failed_examples(build(taught), taught) if one.entry in ("last_ferry", "ferry_home")] == []


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("taking the last ferry", Outcome.PAGE),
        ("I'm not taking the last ferry", Outcome.CHECK),
        ("gonna take the last ferry home", Outcome.NONE),
    ],
)
def test_what_the_page_says_of_them_is_true(taught: LexiconFile, text: str, outcome: Outcome) -> None:
    assert Screen(build(taught)).judge(text).outcome is outcome


def test_every_kind_stands_on_the_page() -> None:
    assert all(f"| `{kind}` |" in PAGE for kind in Frame.__fields__["kind"].type_.__args__)
