"""Where a page of a timeline ends, as text that goes out in a link and comes back in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bot.db.insight_runs import Below

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_TEXT = re.compile(r"([0-9]{1,17})([ir])([0-9]{1,18})")
_TOP = 2**63 - 1
_KINDS = "ir"
"""Incidents, then runs: of what began at one moment, runs come first on the page."""


class NoSuchPlace(ValueError):
    """This was never the end of a page."""


@dataclass(frozen=True)
class Place:
    """What stands last on a page: what is older than it comes next, whatever has been added meanwhile."""

    at: datetime
    kind: str
    seq: int

    @property
    def text(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}{self.kind}{self.seq}"

    @classmethod
    def read(cls, text: str) -> Place:
        """Raises NoSuchPlace."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise NoSuchPlace
        return cls(_EPOCH + timedelta(microseconds=int(found[1])), found[2], int(found[3]))

    @property
    def order(self) -> tuple[datetime, int, int]:
        return self.at, _KINDS.index(self.kind), self.seq

    def below(self, kind: str) -> Below:
        """What of this kind comes after this place."""
        if kind == self.kind:
            return self.at, self.seq
        return self.at, (_TOP if _KINDS.index(kind) < _KINDS.index(self.kind) else 0)
