"""What the screen says of a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Outcome(str, Enum):
    """PAGE: staff now. CHECK: one direct question, staff see it. NONE: nothing found."""

    NONE = "none"
    CHECK = "check"
    PAGE = "page"

    def __lt__(self, other: object) -> bool:
        return _RANK.index(self) < _RANK.index(Outcome(other))

    def __gt__(self, other: object) -> bool:
        return _RANK.index(self) > _RANK.index(Outcome(other))

    def __le__(self, other: object) -> bool:
        return not self > other

    def __ge__(self, other: object) -> bool:
        return not self < other


_RANK = (Outcome.NONE, Outcome.CHECK, Outcome.PAGE)


@dataclass(frozen=True)
class Verdict:
    """``span`` counts characters of the text as it came in, end exclusive; ``lexicon`` is the lexicon's version.

    ``language``: that of the words where something was found; None where it may be either.
    """

    outcome: Outcome
    kind: str | None = None
    rule: str | None = None
    span: tuple[int, int] | None = None
    lexicon: str = ""
    language: str | None = None
