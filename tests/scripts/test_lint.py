from __future__ import annotations

from pathlib import Path

import pytest

from bot.scripts.lint import paced_seconds
from bot.scripts.loader import load_script
from bot.scripts.yaml_lines import ContentError
from tests.scripts.writing import HEAD, HERE, load, marked_line, text_of, write

ASK = "- {id: last, ask: What else?}"
LONG = "x" * 41
CHOOSE = "- id: one # here\n  choose: A?\n  options: [{a: A}, {b: B}]"


@pytest.mark.parametrize(
    ("steps", "advice"),
    [
        ("- {id: one, ask: A?, next: two} # here", "`next` names `two`, which is no step; write a step's id or `end`"),
        ("- id: one # here\n  ask: A?\n  next: [{if: answer = yes, then: end}, {else: end}]", "is not a condition"),
        ("- id: one # here\n  ask: A?\n  next: [{if: mood > 3, then: end}, {else: end}]", "`mood` is no earlier step"),
        ("- id: one # here\n  ask: A?\n  next: [{if: answer == none, then: end}]", "add `- else: end` or another step"),
        (
            f"{CHOOSE}\n  next: [{{if: answer == c, then: end}}, {{else: end}}]",
            "`answer == c` can never hold; `one` has the values a, b",
        ),
        (
            f"{CHOOSE}\n  next: [{{if: answer > 2, then: end}}, {{else: end}}]",
            "`answer > 2` can never hold; `one` has the values a, b",
        ),
        ("- {id: one, ask: A?}\n- {id: one, ask: B?} # here", "the id `one` is used twice; give each step its own"),
        ("- {id: one, scale: A?, from: 1, log_as: distress_after} # here", "belongs on a scale from 0 to 10"),
        ("- {id: one, ask: A?, log_as: trigger} # here", "`log_as: trigger` belongs on a choose"),
        ("- {id: one, choose: A?, options: [{a: A}], log_as: helped} # here", "a choose with the values 0, 1, 2"),
        ("- {id: one, choose: A?, options: [{joy: A}], log_as: need} # here", "whose values are needs, or `fine`"),
        ("- {id: one, scale: A?, log_as: note} # here", "`log_as: note` belongs on an ask"),
        ("- {id: one, choose: A?, options: [{yes: A}], log_as: sharing} # here", "the values share and keep"),
        ("- {id: one, say: A., log_as: note} # here", "`log_as: note` belongs on an ask"),
        ("- {id: one, choose: A?, options: [{a: A}, {a: B}]} # here", "two options have the same value"),
        ("- {id: one, choose: A?, options: [{none: A}]} # here", "the value `none` has a meaning of its own"),
        ("- {id: one, choose: A?, options: [{free_text: A}]} # here", "`free_text` has a meaning of its own"),
        (
            f"- {{id: one, choose: A?, options: [{{a: {LONG}}}]}} # here",
            "label of `a` is over 40 characters; shorten it",
        ),
        ("- {id: one, ask: A?, next: end}\n- {id: two, ask: B?} # here", "no way leads to `two`; point a `next` at it"),
        ("- {id: one, ask: A?, next: one} # here", "from `one` the script can never end; give one way out"),
        (
            "- id: one # here\n  say: A.\n  next: [{if: texts > 0, then: one}, {else: last}]\n" + ASK,
            "`one` leads back to itself without a question; the person could not stop it",
        ),
        ("- {id: end, ask: A?} # here", "the id `end` has a meaning of its own; call this step something else"),
        ("- {id: answer, ask: A?} # here", "the id `answer` has a meaning of its own"),
        ("- {id: texts, ask: A?} # here", "the id `texts` has a meaning of its own"),
        ("- id: one\n  ask: A?\n  page_if: answer == none # here", "`page_if` does not belong in a ask step"),
        ("- {id: one, scale: A?, page_if: answer is 1} # here", "is not a condition"),
        (f"{CHOOSE}\n  page_if: answer >= 1", "`answer >= 1` can never hold; `one` has the values a, b"),
    ],
)
def test_a_fault_is_named_at_its_step(tmp_path: Path, steps: str, advice: str) -> None:
    with pytest.raises(ContentError) as refused:
        load(tmp_path, steps)
    assert len(refused.value.problems) == 1, refused.value
    problem = refused.value.problems[0]
    assert advice in problem.text
    assert problem.line == marked_line(problem.path)


def test_a_column_of_the_run_is_filled_once(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="`log_as: note` is used twice; a run has one note"):
        load(tmp_path, "- {id: one, ask: A?, log_as: note}\n- {id: two, ask: B?, log_as: note}")


