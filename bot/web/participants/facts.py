"""What the pages about one participant show, each gathered at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import abort

from bot.db.database import Transaction
from bot.services import insight
from bot.services.insight import (
    Catalogue,
    Dose,
    Filters,
    Glance,
    Helped,
    IncidentEntry,
    RunEntry,
    Timeline,
    TriggersThenAndNow,
)
from bot.services.staff import caseload
from bot.services.staff.caseload import Label
from bot.web.context import web
from bot.web.participants.asked import Asked
from bot.web.participants.pictures import Picture, pictures
from bot.web.participants.rows import NEW
from bot.web.times import now

LATEST = 6
"""Entries on the first page; all are one click away."""
LATEST_INCIDENTS = 3
PRACTICE = timedelta(days=7)


@dataclass(frozen=True)
class Head:
    """Who the page is about. ``kept_back``: their practice may not be shown."""

    label: Label
    glance: Glance

    @property
    def kept_back(self) -> bool:
        return not self.glance.person.may_be_read


@dataclass(frozen=True)
class Overview:
    """``helped``: what something is claimed of; ``too_few``: what was done less than three times."""

    pictures: Sequence[Picture]
    helped: Sequence[Helped]
    too_few: Sequence[Helped]
    triggers: TriggersThenAndNow
    doses: Sequence[Dose]
    incidents: Sequence[RunEntry | IncidentEntry]
    latest: Timeline


def label_of(tx: Transaction, participant_id: str) -> Label:
    """For every page about somebody. Who may see everybody can ask for an id that nobody has: not found."""
    return caseload.labels(tx, [participant_id]).get(participant_id) or abort(404)


def head_of(tx: Transaction, participant_id: str) -> Head:
    """Eight queries."""
    label, moment = label_of(tx, participant_id), now()
    [glance] = insight.overview(tx, web().rules, [participant_id], moment - NEW, moment)
    return Head(label, glance)


def known_scripts(tx: Transaction) -> Catalogue:
    return insight.catalogue(tx, web().library)


def overview(tx: Transaction, head: Head) -> Overview:
    person, known, moment = head.glance.person, known_scripts(tx), now()
    helped = insight.what_helps(tx, known, person)
    return Overview(
        pictures(insight.series(tx, known, person, moment), web().zone),
        [one for one in helped if one.change.median is not None],
        [one for one in helped if one.change.median is None],
        insight.then_and_now(tx, known, person),
        insight.practice_done(tx, known, person, moment - PRACTICE, moment),
        insight.timeline(tx, known, person, Filters(kind="incident"), size=LATEST_INCIDENTS).entries,
        insight.timeline(tx, known, person, size=LATEST),
    )


def page_of_timeline(tx: Transaction, head: Head, known: Catalogue, wanted: Asked) -> Timeline:
    """Raises NoSuchPlace."""
    return insight.timeline(tx, known, head.glance.person, wanted.filters, after=wanted.after)
