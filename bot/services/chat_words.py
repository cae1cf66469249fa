"""What ``data/chat/enrolment.yml`` is made of, and how it is read."""

from __future__ import annotations

import hashlib
import json
import re
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pydantic import ValidationError, validator

from bot.escalation.schema import DAYS
from bot.escalation.text_schema import CONTACTS, Part, Places
from bot.scripts.words import Words
from bot.scripts.yaml_lines import ContentError, Problem, line_of, read_yaml

CHAT_FOLDER = "chat"
ENROLMENT_FILE = "enrolment.yml"
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_FILE_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
Model = TypeVar("Model", bound=Part)
ABOUT_LIMIT = 256
"""Characters of a command's description; Telegram's limit, and that of a name is 32."""


class Purpose(str, Enum):
    """What consent is asked for, in the order of asking."""

    CARE_TEAM = "care_team"
    FAMILY = "family"
    RESEARCH = "research"


class ChatCommand(str, Enum):
    """Commands that begin with "/", in the order in which they are shown."""

    START = "start"
    MENU = "menu"
    STOP = "stop"
    PAUSE = "pause"
    HELP = "help"
    HUMAN = "human"
    PRIVACY = "privacy"
    EXPORT = "export"
    DELETE = "delete"


class WelcomeWords(Part):
    must: ClassVar[Places] = {"hours": {"hours", "zone"}, "contacts": CONTACTS}
    what: Words
    nobody: Words
    no_hours: Words
    hours: Words
    reads: Words
    contacts: Words


class StrangerWords(Part):
    must: ClassVar[Places] = {"contacts": CONTACTS}
    text: Words
    refused: Words
    too_often: Words
    contacts: Words


class PurposeWords(Part):
    label: Words
    ask: Words
    agree: Words
    decline: Words
    agreed: Words
    declined: Words

    @property
    def version(self) -> str:
        """Names exactly the words that are agreed to, or not."""
        asked = [words.as_data() for words in (self.ask, self.agree, self.decline)]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:12]


class ConsentWords(Part):
    purposes: dict[Purpose, PurposeWords]
    changed: Words
    first: Words
    complete: Words

    @validator("purposes")
    def _all_of_them(cls, purposes: dict[Purpose, PurposeWords]) -> dict[Purpose, PurposeWords]:
        return whole(purposes, Purpose)


class PrivacyWords(Part):
    must: ClassVar[Places] = {
        **{key: {"name", "date"} for key in ("given", "refused")},
        **{key: {"name"} for key in ("open", "allow", "take_back")},
    }
    intro: Words
    given: Words
    refused: Words
    open: Words
    allow: Words
    take_back: Words
    rights: Words


class PauseWords(Part):
    ask: Words
    ask_again: Words
    day: Words
    week: Words
    off: Words
    on: Words
    said_day: Words
    said_week: Words
    said_off: Words
    said_on: Words


class ExportWords(Part):
    file: Words
    caption: Words

    @validator("file")
    def _file_name(cls, words: Words) -> Words:
        return matching(words, _FILE_NAME, "may have letters, digits, - and _ only, 40 at most")


class DeleteWords(Part):
    must: ClassVar[Places] = {"done": CONTACTS}
    ask: Words
    alert: Words
    confirm: Words
    keep: Words
    kept: Words
    late: Words
    done: Words
    on_hold: Words


class CommandWords(Part):
    name: Words
    about: Words

    @validator("name")
    def _name(cls, words: Words) -> Words:
        return matching(words, _NAME, "may have a-z, 0-9 and _ only, 32 at most: Telegram knows no other")

    @validator("about")
    def _short(cls, words: Words) -> Words:
        return matching(words, re.compile(f".{{1,{ABOUT_LIMIT}}}"), f"is longer than {ABOUT_LIMIT} characters")


class ChatWords(Part):
    """The whole file."""

    must: ClassVar[Places] = {
        "span": {"first", "last"},
        **dict.fromkeys(("moved", "help", "stopped"), CONTACTS),
    }
    welcome: WelcomeWords
    days: dict[str, Words]
    span: Words
    program: Words
    stranger: StrangerWords
    already: Words
    moved: Words
    menu: Words
    stale: Words
    consent: ConsentWords
    privacy: PrivacyWords
    help: Words
    stopped: Words
    pause: PauseWords
    export: ExportWords
    delete: DeleteWords
    commands: dict[ChatCommand, CommandWords]

    @validator("days")
    def _each_day(cls, days: dict[str, Words]) -> dict[str, Words]:
        if set(days) != set(DAYS):
            raise ValueError(f"need exactly {', '.join(DAYS)}")
        return days

    @validator("commands")
    def _each_command_once(cls, commands: dict[ChatCommand, CommandWords]) -> dict[ChatCommand, CommandWords]:
        whole(commands, ChatCommand)
        seen: dict[str, ChatCommand] = {}
        for command, words in commands.items():
            for name in words.name.as_data().values():
                if seen.setdefault(name, command) is not command:
                    raise ValueError(f"use /{name} twice, for {seen[name].value} and {command.value}; rename one")
        return commands

    def command(self, name: str) -> ChatCommand | None:
        """The command of this name, in any language, without "/"; None when there is none."""
        known = {n: command for command, words in self.commands.items() for n in words.name.as_data().values()}
        return known.get(name.casefold())


def load_chat_words(data: Path) -> ChatWords:
    """Read the file below ``data``. Raises ContentError with file and line of every fault."""
    return read_words(ChatWords, data / CHAT_FOLDER / ENROLMENT_FILE)


def read_words(model: type[Model], path: Path) -> Model:
    """A file of this shape. Raises ContentError with file and line of every fault."""
    content = read_yaml(path)
    try:
        return model.parse_obj(content)
    except ValidationError as error:
        raise ContentError(
            Problem(path, line_of(content, one["loc"]), _in_words(one)) for one in error.errors()
        ) from None


def whole(given: dict[Any, Any], names: type[Enum]) -> dict[Any, Any]:
    """Raises ValueError unless every name of the enumeration has its entry."""
    missing = [str(one.value) for one in names if one not in given]
    if missing:
        raise ValueError(f"lack {', '.join(missing)}; add it")
    return given


def matching(words: Words, pattern: re.Pattern[str], fault: str) -> Words:
    """Raises ValueError unless each language's text is as the pattern says."""
    for language, text in words.said:
        if not pattern.fullmatch(text):
            raise ValueError(f"{fault} ({language}: {text[:40]!r})")
    return words


def _in_words(error: Any) -> str:
    name = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str) and part != "__key__"), "this")
    said = {
        "value_error.missing": "is missing; add it",
        "value_error.extra": "does not belong here; delete it or correct its spelling",
        "type_error.enum": "holds a name that is not known; delete it or correct its spelling",
        "type_error.none.not_allowed": "is empty; fill it in",
    }
    return f"`{name}` {said.get(error['type'], error['msg'])}"
