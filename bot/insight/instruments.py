"""Standard measures: which answers count, how they are added up, and the codes they go by elsewhere (LOINC)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FREQUENCIES = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
"""LOINC answers of PHQ and GAD for 0 to 3: not at all, several days, more than half the days, nearly every day."""


@dataclass(frozen=True)
class Instrument:
    """``items``: its first so many questions count. ``factor``: what the sum is multiplied by.

    ``item_codes``: place of a question, from 1, to its LOINC code. ``answer_codes``: by what was answered.
    """

    name: str
    items: int
    highest: int
    factor: int = 1
    panel_code: str | None = None
    total_code: str | None = None
    item_codes: tuple[tuple[int, str], ...] = ()
    answer_codes: tuple[str, ...] = ()

    def total(self, answers: Sequence[int | None]) -> int | None:
        """The score; None while a question that counts has no answer. ``answers``: in the order of the questions."""
        counting = [answer for answer in answers[: self.items] if answer is not None]
        return self.factor * sum(counting) if len(counting) == self.items else None


_KNOWN = {
    "phq9": Instrument("PHQ-9", 9, 27, 1, "44249-1", "44261-6", ((9, "44260-8"),), FREQUENCIES),
    "phq8": Instrument("PHQ-8", 8, 24, answer_codes=FREQUENCIES),
    "gad7": Instrument("GAD-7", 7, 21, total_code="70274-6", answer_codes=FREQUENCIES),
    "pcl5": Instrument("PCL-5", 20, 80),
    "auditc": Instrument("AUDIT-C", 3, 12),
    "who5": Instrument("WHO-5", 5, 100, factor=4),
}


def instrument_of(script_id: str) -> Instrument | None:
    """The instrument that a script of this id asks (phq9, phq_9); None for any other script."""
    return _KNOWN.get("".join(letter for letter in script_id.lower() if letter.isalnum()))
