"""Every setting, command and script key can be looked up in README.md or docs/."""

from __future__ import annotations

import re
from typing import get_args

import pytest
import typer
from typer.models import TyperInfo

from bot.cli.main import app
from bot.scripts.commands import Command
from bot.scripts.loader import STEP_KINDS
from bot.scripts.schema import KINDS, Ask, Caution, Choose, Family, LogAs, Need, Pace, Phase, Review, Say, Scale, Script
from bot.settings import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
AUTHORS = (ROOT / "docs" / "writing-scripts.md").read_text(encoding="utf-8")

NOT_WRITTEN = {"kind", "version"}
YAML_NAMES = {"texts": "say", "question": "ask", "lowest": "from", "highest": "to"}
"""Fields of the schema that authors know by another name."""
SCRIPT_KEYS = {*Script.__fields__, *Review.__fields__} - NOT_WRITTEN
STEP_KEYS = {
    YAML_NAMES.get(field, field)
    for part in (Say, Ask, Choose, Scale, Pace, Phase)
    for field in part.__fields__
    if field not in NOT_WRITTEN
}


def settings_read() -> set[str]:
    """The environment variables that bot/settings.py asks for."""
    source = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"""env\.get\(\s*"([A-Z_]+)\"""", source))


def commands() -> set[str]:
    return {*_names(app), *(f"{group.name} {name}" for group in app.registered_groups for name in _names(group))}


def _names(of: typer.Typer | TyperInfo) -> set[str]:
    found = of.typer_instance if isinstance(of, TyperInfo) else of
    assert found is not None
    return {one.name or one.callback.__name__.replace("_", "-") for one in found.registered_commands if one.callback}


def test_the_search_finds_settings_and_commands() -> None:
    assert {"INTERLUDE_STATE", "DATABASE_URL", "INTERLUDE_RESUME_AFTER"} <= settings_read()
    assert {"run", "check", "play", "log", "incidents show"} <= commands()


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_every_setting_is_documented(name: str) -> None:
    assert re.search(rf"\b{name}\b", TEXT)


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_documented(name: str) -> None:
    assert re.search(rf"\binterlude {name}\b", TEXT)


@pytest.mark.parametrize("key", sorted(SCRIPT_KEYS | STEP_KEYS | {"if", "then", "else", *STEP_KINDS}))
def test_every_key_of_a_script_is_documented(key: str) -> None:
    assert re.search(rf"`{key}`|^[\s{{-]*{key}:|[{{,] ?{key}:", AUTHORS, re.MULTILINE)


@pytest.mark.parametrize(
    "value",
    [
        *KINDS,
        *(family.value for family in Family),
        *(need.value for need in Need),
        *get_args(LogAs),
        *(one.value for one in Caution),
    ],
)
def test_every_value_an_author_can_choose_is_documented(value: str) -> None:
    assert f"`{value}`" in AUTHORS


@pytest.mark.parametrize("command", list(Command))
def test_every_command_word_is_documented(command: Command) -> None:
    assert re.search(rf"\b{command.value}\b", AUTHORS, re.IGNORECASE)
