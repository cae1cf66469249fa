"""The file of words around enrolment: every fault with its file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.escalation.text_rules import check_texts
from bot.scripts.yaml_lines import ContentError
from bot.services.chat_words import ENROLMENT_FILE, load_chat_words
from bot.settings import ROOT
from tests.scripts.writing import copy_of_data


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "chat").mkdir()
    shutil.copy(ROOT / "data" / "chat" / ENROLMENT_FILE, tmp_path / "chat" / ENROLMENT_FILE)
    return tmp_path


def put(data: Path, old: str, new: str) -> int:
    """Replace; returns the line of the replacement."""
    path = data / "chat" / ENROLMENT_FILE
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("menu: {en: Show me the menu, es: Ver el menú}", "menu: {en: Show me the menu}", "lacks the language es"),
        ("  keep: {en: Keep my data", "  kepe: {en: Keep my data", "`kepe` does not belong here"),
        ("  start: {name: {en: start, es: inicio}", "  start: {name: {en: start, es: Iníciò}", "may have a-z, 0-9"),
        ("es: parar}", "es: menu}", "use /menu twice"),
        ("en: Stop what we are doing", f"en: {'x' * 257}", "longer than 256"),
        ("menu: {en: Show me the menu", "menu: {en: 'Show {me}'", "uses {me}"),
        ("  given: {en: \"{name}: yes, since {date}.\"", "  given: {en: \"{name}: yes.\"", "lacks {date}"),
        ("  sunday: {", "  funday: {", "need exactly monday"),
        ("  file: {en: my-data", "  file: {en: ../my-data", "may have letters"),
        ("    research:\n      label", "    studies:\n      label", "is not known"),
        ("  en: You are already connected. There is nothing more to do.", "  en: ", "is empty"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line(data: Path, old: str, new: str, fault: str) -> None:
    line = put(data, old, new)
    with pytest.raises(ContentError) as raised:
        load_chat_words(data)
    found = [problem for problem in raised.value.problems if fault in problem.text]
    assert found, str(raised.value)
    assert found[0].path.name == ENROLMENT_FILE
    assert found[0].line <= line


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="this file is missing"):
        load_chat_words(tmp_path)


def test_its_texts_are_held_to_the_rules_for_every_text(tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    line = put(data, "en: Nothing was erased.", "en: Calm down.")
    with pytest.raises(ContentError, match=f'{ENROLMENT_FILE}:{line}: "calm down"'):
        check_texts(data, ROOT / "domain.yml")
