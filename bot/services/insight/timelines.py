"""What happened with one participant: runs, check-ins, measures, preparations and incidents, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.db import insight_answers, insight_runs
from bot.db.database import Transaction
from bot.db.insight_runs import Criteria, IncidentLine, RunLine
from bot.schedule.walls import moment_of
from bot.services.insight.entries import RunEntry, read_runs
from bot.services.insight.people import Person
from bot.services.insight.places import Place
from bot.services.insight.scripts import Catalogue

INCIDENT = "incident"
PAGE_SIZE = 25
SEARCHED_RUNS, SEARCHED_WORDS = 600, 300
"""Words are sealed: so many runs, newest first, are looked through, and so many answers opened."""
_RUN_KIND, _INCIDENT_KIND = "r", "i"


@dataclass(frozen=True)
class Filters:
    """What to show; what is left empty narrows nothing.

    Attributes:
        kind: exercise, check_in, session_prep, measure, plan or incident.
        first_day, last_day: days on the participant's wall, both included.
        origin: own, assigned or suggested.
        search: text in a script's name or in words that were shared; capitals alike.

    With a script, an origin or a search only runs are shown.
    """

    kind: str | None = None
    script_id: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    origin: str | None = None
    search: str = ""

    @property
    def with_runs(self) -> bool:
        return self.kind != INCIDENT

    @property
    def with_incidents(self) -> bool:
        about_runs = self.script_id or self.origin or self.search.strip()
        return self.kind in (None, INCIDENT) and not about_runs


@dataclass(frozen=True)
class IncidentEntry:
    """One incident; its words are read elsewhere, where the reading is audited. Times in UTC."""

    id: str
    at: datetime
    kind: str
    level: str
    state: str
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None


@dataclass(frozen=True)
class Timeline:
    """One page.

    Attributes:
        entries: newest first.
        next: where the next page begins (``after``); None: there is none.
        words_since: a search looked through the words of runs from then on, and all script names; None: all words.
    """

    entries: tuple[RunEntry | IncidentEntry, ...]
    next: str | None
    words_since: datetime | None = None


def timeline(
    tx: Transaction,
    known: Catalogue,
    person: Person,
    filters: Filters = Filters(),
    *,
    after: str = "",
    size: int = PAGE_SIZE,
) -> Timeline:
    """One page, whichever, for the same handful of queries.

    Args:
        known: the scripts, in the language that titles and questions are to be shown in.
        after: ``next`` of the page before; "" for the first.

    Raises:
        NoSuchPlace: ``after`` is nothing that ``next`` has been.
    """
    place = Place.read(after) if after else None
    since, until = _times(person, filters)
    runs: list[RunLine] = []
    words_since = None
    if filters.with_runs and person.may_be_read:
        words_since, criteria = _criteria(tx, person, known, filters)
        below = place.below(_RUN_KIND) if place else None
        runs = insight_runs.page(tx, person.id, criteria, below, size + 1)
    incidents: list[IncidentLine] = []
    if filters.with_incidents:
        below = place.below(_INCIDENT_KIND) if place else None
        incidents = insight_runs.incidents(tx, person.id, since, until, below, size + 1)
    places, more = _newest(runs, incidents, size)
    shown = {one.seq for one in places if one.kind == _RUN_KIND}
    page = [run for run in runs if run.seq in shown]
    read = dict(zip((run.seq for run in page), read_runs(tx, known, page), strict=True))
    told = {row.seq: as_entry(row) for row in incidents}
    entries = tuple(read[one.seq] if one.kind == _RUN_KIND else told[one.seq] for one in places)
    return Timeline(entries, places[-1].text if more else None, words_since)


def _newest(runs: Sequence[RunLine], incidents: Sequence[IncidentLine], size: int) -> tuple[list[Place], bool]:
    """Where each of the newest ``size`` stands, and whether there are more."""
    places = [Place(run.started_at, _RUN_KIND, run.seq) for run in runs]
    places += [Place(row.opened_at, _INCIDENT_KIND, row.seq) for row in incidents]
    in_order = sorted(places, key=lambda one: one.order, reverse=True)
    return in_order[:size], len(in_order) > size


def _times(person: Person, filters: Filters) -> tuple[datetime | None, datetime | None]:
    """From the beginning of the first day to before the end of the last."""
    first, last = filters.first_day, filters.last_day
    since = _midnight(person, first) if first else None
    until = _midnight(person, _known(last) + timedelta(days=1)) if last else None
    return since, until


def _midnight(person: Person, day: date) -> datetime:
    """When this day begins on the participant's wall."""
    return moment_of(datetime.combine(_known(day), time()), person.rhythm.zone)


def _known(day: date) -> date:
    """A day that calendars can count on from: dates come from people's hands."""
    return min(max(day, date(1970, 1, 2)), date(9000, 1, 1))


def _criteria(tx: Transaction, person: Person, known: Catalogue, filters: Filters) -> tuple[datetime | None, Criteria]:
    scripts = None if filters.kind is None else set(known.of_kind(filters.kind))
    if filters.script_id is not None:
        scripts = {filters.script_id} if scripts is None else scripts & {filters.script_id}
    since, until = _times(person, filters)
    plain = Criteria(scripts, filters.origin, since, until)
    wanted = filters.search.strip().casefold()
    if not wanted:
        return None, plain
    reach, words = insight_answers.shared_words(tx, person.id, plain, SEARCHED_RUNS, SEARCHED_WORDS)
    found = known.named(wanted), {line.run_id for line in words if wanted in line.text.casefold()}
    return reach, Criteria(scripts, filters.origin, since, until, found)


def as_entry(row: IncidentLine) -> IncidentEntry:
    acknowledged, resolved = (row.acknowledged_at, row.acknowledged_by), (row.resolved_at, row.resolved_by)
    return IncidentEntry(row.id, row.opened_at, row.kind, row.level, row.state, *acknowledged, *resolved)
