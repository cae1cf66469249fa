"""Numbers of a group that say nothing of one person in it."""

from __future__ import annotations

from dataclasses import dataclass

SMALLEST_CELL = 5


@dataclass(frozen=True)
class Split:
    """How many of a group did something. Both None: shown, either number could be traced to persons.

    One number with the group's size gives away the other, so they are shown together or not at all. A cell of none is
    as small as one of one: that nobody did it, or everybody, says it of each.
    """

    did: int | None
    did_not: int | None

    @property
    def is_shown(self) -> bool:
        return self.did is not None


def split(did: int, group: int) -> Split:
    """``did`` of a ``group`` of so many persons."""
    did_not = group - did
    if min(did, did_not) < SMALLEST_CELL:
        return Split(None, None)
    return Split(did, did_not)
