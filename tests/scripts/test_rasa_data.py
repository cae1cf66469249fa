from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.scripts.library import Library
from bot.scripts.rasa_data import check_rasa_data
from bot.scripts.yaml_lines import ContentError
from bot.settings import ROOT


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "domain.yml", tmp_path / "domain.yml")
    return tmp_path / "data"


def faults(data: Path, library: Library) -> list[str]:
    with pytest.raises(ContentError) as raised:
        check_rasa_data(data, data.parent / "domain.yml", library)
    return [str(problem) for problem in raised.value.problems]


def append(path: Path, text: str) -> int:
    """Append; returns the number of the first new line."""
    before = path.read_text()
    path.write_text(before.rstrip("\n") + "\n" + text)
    return before.rstrip("\n").count("\n") + 2


def test_the_data_of_this_checkout_is_in_order(library: Library) -> None:
    check_rasa_data(ROOT / "data", ROOT / "domain.yml", library)


def test_an_intent_that_the_domain_lacks_is_named_with_its_line(data: Path, library: Library) -> None:
    line = append(data / "nlu" / "conversation.yml", "- intent: greeet\n  examples: |\n    - hello you there\n")
    assert any(f"conversation.yml:{line}: the intent `greeet`" in fault for fault in faults(data, library))


def test_examples_for_a_script_that_is_not_there_are_named(data: Path, library: Library) -> None:
    block = "- intent: practise\n  metadata: {script: five_sences}\n  examples: |\n    - something nobody wrote\n"
    line = append(data / "nlu" / "needs.yml", block)
    assert any(f"needs.yml:{line}:" in fault and "names no script" in fault for fault in faults(data, library))


def test_the_same_words_on_two_routes_are_named_with_both_places(data: Path, library: Library) -> None:
    block = "- intent: goodbye\n  examples: |\n    - zzz unique words zzz\n"
    append(data / "nlu" / "conversation.yml", block)
    line = append(data / "nlu" / "conversation.yml", block.replace("goodbye", "greet"))
    assert any(f":{line + 2}: these words also lead to `goodbye`" in fault for fault in faults(data, library))


@pytest.mark.parametrize("step", ["intent: no_such_intent", "action: action_nowhere", "active_loop: other_form"])
def test_a_rule_that_leads_nowhere_is_named_with_its_line(data: Path, library: Library, step: str) -> None:
    rule = f"  - rule: astray\n    steps:\n      - intent: greet\n      - {step}\n"
    line = append(data / "stories" / "practice.yml", rule)
    assert any(f"practice.yml:{line + 3}: `{step}`" in fault for fault in faults(data, library))


def test_an_intent_without_examples_is_named(data: Path, library: Library) -> None:
    domain = data.parent / "domain.yml"
    domain.write_text(domain.read_text().replace("intents:\n", "intents:\n  - sing\n", 1))
    assert any("domain.yml:6: the intent `sing` has no examples" in fault for fault in faults(data, library))


def test_a_script_with_the_name_of_an_intent_is_named(data: Path, library: Library) -> None:
    script = library.scripts["five_senses"].copy(update={"id": "thanks"})
    named = Library({**library.scripts, "thanks": script}, library.commands, library.wording)
    assert any("thanks.yml:1: `thanks` is the name of an intent" in fault for fault in faults(data, named))
