from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.importer import ScriptImporter
from bot.dialogue.route_classifier import RouteClassifier
from bot.dialogue.routes import route_of
from bot.scripts.library import Library
from bot.scripts.yaml_lines import ContentError
from bot.settings import ROOT


def importer(data: Path) -> ScriptImporter:
    return ScriptImporter(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(data)])


def test_every_script_has_examples_of_its_own_phrases(library: Library) -> None:
    examples = importer(ROOT / "data").get_nlu_data().intent_examples
    taught = {(example.get("text"), route_of(example)) for example in examples}
    for script in library.scripts.values():
        assert {(phrase, script.id) for phrase in script.ask_phrases} <= taught


def test_config_yml_names_the_importer() -> None:
    named = TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [])
    assert any(route_of(e) == "slow_sip" or route_of(e) == "five_senses" for e in named.get_nlu_data().intent_examples)


def test_a_broken_script_stops_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stories" / "exercises").mkdir(parents=True)
    (tmp_path / "stories" / "exercises" / "broken.yml").write_text("id: broken\n")
    monkeypatch.setenv("INTERLUDE_DATA", str(tmp_path))
    with pytest.raises(ContentError, match=r"broken\.yml"):
        importer(tmp_path).get_nlu_data()


def test_the_crisis_replies_are_responses_of_the_domain() -> None:
    responses = importer(ROOT / "data").get_domain().responses
    assert {"utter_safety", "utter_safety_2", "utter_direct_question", "utter_greet"} <= set(responses)


def test_broken_safety_texts_stop_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "safety").mkdir()
    (tmp_path / "safety" / "texts.yml").write_text("country: US\n")
    monkeypatch.setenv("INTERLUDE_DATA", str(tmp_path))
    with pytest.raises(ContentError, match=r"texts\.yml"):
        importer(tmp_path).get_domain()


def test_training_without_the_scripts_is_an_error() -> None:
    """What happens when config.yml lacks the importer: Rasa itself would train without a word."""
    from rasa.shared.importers.rasa import RasaFileImporter

    without = RasaFileImporter(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data" / "stories")])
    classifier = RouteClassifier(None, None, Resource("routes"))
    with pytest.raises(InvalidConfigException, match="ScriptImporter"):
        classifier.train(without.get_nlu_data())


def test_an_example_without_a_script_is_an_error() -> None:
    with pytest.raises(ValueError, match="metadata"):
        route_of(Message.build(text="hm", intent="practise"))
