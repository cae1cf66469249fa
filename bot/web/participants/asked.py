"""What an address asks of a timeline: filters, a search, and where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.services.insight import Filters

KINDS = {
    "exercise": "Exercises",
    "check_in": "Check-ins",
    "measure": "Measures",
    "session_prep": "Preparations",
    "plan": "Plans",
    "incident": "Incidents",
}
ORIGINS = {"own": "Own choice", "assigned": "Assigned", "suggested": "Suggested"}
MOST_LETTERS = 100
"""Of a search."""


@dataclass(frozen=True)
class Asked:
    """``faults``: what could not be read and narrows nothing. ``given``: the fields as they were filled in."""

    filters: Filters
    after: str
    given: Mapping[str, str]
    faults: tuple[str, ...]

    @property
    def codes(self) -> str:
        """For the audit: which filters were used, and no word that somebody typed."""
        kind, origin = self.filters.kind, self.filters.origin
        used = [name for name in ("script", "from", "to", "q") if self.given[name]]
        return " ".join([*filter(None, (kind, origin)), *used, *(["older"] if self.after else [])]) or "all"


def asked(arguments: Mapping[str, str]) -> Asked:
    """Whatever was written in an address: it never fails."""
    given = {name: arguments.get(name, "").strip() for name in ("kind", "script", "from", "to", "origin", "q")}
    first, last = _day(given["from"]), _day(given["to"])
    named = {"from": first, "to": last}
    faults = [f"“{name}” is no date." for name, day in named.items() if given[name] and day is None]
    if first and last and first > last:
        faults.append("“From” lies after “to”: nothing can be found.")
    filters = Filters(
        kind=given["kind"] if given["kind"] in KINDS else None,
        script_id=given["script"] or None,
        first_day=first,
        last_day=last,
        origin=given["origin"] if given["origin"] in ORIGINS else None,
        search=given["q"][:MOST_LETTERS],
    )
    return Asked(filters, arguments.get("after", ""), given, tuple(faults))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
