"""What went in and what came of it. Nothing may be lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ledger:
    """One fault, some times over.

    ``messages`` were accepted or are still being sent; ``crises`` are those of them that a person must hear of.
    ``pages`` reached the receiver. ``lost``: messages without a row, crises without an incident or a safety reply,
    incidents without a page. ``extra``: rows, incidents and pages beyond what was to be. ``slowest``: seconds, of what
    ``measured`` names.
    """

    fault: str
    times: int
    messages: int = 0
    inbox: int = 0
    crises: int = 0
    incidents: int = 0
    pages: int = 0
    lost: tuple[str, ...] = ()
    extra: int = 0
    slowest: float | None = None
    measured: str = ""

    def __add__(self, other: Ledger) -> Ledger:
        """The same fault in two places, as one."""
        slowest = [one for one in (self.slowest, other.slowest) if one is not None]
        return Ledger(
            self.fault,
            self.times + other.times,
            self.messages + other.messages,
            self.inbox + other.inbox,
            self.crises + other.crises,
            self.incidents + other.incidents,
            self.pages + other.pages,
            self.lost + other.lost,
            self.extra + other.extra,
            max(slowest, default=None),
            self.measured,
        )

    def check(self) -> None:
        """Nothing is lost, every message stands in the inbox once, every crisis has one incident."""
        assert not self.lost, self.lost
        assert self.inbox == self.messages
        assert self.incidents == self.crises
        assert self.pages >= self.incidents


HEAD = ("fault", "times", "messages", "inbox", "crises", "incidents", "pages", "lost", "extra", "measured")


def table(ledgers: Sequence[Ledger]) -> list[str]:
    """A Markdown table, a ledger a line."""
    rows = [HEAD, *(_cells(one) for one in sorted(ledgers, key=lambda one: _number(one.fault)))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [_line(row, widths) for row in rows]
    return [lines[0], _line(tuple("-" * width for width in widths), widths), *lines[1:]]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered) - 1e-9))]


def _cells(one: Ledger) -> tuple[str, ...]:
    numbers = (one.times, one.messages, one.inbox, one.crises, one.incidents, one.pages, len(one.lost), one.extra)
    return (one.fault, *(str(number) for number in numbers), f"{one.measured} {_length(one.slowest)}".strip())


def _length(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.2f} s" if seconds >= 0.1 else f"{seconds * 1000:.1f} ms"


def _line(cells: tuple[str, ...], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _number(fault: str) -> tuple[int, str]:
    digits = fault[1:].partition(" ")[0]
    return (int(digits) if digits.isdecimal() else 0, fault)
