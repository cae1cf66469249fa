"""Faults in the files that all scripts share: frame, wording, commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.scripts.loader import load_library
from bot.scripts.yaml_lines import ContentError, Problem
from tests.scripts.writing import copy_of_data, marked_line, text_of, write

FRAME, WORDING, COMMANDS = "exercise_frame.yml", "wording.yml", "commands.yml"


@pytest.mark.parametrize(
    "place", ["slow_sip.yml", "exercise/slow_sip.yml", "exercises/slow_sip.yaml", "exercises/new/slow_sip.yml"]
)
def test_a_script_where_nobody_reads_it_is_a_fault(tmp_path: Path, place: str) -> None:
    data = copy_of_data(tmp_path)
    path = data / "stories" / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("id: slow_sip\nsteps:\n  - id: one\n    say: Take a sip.\n", encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        load_library(data)
    [problem] = refused.value.problems
    assert problem.path == path
    assert "scripts stand in exercises/" in problem.text


def problems_after(data: Path, name: str, old: str, new: str) -> tuple[Path, list[Problem]]:
    """What is wrong once ``old`` is ``new`` in the file of this name."""
    path = data / "stories" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        load_library(data)
    return path, refused.value.problems


@pytest.mark.parametrize(
    ("name", "old", "new", "advice"),
    [
        (
            FRAME,
            "before:",
            "first: [] # here\nbefore:",
            "`first` does not belong here; a frame has `before` and `after`",
        ),
        (FRAME, "  - id: note", "  - id: note # here\n    scale: How?", "exactly one of say, ask, choose, scale, pace"),
        (FRAME, "scale: And now, how upset or distressed do you feel?", "scale: # here", "`scale` is empty"),
        (FRAME, "  - id: helped", "  - id: distress_after # here", "the id `distress_after` is used twice"),
        (
            FRAME,
            "  - id: helped",
            "  - id: helped # here\n    next: nowhere",
            "`next` names `nowhere`, which is no step",
        ),
        (WORDING, "stale: That", "stail: That # here\nstale: That", "`stail` does not belong here"),
        (WORDING, 'resumed: "{name}:', 'resumed: "{nmae}:', "`resumed` uses {nmae}; it may use: {name}"),
        (WORDING, "kept: I kept", "kept: I {} kept", "`kept` uses {}; it may use: none"),
        (WORDING, "kept: I kept", "kept: I { kept", "`kept`"),
        (WORDING, "paused: Paused.", "paused: 7 # here\nold: P.", 'put it in quotes: "7"'),
        (COMMANDS, "  pause:", "  pause:\n    when: 3 # here", "`when` does not belong here"),
        (COMMANDS, "    label: {en: Skip, es: Saltar}", "    lable: Skip # here", "`lable` does not belong here"),
    ],
)
def test_a_fault_names_its_own_file_and_line(tmp_path: Path, name: str, old: str, new: str, advice: str) -> None:
    path, problems = problems_after(copy_of_data(tmp_path), name, old, new)
    found = [problem for problem in problems if advice in problem.text]
    assert [problem.path for problem in found] == [path], problems
    assert {problem.path for problem in problems} == {path}
    lines = path.read_text(encoding="utf-8").splitlines()
    line = marked_line(path) if "# here" in new else next(n for n, text in enumerate(lines, 1) if new in text)
    assert found[0].line == line


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    path, problems = problems_after(copy_of_data(tmp_path), WORDING, "skipped: Skipped.\n", "")
    assert [(problem.path, problem.text) for problem in problems] == [(path, "`skipped` is missing; add it")]


def test_an_unknown_command_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    rest = "  rest:\n    label: Rest\n    words: {en: [rest]}\n  pause:"
    path, problems = problems_after(copy_of_data(tmp_path), COMMANDS, "  pause:", rest)
    assert [problem.path for problem in problems] == [path]
    assert problems[0].text.startswith("`commands` value is not a valid enumeration member; permitted: 'stop', 'back'")


def test_a_command_that_stands_twice_is_named(tmp_path: Path) -> None:
    path, problems = problems_after(copy_of_data(tmp_path), COMMANDS, "  human:", "  pause:")
    assert [problem.path for problem in problems] == [path]
    assert problems[0].text == "this key stands here twice; delete one"


def test_a_missing_command_is_named(tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    text = (data / "stories" / COMMANDS).read_text(encoding="utf-8")
    human = text[text.index("  human:") : text.index("# Short answers")]
    path, problems = problems_after(data, COMMANDS, human, "")
    assert [problem.path for problem in problems] == [path]
    assert "human" in problems[0].text


@pytest.mark.parametrize("name", [WORDING, COMMANDS])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    data = copy_of_data(tmp_path)
    (data / "stories" / name).unlink()
    with pytest.raises(ContentError) as refused:
        load_library(data)
    assert str(refused.value) == f"{data / 'stories' / name}:1: this file is missing"


def test_a_step_called_like_one_of_the_frame_is_named_in_its_own_file(tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    path = write(data / "stories", text_of("- {id: note, ask: What now?} # here"), kind="exercises")
    with pytest.raises(ContentError) as refused:
        load_library(data)
    [problem] = refused.value.problems
    assert (problem.path, problem.line) == (path, marked_line(path))
    assert problem.text == "the id `note` is used twice; give each step its own"
