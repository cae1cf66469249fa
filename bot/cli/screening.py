"""``interlude screen`` and ``interlude train-screen``: the crisis screen at the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.errors import clear_errors
from bot.safety.verdict import Outcome, Verdict
from bot.settings import read_settings

if TYPE_CHECKING:
    from bot.safety.screen import Screen

UNREADABLE = "screen.unreadable_line"
"""Rule of a line that is no JSON with a text: it might hold anything, so it counts as a page."""


def screen() -> None:
    """Read JSON lines with "text", write for each its "outcome", "kind", "rule" and "span"."""
    from bot.safety.screen import load_screen

    with clear_errors():
        opened = load_screen(read_settings().data / "safety")
        for answer in answers(opened, sys.stdin.buffer):
            typer.echo(json.dumps(answer))


def train_screen(
    figures: Annotated[bool, typer.Option("--figures", help="Only measure, and write the table into docs/.")] = False,
) -> None:
    """Train the second screen on data/safety/development and write data/safety/second_screen.npz."""
    from bot.stack.screen_figures import write_figures
    from bot.stack.screen_training import store_second_screen

    with clear_errors():
        data = read_settings().data
        if not figures:
            typer.echo(f"Trained: {store_second_screen(data)}")
        for path in write_figures(data / "safety"):
            typer.echo(f"Written: {path}")


def answers(opened: Screen, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """One answer a line, in order; empty lines are passed over."""
    for line in lines:
        if line.strip():
            yield _as_data(_judged(opened, line))


def _judged(opened: Screen, line: bytes) -> Verdict:
    try:
        text = json.loads(line)["text"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return Verdict(Outcome.PAGE, rule=UNREADABLE)
    return opened.judge(text) if isinstance(text, str) else Verdict(Outcome.PAGE, rule=UNREADABLE)


def _as_data(verdict: Verdict) -> dict[str, Any]:
    span = None if verdict.span is None else list(verdict.span)
    return {"outcome": verdict.outcome.value, "kind": verdict.kind, "rule": verdict.rule, "span": span}
