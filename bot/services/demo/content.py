"""What the demo is made from: the real scripts, screen and rota, and the bank of invented words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Extra, Field, ValidationError

from bot.schedule.rules import Rules
from bot.scripts.library import Library
from bot.scripts.words import Words
from bot.scripts.yaml_lines import ContentError, Problem, line_of, read_yaml
from bot.services.briefs import Sources
from bot.services.care.words import CareVoice
from bot.services.chat_words import ChatWords
from bot.services.guard import Guard
from bot.services.reminders import open_rules
from bot.services.setup import load_content, open_briefs, open_care_voice, open_guard
from bot.settings import Settings

WORDS_FILE = Path("demo") / "words.yml"
ANYTHING = "anything"
"""The answers for questions that are not named."""


class _Part(BaseModel):
    class Config:
        frozen = True
        extra = Extra.forbid
        arbitrary_types_allowed = True


class Said(_Part):
    """Sentences to choose from, per language."""

    en: list[str] = Field(min_items=1)
    es: list[str] = Field(min_items=1)

    def to(self, language: str) -> list[str]:
        return self.es if language == "es" else self.en


class Names(_Part):
    given: list[str] = Field(min_items=1)
    family: list[str] = Field(min_items=1)


class Crisis(_Part):
    """What is found by the screen, named by what it raises."""

    page_ideation: Words
    page_self_harm: Words
    check_passive: Words
    denial: Words


class Bank(_Part):
    """``data/demo/words.yml``."""

    names: Names
    answers: dict[str, Said]
    numbers: Said
    enough: Said
    crisis: Crisis
    notes: list[str] = Field(min_items=1)
    private_notes: list[str] = Field(min_items=1)
    messages: Said

    def answer(self, step: str, language: str) -> list[str]:
        """What could be written at this question."""
        return self.answers.get(step, self.answers[ANYTHING]).to(language)


@dataclass(frozen=True)
class Content:
    """``guard``: screen and desk; ``voice``: how staff's messages are worded; ``briefs``: what briefs are made with."""

    library: Library
    guard: Guard
    rules: Rules
    voice: CareVoice
    briefs: Sources
    bank: Bank

    @property
    def chat_words(self) -> ChatWords:
        """With the versions of consent."""
        return self.voice.reception.words


def open_content(settings: Settings) -> Content:
    """Takes some seconds: the screen is loaded. Raises ContentError with every fault."""
    library = load_content(settings)
    rules = open_rules(settings, library)
    bank = load_bank(settings.data)
    guard, sources = open_guard(settings, library), open_briefs(settings, library)
    return Content(library, guard, rules, open_care_voice(settings, guard.desk), sources, bank)


def load_bank(folder: Path) -> Bank:
    """Read the words. ``folder``: that of scripts and wording. Raises ContentError with every fault."""
    path = folder / WORDS_FILE
    data = read_yaml(path)
    try:
        bank = Bank.parse_obj(data)
    except ValidationError as error:
        raise ContentError(_problem(path, data, one) for one in error.errors()) from None
    if ANYTHING not in bank.answers:
        raise ContentError([Problem(path, line_of(data, ["answers"]), f"`answers` lack `{ANYTHING}`")])
    return bank


def _problem(path: Path, data: Any, error: Any) -> Problem:
    return Problem(path, line_of(data, error["loc"]), f"`{error['loc'][-1]}` {error['msg']}")
