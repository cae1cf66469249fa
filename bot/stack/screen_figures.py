"""Measures the screen on messages that nothing was tuned or trained on, and writes the table into the docs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.safety.screen import Screen, load_screen
from bot.safety.verdict import Outcome
from bot.settings import ROOT
from bot.stack.screen_training import Labelled, read_messages

DOCS = (ROOT / "docs" / "safety.md",)
_LONG = 20
"""Words of a message from which on it tells of something, and requests nothing, greets nobody and is no answer."""
_PLACE = re.compile(r"<!-- figures -->.*?<!-- end of figures -->", re.DOTALL)


@dataclass(frozen=True)
class Judged:
    """A labelled message and what the screen made of it."""

    message: Labelled
    outcome: Outcome


def judge_unseen(safety: Path, screen: Screen | None = None) -> list[Judged]:
    """Judge the messages under ``unseen``: other authors wrote them; lexicon and model were not fitted to them."""
    opened = screen or load_screen(safety)
    return [Judged(one, opened.judge(one.text).outcome) for one in read_messages(safety / "unseen")]


def write_figures(safety: Path) -> list[Path]:
    """Put the table between the marks of each page of the docs; returns the pages."""
    table = f"<!-- figures -->\n{table_of(judge_unseen(safety))}\n<!-- end of figures -->"
    for path in DOCS:
        path.write_text(_PLACE.sub(lambda _: table, path.read_text()))
    return list(DOCS)


def table_of(judged: Sequence[Judged]) -> str:
    """The figures in Markdown: crisis messages by kind, language and disguise; harmless ones by kind."""
    crisis = [one for one in judged if one.message.crisis]
    harmless = [one for one in judged if not one.message.crisis]
    hard = [one for one in harmless if not one.message.everyday]
    everyday = [one for one in harmless if one.message.everyday]
    return "\n".join(
        [
            f"{len(crisis)} crisis messages: how many were found",
            "",
            "| | messages | PAGE or CHECK | PAGE |",
            "| --- | --- | --- | --- |",
            _row("all", crisis),
            *_rows(crisis, lambda one: one.message.kind.replace("_", " ")),
            *_rows(crisis, lambda one: f"language: {one.message.language}"),
            *_rows(crisis, lambda one: f"disguise: {one.message.disguise}"),
            "",
            f"{len(harmless)} harmless messages: how many raised something",
            "",
            "| | messages | PAGE or CHECK | PAGE |",
            "| --- | --- | --- | --- |",
            _row("hard ones, all", hard),
            *_rows(harmless, lambda one: one.message.kind.replace("_", " ")),
            *_rows(everyday, lambda one: f"everyday: {_LONG} words or more" if _is_long(one) else "everyday: shorter"),
        ]
    )


def _is_long(one: Judged) -> bool:
    return len(one.message.text.split()) >= _LONG


def _rows(judged: Sequence[Judged], name_of: Callable[[Judged], str]) -> list[str]:
    names = sorted({name_of(one) for one in judged})
    return [_row(name, [one for one in judged if name_of(one) == name]) for name in names]


def _row(name: str, judged: Sequence[Judged]) -> str:
    count = len(judged) or 1
    raised = sum(one.outcome is not Outcome.NONE for one in judged) / count
    paged = sum(one.outcome is Outcome.PAGE for one in judged) / count
    return f"| {name} | {len(judged)} | {raised:.3f} | {paged:.3f} |"
