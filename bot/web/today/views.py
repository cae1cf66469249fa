"""Today: open incidents first, then who has a session, who has gone quiet, and what is new since the last visit."""

from __future__ import annotations

from flask import Blueprint, render_template

from bot.services.incidents import queue
from bot.services.insight.caseload import overview
from bot.services.staff import accounts, caseload
from bot.services.staff.rights import Right
from bot.web.access import allow, looking, note, staff
from bot.web.context import web
from bot.web.times import now

today = Blueprint("today", __name__)


@today.get("/today")
@allow(Right.PARTICIPANTS, "today_read")
def index() -> str:
    with looking() as tx:
        account = accounts.existing(tx, staff().id)
        since = account.visit_before_at or account.created_at
        people = {label.id: label for label in caseload.own(tx, staff())}
        glances = overview(tx, web().rules, people, since, now())
        incidents = queue.open_queue(tx, staff())
    note(f"caseload {len(people)}")
    meetings = sorted(
        ((meeting, glance) for glance in glances for meeting in glance.sessions), key=lambda one: one[0].starts_at
    )
    places = {
        "incidents": incidents,
        "people": people,
        "meetings": meetings,
        "quiet": [one for one in glances if one.quiet or one.unreachable_since],
        "fresh": [one for one in glances if one.new_runs],
        "since": since,
    }
    return render_template("today/today.html", **places, now=now())
