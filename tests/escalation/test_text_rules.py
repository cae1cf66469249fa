from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.escalation.text_rules import RULES_FILE, Rule, check_texts, faults, load_rules
from bot.scripts.yaml_lines import ContentError
from bot.settings import ROOT

RULES = load_rules(ROOT / "data" / "safety" / RULES_FILE)
AT_FAULT = {
    "method": ["Do you have a gun?", "Have you thought of an overdose?", "¿Has pensado en cortarte?"],
    "diagnosis": ["You have severe depression.", "You\u2019re bipolar.", "Tienes un trastorno: tu diagnóstico."],
    "promise": ["Promise me that you wait.", "I will never tell anybody.", "Prométeme que no.", "It is confidential."],
    "minimising": ["Calm down.", "Others have it worse.", "It will be okay.", "No te preocupes.", "Todo saldrá bien."],
    "human": ["I am a trained counselor.", "I'm a real person", "I understand how you feel.", "Soy humana."],
    "leading question": ["You are not thinking about suicide, are you?", "No vas a hacerlo, ¿verdad?"],
    "wording of suicide": ["People who commit suicide", "a failed suicide attempt", "cometer suicidio"],
    "watching": ["Our team is monitoring this chat.", "A nurse will contact you.", "Una persona te contactará."],
    "goodbye": ["Goodbye for now.", "Take care!", "Hasta luego."],
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what is checked."""
    for name in ("stories", "chat"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    (tmp_path / "data" / "safety").mkdir()
    for name in ("texts.yml", RULES_FILE):
        shutil.copy(ROOT / "data" / "safety" / name, tmp_path / "data" / "safety" / name)
    shutil.copy(ROOT / "domain.yml", tmp_path / "domain.yml")
    return tmp_path


def found(project: Path) -> list[str]:
    with pytest.raises(ContentError) as raised:
        check_texts(project / "data", project / "domain.yml")
    return [str(problem) for problem in raised.value.problems]


def put(path: Path, old: str, new: str) -> int:
    """Replace; returns the line of the replacement."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_every_text_of_this_checkout_keeps_the_rules() -> None:
    check_texts(ROOT / "data", ROOT / "domain.yml")


def test_every_kind_of_the_contract_has_its_rule() -> None:
    assert {rule.name for rule in RULES} == set(AT_FAULT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_catches_what_it_is_for_and_says_why(rule: Rule) -> None:
    for text in AT_FAULT[rule.name]:
        assert rule.found(text), text
        assert any(rule.reason in fault for fault in faults(RULES, text, after_disclosure=True))


@pytest.mark.parametrize(
    "text",
    [
        "Are you thinking about killing yourself?",
        "I am a program, not a person.",
        "An urge rises and falls like a wave.",
        "She died by suicide.",
        "I do not know yet when they see it.",
        "Did you take your medication as planned?",
    ],
)
def test_what_may_be_said_is_spared(text: str) -> None:
    assert list(faults(RULES, text, after_disclosure=True)) == []


def test_a_goodbye_is_a_fault_only_after_a_disclosure() -> None:
    assert list(faults(RULES, "Goodbye for now.", after_disclosure=False)) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (
            "data/safety/texts.yml",
            "en: No staff can be reached through me at",
            "en: Take care, your team will call you at",
        ),
        ("data/stories/wording.yml", "stopped: Stopped.", "stopped: Cheer up."),
        ("data/stories/commands.yml", "label: {en: Stop,", "label: {en: I promise,"),
        ("data/stories/exercise_frame.yml", "choose: How much did this help?", "choose: It is not that bad, right?"),
        ("data/stories/exercises/five_senses.yml", "closing:", "closing: You are depressed. #"),
        ("domain.yml", "    - text: You are welcome.", "    - text: I know how you feel."),
    ],
)
def test_a_fault_in_any_file_is_named_with_its_line(project: Path, file: str, old: str, new: str) -> None:
    line = put(project / file, old, new)
    assert [fault for fault in found(project) if fault.startswith(f"{project / file}:{line}: ")]


NOT_FOR_PARTICIPANTS = {"conversation.yml", "practice.yml"}
"""Rasa's stories and rules."""


@pytest.mark.parametrize(
    "path",
    [
        path.relative_to(ROOT)
        for name in ("stories", "chat")
        for path in sorted((ROOT / "data" / name).rglob("*.yml"))
        if path.name not in NOT_FOR_PARTICIPANTS
    ],
    ids=lambda path: path.name,
)
def test_no_file_that_participants_read_is_left_out(project: Path, path: Path) -> None:
    with (project / path).open("a") as file:
        file.write("\nadded_by_the_test: Promise me that you wait.\n")
    assert [fault for fault in found(project) if fault.startswith(f"{project / path}:")]


def test_spanish_and_buttons_are_checked_too(project: Path) -> None:
    put(project / "data/safety/texts.yml", "es: Ver mi plan de seguridad", "es: No es para tanto")
    assert any("no es para tanto" in fault for fault in found(project))


def test_very_high_distress_is_no_time_for_a_goodbye(project: Path) -> None:
    line = put(project / "data/stories/wording.yml", "high_distress: >-", "high_distress: Take care. #")
    text = (project / "data/stories/wording.yml").read_text().splitlines()
    del text[line : line + 2]
    (project / "data/stories/wording.yml").write_text("\n".join(text))
    assert any(f"wording.yml:{line}:" in fault for fault in found(project))


def test_what_people_say_is_not_held_to_the_rules(project: Path) -> None:
    put(project / "data/safety/texts.yml", "    - nope\n", "    - nope\n    - calm down\n")
    check_texts(project / "data", project / "domain.yml")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("catches:", "catches: [Nothing of the kind.] #", "must catch 'Nothing of the kind.'"),
        ("spares: [", "spares: [Is there a gun?, ", "must spare 'Is there a gun?'"),
        ("patterns:", "patterns:\n      - 'nobody says this'", "no example for its pattern 1"),
        ("reason:", "reason_:", "field required"),
        ("patterns:", "patterns:\n      - '(open'", "a pattern cannot be read"),
    ],
)
def test_a_rule_that_fails_at_its_own_examples_does_not_load(project: Path, old: str, new: str, complaint: str) -> None:
    path = project / "data" / "safety" / RULES_FILE
    text = path.read_text()
    if old == "catches:":  # the list below it goes
        begin, end = text.index("    catches:"), text.index("    spares:")
        path.write_text(text[:begin] + "    catches: [Nothing of the kind.]\n" + text[end:])
    else:
        put(path, old, new)
    assert any(complaint in fault for fault in found(project))
