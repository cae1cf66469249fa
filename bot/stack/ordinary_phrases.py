"""What people ordinarily say to interlude: the examples of Rasa's data, command words, and every button of a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.scripts.library import Library
from bot.scripts.loader import load_library
from bot.scripts.words import Words


def ordinary_phrases(data: Path) -> list[str]:
    """All of them, each once. None of them is crisis language."""
    found = [*fixed_phrases(data), *_examples(data / "nlu"), *_asked_for(load_library(data))]
    return list(dict.fromkeys(found))


def fixed_phrases(data: Path) -> list[str]:
    """Commands and buttons: what interlude itself invites people to say."""
    return list(dict.fromkeys([*_commands(data), *button_titles(load_library(data))]))


def button_titles(library: Library) -> list[str]:
    """The titles of all options of all scripts, in every language."""
    return [
        title
        for script in library.scripts.values()
        for step in script.steps
        for option in getattr(step, "options", None) or ()
        for title in _texts(option.label)
    ]


def _texts(words: Words) -> list[str]:
    return list(words.as_data().values())


def _asked_for(library: Library) -> Iterator[str]:
    for script in library.scripts.values():
        for phrases in script.ask_phrases.values() if isinstance(script.ask_phrases, dict) else [script.ask_phrases]:
            yield from phrases


def _examples(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.yml")):
        for entry in _read(path).get("nlu") or []:
            for line in str(entry.get("examples", "")).splitlines():
                yield line.strip().removeprefix("-").strip()


def _commands(data: Path) -> Iterator[str]:
    content = _read(data / "stories" / "commands.yml")
    for command in content["commands"].values():
        yield from command["label"].values()
        yield from (word for words in command["words"].values() for word in words)


def _read(path: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe").load(path.read_text()))
