"""Buttons outside scripts: their payload is an intent for Rasa."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.scripts.library import Library
from bot.scripts.schema import Family, Script

Button = dict[str, str]


def to_intent(title: str, intent: str, **entities: str) -> Button:
    return {"title": title, "payload": f"/{intent}{json.dumps(entities) if entities else ''}"}


def to_scripts(scripts: Iterable[Script], language: str, **entities: str) -> list[Button]:
    """One button to begin each script."""
    return [to_intent(s.name.to(language), "practise", script=s.id, **entities) for s in scripts]


def to_families(library: Library, language: str) -> list[Button]:
    """The menu: one button for each group of scripts."""
    names = library.wording.families
    return [to_intent(names[family].to(language), "list_exercises", family=family.value) for family in library.families]


def to_route(route: str, library: Library, language: str) -> Button | None:
    """A button to a route that the classifier named; None for what has no name for people.

    Where an intent and a script have one name, the intent leads: it shows a plan and offers to write one.
    """
    words = library.wording.routes.get(route)
    if words:
        return to_intent(words.to(language), route)
    return to_scripts([library.scripts[route]], language)[0] if route in library.scripts else None


def to_person(library: Library, language: str) -> Button:
    return to_intent(library.wording.routes["talk_to_staff"].to(language), "talk_to_staff")


def family_of(value: str | None) -> Family | None:
    return next((family for family in Family if family.value == value), None)
