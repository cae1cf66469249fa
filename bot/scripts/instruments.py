"""Standard measures: which answers count, how they are added up, and the codes they go by elsewhere (LOINC)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FREQUENCIES = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
"""LOINC answers of PHQ and GAD for 0 to 3: not at all, several days, more than half the days, nearly every day."""


@dataclass(frozen=True)
class Instrument:
    """``items``: its first so many questions count. ``factor``: what the sum is multiplied by.

    ``item_codes``: place of a question, from 1, to its LOINC code. ``answer_codes``: by what was answered. ``bands``:
    from which total on, and what such a total is called where the instrument was published; for staff alone.
    """

    name: str
    items: int
    highest: int
    factor: int = 1
    panel_code: str | None = None
    total_code: str | None = None
    item_codes: tuple[tuple[int, str], ...] = ()
    answer_codes: tuple[str, ...] = ()
    bands: tuple[tuple[int, str], ...] = ()

    def total(self, answers: Sequence[int | None]) -> int | None:
        """The score; None while a question that counts has no answer. ``answers``: in the order of the questions."""
        counting = [answer for answer in answers[: self.items] if answer is not None]
        return self.factor * sum(counting) if len(counting) == self.items else None

    def band(self, total: int | None) -> str | None:
        """What a total is called; None where there is none, or nothing to call it."""
        reached = [name for lowest, name in self.bands if total is not None and total >= lowest]
        return reached[-1] if reached else None


_DEPRESSION = ((0, "minimal"), (5, "mild"), (10, "moderate"), (15, "moderately severe"), (20, "severe"))
"""Kroenke, Spitzer and Williams 2001, and of the PHQ-8 Kroenke and others 2009."""
_ANXIETY = ((0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe"))
"""Spitzer and others 2006."""
_TRAUMA = ((0, "below the cut of 31 to 33"), (31, "at the cut of 31 to 33"), (34, "above the cut of 31 to 33"))
"""National Center for PTSD: a provisional cut, no bands of severity."""
_WELL_BEING = ((0, "low"), (52, "not low"))
"""Topp and others 2015: low below 13 of 25 raw points, which is 52 of 100."""
_KNOWN = {
    "phq9": Instrument("PHQ-9", 9, 27, 1, "44249-1", "44261-6", ((9, "44260-8"),), FREQUENCIES, _DEPRESSION),
    "phq8": Instrument("PHQ-8", 8, 24, answer_codes=FREQUENCIES, bands=_DEPRESSION),
    "gad7": Instrument("GAD-7", 7, 21, 1, "69737-5", "70274-6", answer_codes=FREQUENCIES, bands=_ANXIETY),
    "pcl5": Instrument("PCL-5", 20, 80, bands=_TRAUMA),
    "auditc": Instrument("AUDIT-C", 3, 12, 1, "72109-2", "75626-2"),
    "who5": Instrument("WHO-5", 5, 100, factor=4, bands=_WELL_BEING),
}


def points(number: int | None, value: str | None) -> int | None:
    """What an answer counts: a rating, or the number that stands for a button."""
    if number is not None:
        return number
    return int(value) if value is not None and value.isdecimal() else None


def instrument_of(script_id: str) -> Instrument | None:
    """The instrument that a script of this id asks (phq9, phq_9); None for any other script."""
    return _KNOWN.get("".join(letter for letter in script_id.lower() if letter.isalnum()))
