"""How answers of each kind move a script on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.scripts.library import Library
from bot.scripts.runner import Runner
from bot.scripts.runs import AnswerKind, Record, Reply, RunState, Status
from tests.scripts.writing import Walk, load

STEPS = """
- id: hello
  say: [Hello., Ready or not.]
- id: ready
  choose: Ready?
  options:
    - go: Let us start
    - wait: In a minute
  next:
    - if: answer == wait
      then: end
    - else: mood
- id: mood
  scale: How is your mood?
  low: bad
  high: good
- id: breathe
  pace:
    rounds: 2
    phases:
      - {show: In, seconds: 4}
      - {show: Out, seconds: 6}
- id: note
  ask: What did you notice?
"""


@pytest.fixture
def walk(tmp_path: Path, library: Library) -> Walk:
    return Walk(load(tmp_path, STEPS), library)


def test_it_begins_with_the_name_and_shows_the_first_question(walk: Walk) -> None:
    assert walk.texts[0].startswith("Tiny, about 1 min. A tiny script.")
    assert walk.texts[1:] == ["Hello.", "Ready or not.", "Ready?"]
    assert [button.title for button in walk.turn.messages[-1].buttons] == ["Let us start", "In a minute"]
    assert [message.waits for message in walk.turn.messages] == [False, False, False, True]
    assert (walk.state.step, walk.state.visit, walk.state.status) == ("ready", 1, Status.OPEN)


def test_it_says_when_to_avoid_a_script(library: Library) -> None:
    script = next(s for s in library.scripts.values() if s.avoid_when)
    assert script.avoid_when
    assert script.avoid_when.to("en") in Walk(script, library).texts[1]


@pytest.mark.parametrize("typed", ["go", "let us start", "1"])
def test_a_typed_choice_is_recorded_with_its_value(walk: Walk, typed: str) -> None:
    walk.say(typed)
    assert walk.turn.records == (Record("ready", AnswerKind.CHOICE, typed, "go"),)
    assert (walk.state.step, walk.state.values, walk.state.trail) == ("mood", {"ready": "go"}, ("ready",))


def test_a_pressed_option_is_recorded_with_its_value(walk: Walk) -> None:
    walk.press("wait")
    assert walk.turn.records[0].value == "wait"
    assert (walk.state.status, walk.texts) == (Status.FINISHED, ["That is all."])


def test_a_button_called_like_a_command_is_an_answer(walk: Walk) -> None:
    walk.turn = walk.runner.reply(walk.state, Reply("Stop", "go", walk.state.visit))
    assert walk.state.status is Status.OPEN
    assert walk.turn.records[0].value == "go"


def test_the_scale_shows_its_numbers_and_the_names_of_its_ends(walk: Walk) -> None:
    shown = walk.say("go").turn.messages[-1]
    assert [button.value for button in shown.buttons] == [str(number) for number in range(11)]
    assert shown.scale == ("bad", "good")


def test_a_long_scale_shows_a_button_for_every_tenth(tmp_path: Path, library: Library) -> None:
    walk = Walk(load(tmp_path, "- {id: q, scale: How much?, from: 0, to: 100}"), library)
    assert [button.value for button in walk.turn.messages[-1].buttons][:3] == ["0", "10", "20"]
    assert walk.say("45 percent").turn.records[0].value == 45


def test_a_number_is_recorded_beside_the_words_it_came_in(walk: Walk) -> None:
    walk.say("go", "about a seven")
    assert walk.turn.records == (Record("mood", AnswerKind.NUMBER, "about a seven", 7),)


def test_any_words_answer_an_open_question(walk: Walk) -> None:
    walk.say("go", "5").time_is_over().say("I stopped shaking, help was near")
    assert walk.turn.records == (Record("note", AnswerKind.TEXT, "I stopped shaking, help was near"),)
    assert walk.state.status is Status.FINISHED


def test_a_choice_that_is_unclear_is_kept_asked_once_more_and_then_taken(walk: Walk) -> None:
    walk.say("banana")
    assert walk.turn.records == (Record("ready", AnswerKind.UNCLEAR, "banana"),)
    assert (walk.state.step, walk.state.visit, walk.state.misses) == ("ready", 2, 1)
    assert walk.texts == [walk.runner.library.wording.unclear_choice.to("en")]
    assert len(walk.turn.messages[0].buttons) == 2
    walk.say("still banana")
    assert walk.turn.records == (Record("ready", AnswerKind.TEXT, "still banana"),)
    assert walk.texts[0] == walk.runner.library.wording.kept.to("en")
    assert walk.state.values["ready"] == "free_text"


def test_a_single_button_is_asked_about_in_its_own_words(tmp_path: Path, library: Library) -> None:
    walk = Walk(load(tmp_path, "- {id: q, choose: Look around., options: [{seen: I looked}]}"), library)
    assert walk.say("wait, my phone rings").texts == [library.wording.unclear_single.to("en")]


def test_a_scale_is_asked_twice_more_in_other_words_before_the_words_are_taken(walk: Walk) -> None:
    asked = [walk.say("go", "banana").texts[0], walk.say("no idea").texts[0]]
    assert asked[0] != asked[1]
    assert all("from 0 to 10" in text for text in asked)
    assert [walk.state.misses, walk.state.step] == [2, "mood"]
    walk.say("really no idea")
    assert walk.turn.records == (Record("mood", AnswerKind.TEXT, "really no idea"),)
    assert (walk.state.step, walk.state.misses) == ("breathe", 0)


def test_a_press_on_an_old_button_is_not_taken_for_the_open_question(walk: Walk) -> None:
    walk.say("go")
    walk.press("wait", visit=1)
    assert walk.texts[0] == walk.runner.library.wording.stale.to("en")
    assert (walk.state.step, walk.turn.records) == ("mood", ())
    assert walk.state.visit == 3


@pytest.mark.parametrize("status", [Status.STOPPED, Status.FINISHED, Status.PAUSED, Status.PERSON])
def test_a_run_that_is_not_open_takes_no_reply(walk: Walk, status: Status) -> None:
    state = RunState(step="mood", visit=4, status=status)
    assert walk.runner.reply(state, Reply("7")).state is state


def test_the_state_survives_being_stored(walk: Walk) -> None:
    walk.say("banana", "go", "5", "dizzy")
    assert RunState.from_data(walk.state.as_data()) == walk.state


def test_texts_are_in_the_language_of_the_person(tmp_path: Path, library: Library) -> None:
    script = load(tmp_path, "- {id: q, choose: {en: Ready?, es: ¿Listo?}, options: [{go: {en: Yes, es: Sí}}]}")
    shown = Walk(script, library, "es").turn.messages[-1]
    assert (shown.text, shown.buttons[0].title) == ("¿Listo?", "Sí")


def test_a_story_around_a_number_or_an_option_is_the_persons_own(library: Library) -> None:
    """What is typed beyond the answer is theirs to share or keep, although the answer itself is read."""
    runner = Runner(library.scripts["box_breathing"], library)
    story = "7 because of what he said at home"
    turn = runner.reply(runner.begin().state, Reply(story))
    assert turn.records == (Record("distress_before", AnswerKind.NUMBER_IN_WORDS, story, 7, "distress_before"),)
    assert turn.state.facts()["texts"] == 1
    bare = runner.reply(runner.begin().state, Reply("about a seven"))
    assert bare.records[0].kind is AnswerKind.NUMBER
    assert bare.state.facts()["texts"] == 0
