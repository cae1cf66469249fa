"""Today: open incidents first, then who has a session, who has gone quiet, and what is new since the last visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template

from bot.services.incidents import queue
from bot.services.insight.caseload import Glance, overview
from bot.services.staff import accounts, caseload
from bot.services.staff.rights import Right
from bot.web.access import allow, looking, note, staff
from bot.web.context import web
from bot.web.times import now

today = Blueprint("today", __name__)
FIRST_VISIT = timedelta(days=7)
"""How far back what is new goes for who was never here before."""


@today.get("/today")
@allow(Right.PARTICIPANTS, "today_read")
def index() -> str:
    with looking() as tx:
        account = accounts.existing(tx, staff().id)
        since = account.visit_before_at or now() - FIRST_VISIT
        people = {label.id: label for label in caseload.own(tx, staff())}
        glances = overview(tx, web().rules, people, since, now())
        incidents = queue.open_queue(tx, staff())
    note(f"caseload {len(people)}")
    places = {
        "incidents": incidents,
        "people": people,
        "meetings": _together(glances),
        "quiet": [one for one in glances if one.quiet or one.unreachable_since],
        "fresh": [one for one in glances if one.new_runs],
        "since": since,
    }
    return render_template("today/today.html", **places, now=now())


@dataclass(frozen=True)
class Meeting:
    """A session of one person, or of a group: those who meet at the same time for the same kind of session."""

    starts_at: datetime
    kind: str
    people: tuple[str, ...]


def _together(glances: Sequence[Glance]) -> list[Meeting]:
    found: dict[tuple[datetime, str], list[str]] = {}
    for glance in glances:
        for one in glance.sessions:
            found.setdefault((one.starts_at, one.kind), []).append(glance.person.id)
    return [Meeting(*key, tuple(people)) for key, people in sorted(found.items())]
