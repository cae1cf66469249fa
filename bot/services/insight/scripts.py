"""Titles, kinds and questions of scripts, of those too that are no longer there: every version that was run is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.db import insight_runs
from bot.db.database import Transaction
from bot.scripts.library import Library
from bot.scripts.schema import Ask, Choose, Pace, Say, Scale, Script

AnyStep = Say | Ask | Choose | Scale | Pace
Version = tuple[str, str]
"""A script's id and the version that a run is pinned to."""


@dataclass(frozen=True)
class Title:
    """``kind``: exercise, check_in, session_prep, measure, plan; empty where nothing is known but the id."""

    script_id: str
    title: str
    kind: str


@dataclass(frozen=True)
class Catalogue:
    """Every script that is there or was ever run, in its newest wording."""

    scripts: Mapping[str, Script]
    language: str

    def title(self, script_id: str) -> Title:
        script = self.scripts.get(script_id)
        return (
            Title(script_id, script.name.to(self.language), script.kind) if script else Title(script_id, script_id, "")
        )

    def titles(self) -> list[Title]:
        """All, by title."""
        return sorted((self.title(script_id) for script_id in self.scripts), key=lambda one: one.title.casefold())

    def of_kind(self, kind: str) -> list[str]:
        """The ids of the scripts of a kind."""
        return [script_id for script_id, script in self.scripts.items() if script.kind == kind]

    def named(self, text: str) -> list[str]:
        """The ids of scripts whose name holds this text in any language, capitals alike."""
        wanted = text.casefold()
        return [
            script_id
            for script_id, script in self.scripts.items()
            if any(wanted in name.casefold() for _, name in script.name.said)
        ]

    def trigger(self, value: str) -> str:
        """What stood on the button of this trigger."""
        steps = (step for script in self.scripts.values() for step in script.steps if step.log_as == "trigger")
        labels = (_label(step, value, self.language) for step in steps)
        return next((label for label in labels if label), value.replace("_", " "))


def catalogue(tx: Transaction, library: Library, language: str = "en") -> Catalogue:
    """One query."""
    gone = insight_runs.other_scripts(tx, library.scripts)
    return Catalogue({**{script_id: _parsed(body) for script_id, body in gone.items()}, **library.scripts}, language)


@dataclass(frozen=True)
class Sheet:
    """A script as it was when it was run, asked step by step. ``script``: None where that is not known any more.

    ``places``: from 1, of the steps that are answered by a number or a button and by nothing else, in their order.
    """

    script: Script | None
    steps: Mapping[str, AnyStep]
    places: Mapping[str, int]

    @classmethod
    def of(cls, script: Script | None) -> Sheet:
        steps = {step.id: step for step in script.steps} if script else {}
        counting = script.counting if script is not None else []
        return cls(script, steps, {step.id: place for place, step in enumerate(counting, 1)})

    def question(self, step_id: str, language: str) -> str:
        """What was asked at this step; the step's id where that is not known."""
        step = self.steps.get(step_id)
        return step.question.to(language) if isinstance(step, Ask | Choose | Scale) else step_id

    def label(self, step_id: str, value: str, language: str) -> str | None:
        """What stood on the button of this value."""
        return _label(self.steps.get(step_id), value, language)

    def trigger(self, value: str, language: str) -> str | None:
        """What stood on the button of this trigger."""
        labels = (_label(step, value, language) for step in self.steps.values() if step.log_as == "trigger")
        return next((label for label in labels if label), None)

    def logged_as(self, step_id: str) -> str | None:
        """What the answer to this step is kept as besides (distress, trigger, sharing)."""
        step = self.steps.get(step_id)
        return step.log_as if step is not None else None


def pinned(tx: Transaction, known: Catalogue, versions: Collection[Version]) -> dict[Version, Sheet]:
    """The scripts as they were when they were run; one query, or none where all are as they are now."""
    now = {(script.id, script.version): script for script in known.scripts.values()}
    before = [version for version in versions if version not in now]
    bodies = insight_runs.bodies(tx, before) if before else {}
    found = now | {version: _parsed(body) for version, body in bodies.items()}
    return {version: Sheet.of(found.get(version)) for version in versions}


def _label(step: AnyStep | None, value: str, language: str) -> str | None:
    options = step.options if isinstance(step, Choose) else ()
    return next((option.label.to(language) for option in options if option.value == value), None)


@lru_cache(maxsize=256)
def _parsed(body: str) -> Script:
    """A version never changes, and reading it costs a millisecond or two."""
    return Script.parse_raw(body)
