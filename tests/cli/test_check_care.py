"""`interlude check` reads the words of care, and what phases bring."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.scripts.writing import copy_of_data

FAULTS = [
    ("chat/care.yml", 'en: "From {name}, {role}: {text}"', 'en: "{name}: {text}"', "lacks {role} (en)"),
    ("chat/care.yml", "es: Estás de nuevo en el programa.", "", "lacks the language es"),
    ("chat/care.yml", "You are in the program again.", "Cheer up.", '"cheer up" plays down'),
    ("stories/reminders.yml", "  alumni: [practice,", "  alumny: [practice,", "needs exactly step_up, iop"),
    ("safety/escalation.yml", "check:\n", "phases: {iop: {abuse: none}}\ncheck:\n", "there is no ladder `none`"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "fault"), FAULTS, ids=[fault for *_, fault in FAULTS])
def test_a_fault_is_named_with_its_file(tmp_path: Path, file: str, right: str, wrong: str, fault: str) -> None:
    data = copy_of_data(tmp_path)
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    shown = Terminal(tmp_path / "state", {"INTERLUDE_DATA": str(data)}).run("check", "--safety")
    assert shown.returncode == 1
    assert f"{path}:" in shown.stderr
    assert fault in shown.stderr
