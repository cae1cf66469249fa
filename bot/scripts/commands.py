"""The words that steer a script, and short answers that go by several names."""

from __future__ import annotations

from enum import Enum

from pydantic import BaseModel, Extra, validator

from bot.scripts.plain import plain
from bot.scripts.words import Words


class Command(str, Enum):
    STOP = "stop"
    BACK = "back"
    SKIP = "skip"
    PAUSE = "pause"
    HELP = "help"
    HUMAN = "human"


class CommandWords(BaseModel):
    """One command: its button and the words that mean it, per language."""

    label: Words
    words: dict[str, tuple[str, ...]]

    class Config:
        frozen = True
        extra = Extra.forbid


class CommandList(BaseModel):
    """Contents of ``data/stories/commands.yml``."""

    commands: dict[Command, CommandWords]
    answers: dict[str, dict[str, tuple[str, ...]]]

    class Config:
        frozen = True
        extra = Extra.forbid

    @validator("commands")
    def _all_of_them(cls, commands: dict[Command, CommandWords]) -> dict[Command, CommandWords]:
        missing = [command.value for command in Command if command not in commands]
        if missing:
            raise ValueError(f"lack {', '.join(missing)}; every command needs a label and words")
        return commands


class CommandReader:
    """Recognises commands and short answers. Words of every language count, whatever the participant's own."""

    def __init__(self, listed: CommandList) -> None:
        self._labels = {command: words.label for command, words in listed.commands.items()}
        self._commands = {
            _key(word): command
            for command, entry in listed.commands.items()
            for word in [*_all(entry.words), *entry.label.as_data().values()]
        }
        self._answers = {name: {plain(word) for word in _all(words)} for name, words in listed.answers.items()}

    def read(self, text: str) -> Command | None:
        """The command that the whole text is, or None."""
        return self._commands.get(_key(text))

    def means(self, text: str, answer: str) -> bool:
        """Whether the whole text is one of the words for this short answer (``yes``, ``no``, ``lowest``, …)."""
        return plain(text) in self._answers.get(answer, ())

    def words_for(self, answer: str) -> set[str]:
        return self._answers.get(answer, set())

    def label(self, command: Command, language: str) -> str:
        return self._labels[command].to(language)


def _all(words: dict[str, tuple[str, ...]]) -> list[str]:
    return [word for in_language in words.values() for word in in_language]


def _key(text: str) -> str:
    """Plain, but "?" and "/stop" stay what they are."""
    return plain(text) or text.strip()
