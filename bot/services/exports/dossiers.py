"""What an export for the care team is made of: everything of one participant that they may read, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.db import insight_runs
from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.insight_runs import Criteria
from bot.services.insight import Catalogue, IncidentEntry, Person, RunEntry
from bot.services.insight.entries import read_runs
from bot.services.insight.timelines import as_entry

MEASURE, CHECK_IN, SESSION_PREP = "measure", "check_in", "session_prep"
_BATCH = 500
"""Runs that are read at once: one query cannot name 10,000."""


@dataclass(frozen=True)
class Dossier:
    """Oldest first. ``runs`` is empty while the participant may not be read; ``incidents`` hold no words."""

    person: Person
    made_at: datetime
    runs: tuple[RunEntry, ...]
    incidents: tuple[IncidentEntry, ...]

    @property
    def measures(self) -> list[RunEntry]:
        return [run for run in self.runs if run.script.kind == MEASURE]


def gather(
    tx: Transaction, known: Catalogue, person: Person, since: datetime | None = None, until: datetime | None = None
) -> Dossier:
    """All that began from ``since`` and before ``until``; titles and questions in the catalogue's language."""
    runs = _runs(tx, known, person, Criteria(since=since, until=until)) if person.may_be_read else ()
    incidents = insight_runs.incidents(tx, person.id, since, until)
    told = tuple(as_entry(row) for row in incidents)
    return Dossier(person, now(), tuple(runs)[::-1], told[::-1])


def _runs(tx: Transaction, known: Catalogue, person: Person, criteria: Criteria) -> Iterator[RunEntry]:
    """Newest first."""
    below = None
    while lines := insight_runs.page(tx, person.id, criteria, below, _BATCH):
        yield from read_runs(tx, known, lines)
        below = lines[-1].started_at, lines[-1].seq
