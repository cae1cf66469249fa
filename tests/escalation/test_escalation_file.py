"""The file that clinicians write: this checkout's is sound, and every fault names its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.escalation.ladder import freeze, thaw
from bot.escalation.loader import load_escalation
from bot.escalation.schema import KINDS
from bot.phases import Phase
from bot.scripts.yaml_lines import ContentError
from bot.settings import ROOT
from tests.clock import MONDAY_NOON

FILE = ROOT / "data" / "safety" / "escalation.yml"


def test_the_file_of_this_checkout_is_sound() -> None:
    one = load_escalation(FILE)
    assert set(one.kinds) == set(KINDS)
    for kind in KINDS:
        assert thaw(freeze(one, kind)).step(0, MONDAY_NOON).channels
    assert {one.ladder_of(kind) for kind in KINDS[:8]} == {one.ladders["crisis"]}


FAULTS = [
    ("time_zone: America/New_York", "time_zone: Amerika", "'Amerika' is no time zone; write one such as"),
    ("  monday: 08:30-20:00", "  montag: 08:30-20:00", "there is no day `montag`; write monday, tuesday"),
    ("  monday: 08:30-20:00", "  monday: 20:00-08:30", "'20:00-08:30' ends before it begins"),
    ("  monday: 08:30-20:00", "  monday: 8.30 to 20", "'8.30 to 20' are no hours; write them as 08:30-20:00"),
    ("    name: Alex Example", "    nom: Alex Example", "`nom` does not belong here"),
    ("  - id: sam", "  - id: alex", "there are two people with the id `alex`; choose another"),
    ("  - id: sam", "  - id: Sam", "`id` may have lower-case letters"),
    ("people: [alex], from: monday 08:00,", "people: [alx], from: monday 08:00,", "`alx` is nobody of `people`"),
    ("people: [alex], from: monday 08:00,", "people: [alex], from: mon 08:00,", "'mon 08:00' is no moment of the week"),
    ("people: [alex], from: monday 08:00,", "people: [], from: monday 08:00,", "`people` is empty; name at least one"),
    ("from: 2026-12-24 08:00, to: 2026-12-26", "from: 2026-12-24 08:00, to: 2026-12-23", "`to` lies before `from`"),
    ("from: 2026-12-24 08:00", "from: Christmas", "'Christmas' is no moment; write it as 2026-12-24 08:00"),
    ("    fallback: [lead]", "    fallback: []", "`fallback` is empty; name at least one"),
    ("{after: 0, notify: [on_call]}", "{after: 1, notify: [on_call]}", "the first rung needs `after: 0`"),
    ("{after: 5, notify: [on_call, lead]}", "{after: 0, notify: [lead], by: [sms]}", "comes no later than the rung"),
    ("{after: 5, notify: [on_call, lead]}", "{after: 5, notify: [on_cal]}", "`on_cal` is neither a role of `rota` nor"),
    ("{after: 5, notify: [on_call, lead]}", "{after: 5, notify: [lead], by: [fax]}", "nobody has a channel `fax`"),
    ("    repeat_minutes: 5", "    repeat_minutes: 0", "`repeat_minutes` ensure this value is greater than 0"),
    ("  voices: crisis", "  voices: crises", "there is no ladder `crises`; there are crisis, concern"),
    ("  voices: crisis", "  voicez: crisis", "there is no kind `voicez`"),
    ("  answer_minutes: 5", "  answer_minuts: 5", "`answer_minuts` does not belong here"),
    ("  hours: 12", "  hours: soon", "`hours` value is not a valid float"),
]


PHASES = "check:\n  answer_minutes: 5"
"""Before it stands what a test adds."""
FAULTS += [
    (PHASES, f"phases: {{stepup: {{}}}}\n{PHASES}", "there is no phase `stepup`; there are step_up, iop"),
    (PHASES, f"phases: {{iop: {{voicez: crisis}}}}\n{PHASES}", "there is no kind `voicez`"),
    (PHASES, f"phases: {{iop: {{voices: nobody}}}}\n{PHASES}", "there is no ladder `nobody`; there are crisis"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), FAULTS, ids=[wrong.strip()[:30] for _, wrong, _ in FAULTS])
def test_a_fault_names_its_line(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / "escalation.yml"
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ContentError) as failed:
        load_escalation(path)
    line = text[: text.index(right)].count("\n") + 1
    found = [problem for problem in failed.value.problems if said in problem.text]
    assert found, str(failed.value)
    assert found[0].line == line


def test_kinds_without_a_ladder_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "escalation.yml"
    text = FILE.read_text(encoding="utf-8")
    path.write_text(text.replace("  abuse: crisis\n", "").replace("  voices: crisis\n", ""), encoding="utf-8")
    with pytest.raises(ContentError, match=r"no ladder is named for abuse, voices; add a line for each"):
        load_escalation(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"escalation.yml:1: this file is missing"):
        load_escalation(tmp_path / "escalation.yml")


def test_a_phase_has_its_own_ladder_where_the_file_says_so_and_else_the_same(tmp_path: Path) -> None:
    path = tmp_path / "escalation.yml"
    phases = "phases:\n  step_up: {high_distress: crisis}\n"
    path.write_text(FILE.read_text(encoding="utf-8") + phases, encoding="utf-8")
    one = load_escalation(path)
    assert one.ladder_of("high_distress", "step_up") == one.ladders["crisis"]
    assert one.ladder_of("high_distress", "iop") == one.ladder_of("high_distress") == one.ladders["concern"]
    assert one.ladder_of("never heard of", "step_up") == one.ladders["crisis"]
    for kind in (*KINDS, "never heard of"):
        for phase in (*Phase, ""):
            frozen = thaw(freeze(one, kind, phase))
            assert frozen.ladder == one.ladder_of(kind, phase)
            assert frozen.step(0, MONDAY_NOON).channels, "never nobody"
