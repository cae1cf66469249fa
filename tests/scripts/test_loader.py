from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.scripts.library import Library
from bot.scripts.lint import faults
from bot.scripts.loader import load_library, load_script
from bot.scripts.runs import Status
from bot.scripts.schema import KINDS, Choose
from bot.scripts.yaml_lines import ContentError
from bot.settings import ROOT
from tests.scripts.writing import Walk, copy_of_data, load, text_of, write

FRAME = ROOT / "data" / "stories" / "exercise_frame.yml"
FRAMED = ["distress_before", "distress_after", "helped", "trigger", "note", "sharing"]
STEPS = """
- id: one
  ask: What now?
  next: end
- id: two
  say: Never reached by itself.
"""


def documented_example() -> str:
    page = (ROOT / "docs" / "writing-scripts.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(id: .*?)```", page, re.DOTALL)
    assert found, "docs/writing-scripts.md shows a whole script"
    return found[1]


def test_the_documented_example_loads_and_has_no_fault(tmp_path: Path) -> None:
    path = write(tmp_path, documented_example(), kind="exercises", name="slow_sip")
    script = load_script(path, FRAME)
    assert list(faults(script)) == []
    assert [step.id for step in script.steps] == [
        "distress_before",
        *("glass", "sip", "breathe", "noticed", "thirst"),
        *FRAMED[1:],
    ]


def test_a_new_script_is_one_new_file(tmp_path: Path, library: Library) -> None:
    data = copy_of_data(tmp_path)
    write(data / "stories", documented_example(), kind="exercises", name="slow_sip")
    grown = load_library(data)
    assert set(grown.scripts) - set(library.scripts) == {"slow_sip"}
    assert "slow_sip" in [script.id for script in grown.of_family(grown.scripts["slow_sip"].family)]

    walk = Walk(grown.scripts["slow_sip"], grown)
    assert walk.texts[0].startswith("A slow sip, about 3 min. Drink a glass of water")
    walk.say("8", "I have it").time_is_over().say("the cold", "4", "3", "2", "1", "skip", "keep")
    assert walk.state.status is Status.FINISHED
    assert walk.texts == ["That is one slow sip. It is there whenever you want it."]


def test_the_folder_is_the_kind(library: Library) -> None:
    for script in library.scripts.values():
        folder = next(folder for folder, kind in KINDS.items() if kind == script.kind)
        assert (ROOT / "data" / "stories" / folder / f"{script.id}.yml").exists()


def test_only_exercises_get_the_frame(library: Library) -> None:
    for script in library.scripts.values():
        framed = [step.id for step in script.steps][-5:] == FRAMED[1:]
        assert framed is (script.kind == "exercise"), script.id


def test_the_end_of_an_exercise_is_followed_by_the_frames_questions(tmp_path: Path) -> None:
    steps = text_of(STEPS.replace("next: end", "next: two"))
    script = load_script(
        write(tmp_path, steps.replace("by itself.", "by itself.\n    next: end"), kind="exercises"), FRAME
    )
    assert [jump.to for jump in script.step("two").next] == ["distress_after"]


def test_the_end_of_a_check_in_is_its_closing(tmp_path: Path) -> None:
    script = load(tmp_path, "- {id: one, ask: What now?, next: end}")
    assert [jump.to for jump in script.step("one").next] == ["end"]


def test_the_version_names_exactly_these_words(tmp_path: Path) -> None:
    asked = "- {id: one, ask: What now?}"
    first = load(tmp_path / "a", asked).version
    assert re.fullmatch("[0-9a-f]{12}", first)
    assert load(tmp_path / "b", asked).version == first
    assert load(tmp_path / "c", asked.replace("now", "then")).version != first


def test_a_changed_frame_is_a_new_version(tmp_path: Path) -> None:
    path = write(tmp_path, text_of("- {id: one, ask: What now?}"), kind="exercises")
    frame = tmp_path / "frame.yml"
    frame.write_text(FRAME.read_text(encoding="utf-8").replace("helped a lot", "helped very much"), encoding="utf-8")
    assert load_script(path, frame).version != load_script(path, FRAME).version


def test_option_values_are_texts_also_where_yaml_sees_numbers(tmp_path: Path) -> None:
    script = load(tmp_path, "- {id: one, choose: How many?, options: [{2: Two}, {yes: All}]}")
    step = script.step("one")
    assert isinstance(step, Choose)
    assert [option.value for option in step.options] == ["2", "yes"]


def test_faults_of_all_files_are_named_at_once_in_order(tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    stories = data / "stories"
    write(stories, text_of("- {id: one}"))
    write(stories, "id: other\nfoo: bar\n", name="wrong")
    (stories / "wording.yml").write_text("begin: hello\n", encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        load_library(data)
    named = [problem.path.name for problem in refused.value.problems]
    assert set(named) == {"tiny.yml", "wrong.yml", "wording.yml"}
    assert named == sorted(named, key=lambda name: (name == "wording.yml", name))
    assert all(re.match(r".+\.yml:\d+: .+", line) for line in str(refused.value).splitlines())


def test_a_missing_frame_is_named_once_however_many_exercises_need_it(tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    (data / "stories" / "exercise_frame.yml").unlink()
    with pytest.raises(ContentError) as refused:
        load_library(data)
    assert [problem.text for problem in refused.value.problems] == ["this file is missing"]
    assert refused.value.problems[0].path.name == "exercise_frame.yml"
