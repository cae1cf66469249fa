"""A brief in words: the same lines for the participant in the chat and for staff on the page and on paper. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.scripts.words import Words
from bot.services.briefs.items import (
    AssignedPractice,
    Counted,
    Course,
    Fact,
    Item,
    Measured,
    Practised,
    Prepared,
    Rated,
    ThenAndNow,
)
from bot.services.briefs.words import BriefWords


@dataclass(frozen=True)
class Line:
    """``item`` in words; its ``fact`` holds the numbers, for who draws them."""

    item: Item
    text: str


@dataclass(frozen=True)
class Paragraph:
    """One section with its heading; never empty."""

    heading: str
    lines: tuple[Line, ...]


def write(words: BriefWords, items: Iterable[Item], language: str) -> list[Paragraph]:
    """The items in their order, section by section. What the participant wrote stays as they wrote it."""
    return [
        Paragraph(
            words.sections[section].to(language), tuple(Line(one, _line(words, one.fact, language)) for one in each)
        )
        for section, each in groupby(items, lambda item: item.section)
    ]


def _line(words: BriefWords, fact: Fact, language: str) -> str:
    return _WRITTEN[type(fact)](words, fact, language)


def _prepared(words: BriefWords, fact: Prepared, language: str) -> str:
    given = fact.given.to(language) if isinstance(fact.given, Words) else fact.given
    return _fill(words.lines.prepared, language, question=fact.question.to(language), given=given)


def _practised(words: BriefWords, fact: Practised, language: str) -> str:
    name = fact.name.to(language)
    line = _fill(words.lines.practised, language, name=name, times=fact.times, finished=fact.finished)
    if fact.change is None:
        return line
    return f"{line} {_fill(words.lines.changed, language, **vars(fact.change))}"


def _course(words: BriefWords, fact: Course, language: str) -> str:
    what = words.rated[fact.what] if isinstance(fact.what, Rated) else fact.what
    numbers = {"count": len(fact.points), "lowest": fact.lowest, "highest": fact.highest, "middle": fact.middle}
    line = _fill(words.lines.course, language, what=what.to(language).rstrip(".?"), **numbers)
    if fact.halves is None:
        return line
    earlier, later = fact.halves
    return f"{line} {_fill(words.lines.halves, language, earlier=earlier, later=later)}"


def _trigger(words: BriefWords, fact: ThenAndNow, language: str) -> str:
    numbers = {"then": fact.then, "then_runs": fact.then_runs, "now": fact.now, "now_runs": fact.now_runs}
    return _fill(words.lines.trigger, language, trigger=fact.trigger.to(language), **numbers)


def _measured(words: BriefWords, fact: Measured, language: str) -> str:
    *before, (_, newest) = fact.totals
    line = _fill(words.lines.measured, language, name=fact.name.to(language), total=newest, highest=fact.highest)
    if not before:
        return line
    return f"{line} {_fill(words.lines.measured_before, language, totals=', '.join(str(total) for _, total in before))}"


def _counted(words: BriefWords, fact: Counted, language: str) -> str:
    counts = ", ".join(f"{label.to(language)} {count}×" for label, count in fact.counts)
    return _fill(words.lines.counted, language, question=fact.question.to(language), counts=counts)


def _homework(words: BriefWords, fact: AssignedPractice, language: str) -> str:
    return _fill(words.lines.homework, language, name=fact.name.to(language), done=fact.done, due=fact.due)


def _fill(words: Words, language: str, **places: str | float) -> str:
    """Numbers as people write them: 6, 6.5, and 6,5 in Spanish."""
    written = {name: one if isinstance(one, str) else _number(one, language) for name, one in places.items()}
    return words.to(language).format(**written)


def _number(value: float, language: str) -> str:
    return f"{value:g}".replace(".", ",") if language == "es" else f"{value:g}"


_WRITTEN: dict[type[Fact], Callable[[BriefWords, Any, str], str]] = {
    Prepared: _prepared,
    Practised: _practised,
    Course: _course,
    ThenAndNow: _trigger,
    Measured: _measured,
    Counted: _counted,
    AssignedPractice: _homework,
}
