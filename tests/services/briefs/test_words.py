"""The file of words of briefs: every fault with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.scripts.yaml_lines import ContentError
from bot.services.briefs.words import BRIEF_FILE, load_brief_words
from bot.settings import ROOT


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("done: {en: Done, es: Listo}", "done: {en: Done}", "lacks the language es"),
        ("done: {en: Done, es: Listo}", "doen: {en: Done, es: Listo}", "`doen` does not belong here"),
        ("done: {en: Done, es: Listo}", f"done: {{en: {'x' * 31}, es: Listo}}", "longer than 30"),
        ('hold: {en: "Keep out {number}"', 'hold: {en: "Keep out"', "lacks {number}"),
        ("  mood: {en: Mood, es: Ánimo}\n", "", "lack mood"),
        ("  practice: {en: Practice, es: Práctica}\n", "", "lack practice"),
        ("  prescriber: {en", "  doctor: {en", "permitted"),
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    text = (ROOT / "data" / "chat" / BRIEF_FILE).read_text()
    assert old in text
    (tmp_path / "chat").mkdir()
    (tmp_path / "chat" / BRIEF_FILE).write_text(text.replace(old, new, 1))
    with pytest.raises(ContentError) as raised:
        load_brief_words(tmp_path)
    found = [problem for problem in raised.value.problems if fault in problem.text]
    assert found, str(raised.value)
    assert found[0].path.name == BRIEF_FILE
