"""What the processes of these tests work with: a few scripts, and a screen of two entries or the whole one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from bot.settings import ROOT

CRISIS = "I want to kill myself"
UNCLEAR = "What is the point of it all"
CALM = "Good morning, it is raining"

_FRAME = {"kind": "active_ideation", "silent": [CALM]}
SMALL_LEXICON: dict[str, Any] = {
    "words": {"kill": ["kill"]},
    "spellings": {"kil": "kill"},
    "masked": ["kill"],
    "emoji": {":-(": "sad"},
    "negations": ["not"],
    "not_negations": ["not only"],
    "frames": [
        {**_FRAME, "id": "kill_myself", "outcome": "page", "match": ["{kill} myself"], "fires": [CRISIS]},
        {**_FRAME, "id": "no_point", "outcome": "check", "match": ["what is the point"], "fires": [UNCLEAR]},
    ],
}
"""Of the same form as the real one, for rows that are not about the screen: a process starts in half the time."""


def add_content(data: Path, whole: bool) -> None:
    """To a data folder that has texts and an escalation file. ``whole``: the lexicon of this checkout."""
    stories = ROOT / "data" / "stories"
    (data / "stories" / "exercises").mkdir(parents=True)
    for file in (*stories.glob("*.yml"), stories / "exercises" / "long_exhale.yml"):
        shutil.copy(file, data / file.relative_to(ROOT / "data"))
    shutil.copytree(ROOT / "data" / "chat", data / "chat")
    shutil.copy(ROOT / "data" / "safety" / "second_screen.npz", data / "safety")
    lexicon = data / "safety" / "lexicon.yml"
    if whole:
        shutil.copy(ROOT / "data" / "safety" / "lexicon.yml", lexicon)
        shutil.copytree(ROOT / "data" / "safety" / "frames", data / "safety" / "frames")
    else:
        lexicon.write_text(json.dumps(SMALL_LEXICON, ensure_ascii=False))
