"""Runs the test stories of this folder with `rasa test core`, as a Rasa developer would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

pytestmark = pytest.mark.stack

STORIES = Path(__file__).parent
WRONG = """
version: "3.1"
stories:
  - story: a person is wanted, and a menu comes instead
    steps:
      - user: |
          i want to talk to a real person
        intent: talk_to_staff
      - action: action_menu
"""


def rasa_test(stories: Path, model: Path, content: Path, results: Path) -> subprocess.CompletedProcess[str]:
    command = ["-m", "rasa", "test", "core", "--stories", str(stories), "--model", str(model)]
    command += ["--out", str(results), "--fail-on-prediction-errors", "--no-plot"]
    environment = {**os.environ, "INTERLUDE_DATA": str(content), "INTERLUDE_STATE": str(results / "state")}
    return subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=ROOT,
        env={**environment, "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_conversation_takes_the_right_path(trained: Path, content: Path, tmp_path: Path) -> None:
    done = rasa_test(STORIES, trained, content, tmp_path)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    report = json.loads((tmp_path / "story_report.json").read_text())
    stories = sum(path.read_text().count("- story:") for path in STORIES.glob("*.yml"))
    assert stories > 0
    assert report["conversation_accuracy"]["total"] == stories
    assert report["conversation_accuracy"]["correct"] == stories


def test_a_wrong_path_fails(trained: Path, content: Path, tmp_path: Path) -> None:
    (tmp_path / "test_wrong.yml").write_text(WRONG.lstrip())
    done = rasa_test(tmp_path / "test_wrong.yml", trained, content, tmp_path)
    assert done.returncode != 0
    assert "predicted: action_talk_to_staff" in done.stdout + done.stderr
