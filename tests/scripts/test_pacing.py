"""Steps that end by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.scripts.library import Library
from bot.scripts.runs import AnswerKind, Record
from tests.scripts.writing import Walk, load

STEPS = """
- {id: ready, choose: Ready?, options: [{go: Go}]}
- {id: mood, scale: How is your mood?}
- id: breathe
  pace:
    rounds: 2
    phases:
      - {show: In, seconds: 4}
      - {show: Out, seconds: 6}
- {id: note, ask: What did you notice?}
"""


@pytest.fixture
def walk(tmp_path: Path, library: Library) -> Walk:
    return Walk(load(tmp_path, STEPS), library)


def test_a_paced_step_shows_its_frames_in_order(walk: Walk) -> None:
    paced = walk.say("go", "5").turn.messages[-1]
    assert [(f.round, f.show, f.seconds) for f in paced.pace] == [
        (1, "In", 4),
        (1, "Out", 6),
        (2, "In", 4),
        (2, "Out", 6),
    ]
    assert paced.waits


def test_the_end_of_its_time_ends_a_paced_step(walk: Walk) -> None:
    walk.say("go", "5").time_is_over()
    assert walk.turn.records == (Record("breathe", AnswerKind.PACE, "", "done"),)
    assert walk.state.step == "note"
    assert walk.state.written == ()


def test_writing_ends_a_paced_step_and_is_kept(walk: Walk) -> None:
    walk.say("go", "5", "I got dizzy")
    assert walk.turn.records == (Record("breathe", AnswerKind.PACE, "I got dizzy", "ended"),)
    assert walk.state.step == "note"
    assert walk.state.written == ("breathe",)


def test_a_time_that_is_over_too_late_changes_nothing(walk: Walk) -> None:
    walk.say("go", "5")
    visit = walk.state.visit
    state = walk.say("that is enough").state
    late = walk.time_is_over(visit).turn
    assert (late.state, late.messages, late.records) == (state, (), ())


def test_the_time_of_an_earlier_showing_does_not_end_a_later_one(walk: Walk) -> None:
    walk.say("go", "5")
    visit = walk.state.visit
    walk.say("help")
    assert walk.state.step == "breathe"
    assert walk.time_is_over(visit).state.step == "breathe"
    assert walk.time_is_over().state.step == "note"
