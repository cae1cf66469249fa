"""One test for each kind of fault that an author can make: the message names file, line and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.scripts.loader import load_library, load_script
from bot.scripts.yaml_lines import ContentError, Problem
from tests.scripts.writing import HEAD, copy_of_data, marked_line, text_of, write

ASK = "- {id: one, ask: What now?}"


def problem_of(path: Path) -> Problem:
    with pytest.raises(ContentError) as refused:
        load_script(path, path.parent / "no_frame.yml")
    assert len(refused.value.problems) == 1, refused.value
    return refused.value.problems[0]


@pytest.mark.parametrize(
    ("change", "to", "advice"),
    [
        ("minutes: 1", "minutes: 1\nminuets: 1 # here", "`minuets` is no key of a script; known are again_after_days,"),
        ("id: tiny", "id: huge # here", "the id must be the file's name; write `id: tiny`"),
        ("minutes: 1", "minutes: 0 # here", "`minutes` ensure this value is greater than or equal to 1"),
        ("minutes: 1", "minutes: soon # here", "`minutes` value is not a valid integer"),
        ("family: check_in", "family: family # here", "permitted: 'grounding', 'breathing'"),
        ("family: check_in", "family: check_in\nhelps_with: [joy] # here", "permitted: 'panic', 'anxiety'"),
        ("name: Tiny", "name: 7 # here", 'is 7, not a text; put it in quotes: "7"'),
        ("name: Tiny", "name: {es: Poco} # here", "`name` has no English text; add `en: …`"),
        ("name: Tiny", "name: {en: Tiny, fr: Petit} # here", "names the language 'fr'; known are en, es"),
        ("name: Tiny", "name: # here", "`name` is empty; fill it in"),
        ("by: nobody,", "by: '', # here\n ", "`by` ensure this value has at least 1 characters"),
        ("[tiny, a tiny one,", "[ # here", "`ask_phrases` is too short; at least 5"),
        ("name: Tiny", "name: Tiny\nname: Again # here", "this key stands here twice; delete one"),
        ("description: A tiny script.", "description: now: a tiny one # here", "a text with `: ` or a symbol in front"),
    ],
)
def test_a_fault_in_the_head_names_its_line(tmp_path: Path, change: str, to: str, advice: str) -> None:
    assert change in HEAD
    head = (
        HEAD.replace(change, to)
        if "[ #" not in to
        else HEAD.replace(change, "[").replace("do tiny]", "do tiny] # here")
    )
    path = write(tmp_path, text_of(ASK, head))
    problem = problem_of(path)
    assert (problem.path, problem.line) == (path, marked_line(path))
    assert advice in problem.text


def test_a_missing_key_is_named_at_the_top(tmp_path: Path) -> None:
    path = write(tmp_path, text_of(ASK, HEAD.replace("name: Tiny\n", "")))
    problem = problem_of(path)
    assert str(problem) == f"{path}:1: `name` is missing; add it"


@pytest.mark.parametrize(
    ("steps", "advice"),
    [
        ("- one # here", "a step is `- id: …` with one of say, ask, choose, scale, pace below it"),
        ("- id: one # here", "a step has exactly one of say, ask, choose, scale, pace; this has none of them"),
        ("- id: one # here\n  ask: A?\n  say: B.", "this has say and ask"),
        (
            "- id: one\n  ask: A?\n  options: [] # here",
            "`options` does not belong in a ask step; known: ask, heading, id, log_as, next",
        ),
        ("- id: one\n  choose: A?\n  options: yes # here", "`options` is a list of `- value: What the button says`"),
        ("- id: one\n  choose: A?\n  options: [] # here", "`options` is too short; at least 1"),
        ("- id: one # here\n  choose: A?", "`options` is a list of `- value: What the button says`"),
        (
            "- id: one\n  choose: A?\n  options:\n    - Yes: Yes # here",
            "`value` may have lower-case letters, digits and _ only",
        ),
        ("- id: one\n  pace: 4 # here", "`pace` has `rounds: 4` and `phases:` below it"),
        ("- id: one\n  pace: # here\n    rounds: 2", "`phases` is missing; add it"),
        (
            "- id: one\n  pace:\n    rounds: 2\n    phases:\n      - {show: In, seconds: 0} # here",
            "`seconds` ensure this value",
        ),
        (
            "- id: one\n  pace:\n    rounds: 2\n    next: two # here\n    phases: [{show: In, seconds: 1}]",
            "`next` does not belong",
        ),
        ("- id: one\n  ask: A?\n  next: [two] # here", "`next` is a step's id, or a list of `- if: …` with `then: …`"),
        ("- id: one\n  ask: A?\n  next: {else: end} # here", "`next` is a step's id, or a list of `- if: …`"),
        ("- id: one\n  ask: A?\n  next: 5 # here", "`next` is a step's id, or a list of `- if: …`"),
        (
            "- id: one\n  ask: A?\n  next:\n    - if: answer == no # here",
            "`next` is a step's id, or a list of `- if: …`",
        ),
        ("- id: one\n  ask: A?\n  log_as: mood # here", "permitted: 'distress_before', 'distress_after'"),
        ("- id: one\n  scale: A?\n  from: 5\n  to: 5 # here", "`to` is not above `from`"),
        ("- id: one\n  scale: A?\n  from: -1 # here", "`from` ensure this value is greater than or equal to 0"),
        ("- id: one\n  ask: # here", "`ask` is empty; fill it in"),
        ("- id: one\n  say:\n    - Hello.\n    - 5 # here", 'is 5, not a text; put it in quotes: "5"'),
        ("- id: one\n  say: [] # here", "`say` is an empty list; write what the participant should read"),
        (
            "- id: One # here\n  ask: A?",
            "`id` may have lower-case letters, digits and _ only, and begins with a letter",
        ),
        ("- ask: A? # here", "`id` is missing; add it"),
    ],
)
def test_a_fault_in_a_step_names_its_line(tmp_path: Path, steps: str, advice: str) -> None:
    path = write(tmp_path, text_of(steps))
    problem = problem_of(path)
    assert (problem.path, problem.line) == (path, marked_line(path)), problem.text
    assert advice in problem.text


def test_steps_have_to_be_a_list(tmp_path: Path) -> None:
    problem = problem_of(write(tmp_path, f"{HEAD}closing: That is all.\n"))
    assert problem.text == "`steps` is missing or no list; write `steps:` and below it `- id: …`"


@pytest.mark.parametrize("text", ["", "- one\n- two\n", "just words\n"])
def test_a_file_has_to_hold_keys(tmp_path: Path, text: str) -> None:
    problem = problem_of(write(tmp_path, text))
    assert problem.line == 1
    assert "write `key: value` lines, see docs/writing-scripts.md" in problem.text


def test_a_file_has_to_be_utf_8(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    path.write_bytes("name: Más".encode("latin-1"))
    assert str(problem_of(path)) == f"{path}:1: is not UTF-8 text; save it as UTF-8"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert problem_of(tmp_path / "check_ins" / "tiny.yml").text == "this file is missing"


def test_an_id_belongs_to_one_file(tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    write(data / "stories", text_of(ASK), kind="check_ins")
    second = write(data / "stories", text_of(ASK), kind="session_prep")
    with pytest.raises(ContentError) as refused:
        load_library(data)
    assert [(p.path, p.line) for p in refused.value.problems] == [(second, 1)]
    assert "the id `tiny` is taken by" in str(refused.value)
    assert "choose another file name" in str(refused.value)


def test_a_folder_without_scripts_is_no_data(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="holds no script; is this the project's folder"):
        load_library(tmp_path)