@pytest.mark.parametrize(
    "condition", ["answer == none", "answer == a", "answer != b", "answer == free_text", "texts > 1", "first == none"]
)
def test_documented_conditions_are_in_order(tmp_path: Path, condition: str) -> None:
    load(
        tmp_path,
        f"- {{id: first, ask: A?}}\n{CHOOSE}\n  next: [{{if: {condition}, then: end}}, {{else: last}}]\n" + ASK,
    )


def test_a_loop_with_a_question_and_a_way_out_is_in_order(tmp_path: Path) -> None:
    load(tmp_path, "- {id: one, ask: A?, next: [{if: answer == none, then: end}, {else: one}]}")


def test_a_label_of_40_characters_is_in_order(tmp_path: Path) -> None:
    load(tmp_path, f"- {{id: one, choose: A?, options: [{{a: {'x' * 40}}}]}}")


def test_it_counts_the_seconds_of_paced_steps(tmp_path: Path) -> None:
    paced = "pace: {rounds: 3, phases: [{show: In, seconds: 4}, {show: Out, seconds: 6}]}"
    script = load(tmp_path, f"- {{id: one, {paced}}}\n- {{id: two, {paced}}}\n{ASK}")
    assert paced_seconds(script) == 60


def test_a_question_of_a_plan_needs_a_heading(tmp_path: Path) -> None:
    path = write(tmp_path, text_of(f"- {{id: one, ask: A?}} {HERE}"), kind="plans")
    with pytest.raises(ContentError, match="add `heading: …`") as raised:
        load_script(path, tmp_path / "no_frame.yml")
    assert raised.value.problems[0].line == marked_line(path)
    path.write_text(text_of("- {id: one, ask: A?, heading: Above it}"))
    assert load_script(path, tmp_path / "no_frame.yml").kind == "plan"


@pytest.mark.parametrize(
    ("kind", "lines", "advice"),
    [
        ("check_ins", "avoid_when: Never.\ncautions: [breath]", "`cautions` belongs on an exercise"),
        ("exercises", "cautions: [breath]", "`cautions` needs `avoid_when`"),
        ("exercises", "avoid_when: Never.\ncautions: [breath, breath]", "`cautions` names `breath` twice"),
    ],
)
def test_cautions_where_they_do_not_belong_are_named(tmp_path: Path, kind: str, lines: str, advice: str) -> None:
    path = write(tmp_path, text_of(ASK, head=f"{HEAD}{lines}\n"), kind=kind)
    frame = tmp_path / "frame.yml"
    frame.write_text("before: [{id: b, ask: B?}]\nafter: [{id: a, ask: A?}]")
    with pytest.raises(ContentError, match=advice):
        load_script(path, frame)


def test_a_caution_that_there_is_not_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = write(tmp_path, text_of(ASK, head=f"{HEAD}cautions: [hart] {HERE}\n"))
    with pytest.raises(ContentError, match="'cardiac', 'eating_disorder', 'dissociation', 'breath'") as refused:
        load_script(path, tmp_path / "no_frame.yml")
    assert refused.value.problems[0].line == marked_line(path)


@pytest.mark.parametrize(
    ("kind", "line", "advice"),
    [
        ("plans", "only_assigned: true", "`only_assigned` belongs on what can be assigned"),
        ("session_prep", "only_assigned: true", "`only_assigned` belongs on what can be assigned"),
        ("check_ins", "again_after_days: 7", "`again_after_days` belongs on a measure"),
        ("measures", "again_after_days: 0", "`again_after_days` ensure this value is greater than or equal to 1"),
    ],
)
def test_what_would_withhold_a_script_from_somebody_is_refused(
    tmp_path: Path, kind: str, line: str, advice: str
) -> None:
    steps = "- {id: one, ask: A?, heading: Above it}"
    path = write(tmp_path, text_of(steps, head=f"{HEAD}{line}\n"), kind=kind)
    with pytest.raises(ContentError, match=advice):
        load_script(path, tmp_path / "no_frame.yml")


@pytest.mark.parametrize(
    ("steps", "advice"),
    [
        ("- {id: one, scale: A?, to: 3}", "GAD-7 begins with 7 questions answered by numbers"),
        (
            "\n".join(f"- {{id: s{n}, choose: A?, options: [{{a: A}}]}}" for n in range(7)),
            "GAD-7 begins with 7 questions answered by numbers",
        ),
        (
            "\n".join(f"- {{id: s{n}, scale: A?, to: 4}}" for n in range(7)),
            "GAD-7 adds up to 21 at most; with these answers to 28",
        ),
    ],
)
def test_a_standard_measure_that_could_not_be_added_up_is_refused(tmp_path: Path, steps: str, advice: str) -> None:
    path = write(tmp_path, text_of(steps, head=HEAD.replace("id: tiny", "id: gad7")), kind="measures", name="gad7")
    with pytest.raises(ContentError, match=advice):
        load_script(path, tmp_path / "no_frame.yml")
