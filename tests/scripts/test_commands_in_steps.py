"""Stop, back, skip, pause, help and human in each kind of step that waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.scripts.library import Library
from bot.scripts.runs import AnswerKind, Record, RunState, Status
from tests.scripts.writing import Walk, load

BEFORE = "- {id: first, ask: What first?}\n"
KINDS = {
    "ask": "- {id: here, ask: What now?}\n",
    "choose": "- {id: here, choose: Which?, options: [{a: This}, {b: That}]}\n",
    "scale": "- {id: here, scale: How much?}\n",
    "pace": "- {id: here, pace: {rounds: 1, phases: [{show: In, seconds: 4}]}}\n",
}
AFTER = "- {id: last, ask: What else?}\n"


@pytest.fixture(params=sorted(KINDS))
def walk(request: pytest.FixtureRequest, tmp_path: Path, library: Library) -> Walk:
    """A run that stands at the step ``here`` of one kind, with an answer before it."""
    return Walk(load(tmp_path, BEFORE + KINDS[request.param] + AFTER), library).say("a word")


def test_stop_ends_the_run_and_keeps_its_place(walk: Walk) -> None:
    walk.say("stop")
    assert (walk.state.status, walk.state.step) == (Status.STOPPED, "here")
    assert walk.texts == [walk.runner.library.wording.stopped.to("en")]
    assert walk.turn.records == ()


def test_back_shows_the_question_before_and_takes_its_answer_back(walk: Walk) -> None:
    walk.say("back")
    assert walk.turn.retracted == "first"
    assert (walk.state.step, walk.state.trail, walk.state.values, walk.state.written) == ("first", (), {}, ())
    assert walk.texts == [walk.runner.library.wording.back.to("en"), "What first?"]


def test_back_at_the_first_step_says_so(walk: Walk) -> None:
    walk.say("back", "back")
    assert walk.texts == [walk.runner.library.wording.nothing_before.to("en"), "What first?"]
    assert (walk.state.step, walk.turn.retracted) == ("first", None)


def test_skip_goes_on_and_is_recorded(walk: Walk) -> None:
    walk.say("skip")
    assert walk.turn.records == (Record("here", AnswerKind.SKIPPED, ""),)
    assert (walk.state.step, walk.state.values["here"]) == ("last", None)
    assert walk.texts == [walk.runner.library.wording.skipped.to("en"), "What else?"]


def test_back_after_skip_takes_the_skip_back(walk: Walk) -> None:
    walk.say("skip", "back")
    assert (walk.state.step, walk.turn.retracted) == ("here", "here")
    assert "here" not in walk.state.values


def test_pause_keeps_the_place_and_resume_asks_again(walk: Walk) -> None:
    question = walk.turn.messages[-1]
    walk.say("pause")
    assert (walk.state.status, walk.state.step) == (Status.PAUSED, "here")
    turn = walk.runner.resume(walk.state)
    assert turn.messages[0].text == "Tiny: we go on where you stopped."
    assert turn.messages[1] == question
    assert (turn.state.status, turn.state.step, turn.state.trail) == (Status.OPEN, "here", ("first",))
    assert turn.state.visit == walk.state.visit + 1


def test_help_is_given_and_the_question_shown_again(walk: Walk) -> None:
    question = walk.turn.messages[-1]
    walk.say("?")
    assert walk.texts[0] == walk.runner.library.wording.help.to("en")
    assert walk.turn.messages[1] == question
    assert (walk.state.step, walk.state.status, walk.turn.records) == ("here", Status.OPEN, ())


def test_human_stands_still_for_the_conversation_around_it(walk: Walk) -> None:
    walk.say("a person")
    assert (walk.state.status, walk.state.step) == (Status.PERSON, "here")
    assert walk.turn.messages == ()
    assert walk.runner.resume(walk.state).state.status is Status.OPEN


def test_a_run_is_taken_up_from_what_was_stored(walk: Walk) -> None:
    walk.say("pause")
    stored = RunState.from_data(walk.state.as_data())
    walk.turn = walk.runner.resume(stored)
    walk.say("skip", "the end")
    assert walk.state.status is Status.FINISHED


def test_back_within_a_loop_undoes_one_round_only(tmp_path: Path, library: Library) -> None:
    again = "{if: answer == more, then: what}, {else: end}"
    steps = (
        "- {id: what, ask: What do you see?}\n"
        f"- {{id: more, choose: Another?, options: [{{more: More}}, {{done: Done}}], next: [{again}]}}\n"
    )
    walk = Walk(load(tmp_path, steps), library).say("a tree", "more")
    first_round = walk.state
    walk.say("a bird", "back")
    assert (walk.state.step, walk.state.trail, walk.state.values) == ("what", first_round.trail, first_round.values)
    assert walk.state.written == first_round.written
