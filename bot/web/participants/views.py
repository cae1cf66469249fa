"""The caseload; one participant: what was practised and what it changed; and the whole timeline."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from bot.services.insight import NoSuchPlace
from bot.services.staff import caseload
from bot.services.staff.rights import Right
from bot.web.access import allow, looking, note, staff
from bot.web.context import web
from bot.web.participants import facts
from bot.web.participants.asked import KINDS, ORIGINS, asked
from bot.web.participants.rows import named_like, sheet
from bot.web.times import now

participants = Blueprint("participants", __name__)


@participants.get("/participants")
@participants.get("/participants/")
@allow(Right.PARTICIPANTS, "participants_read")
def index() -> str:
    everybody = request.args.get("everybody") == "1"
    if everybody and not staff().may(Right.EVERYBODY):
        abort(403)
    search = request.args.get("q", "").strip()
    with looking() as tx:
        labels = caseload.everybody(tx) if everybody else caseload.own(tx, staff())
        page = request.args.get("page", 1, int)
        found = sheet(tx, web().rules, named_like(labels, search), page, now())
    note(f"{'everybody' if everybody else 'own'} {len(found.rows)}{' searched' if search else ''}")
    return render_template("participants/participants.html", sheet=found, everybody=everybody, q=search)


@participants.get("/participants/<participant_id>")
@allow(Right.PARTICIPANTS, "participant_read")
def one(participant_id: str) -> str:
    with looking() as tx:
        head = facts.head_of(tx, participant_id)
        found = facts.overview(tx, head)
    return render_template("participants/one.html", head=head, overview=found)


@participants.get("/participants/<participant_id>/timeline")
@allow(Right.PARTICIPANTS, "participant_timeline_read")
def timeline(participant_id: str) -> str:
    wanted = asked(request.args)
    with looking() as tx:
        head, known = facts.head_of(tx, participant_id), facts.known_scripts(tx)
        try:
            found = facts.page_of_timeline(tx, head, known, wanted)
        except NoSuchPlace:
            abort(404)
    note(wanted.codes)
    places = {"titles": known.titles(), "kinds": KINDS, "origins": ORIGINS}
    return render_template("participants/timeline.html", head=head, timeline=found, asked=wanted, **places)
