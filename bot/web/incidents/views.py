"""The queue of incidents, and one of them: its words, notes and history; taking, handing over and resolving it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.db.database import Transaction
from bot.services import incidents
from bot.services.incidents import NoNote, Refused, queue
from bot.services.staff import accounts, auditing
from bot.services.staff.rights import Right, Staff
from bot.web.access import action, allow, changing, database, looking, note, staff
from bot.web.context import web
from bot.web.incidents.forms import AcknowledgeForm, HandOverForm, NoteForm, ResolveForm

incidents_room = Blueprint("incidents", __name__)
NOBODY = "Your account stands for nobody in the escalation file. An administrator can change that."


@incidents_room.get("/incidents")
@incidents_room.get("/incidents/")
@allow(Right.INCIDENTS, "incidents_read")
def index() -> str:
    with looking() as tx:
        rows, done = queue.open_queue(tx, staff()), queue.resolved(tx, staff())
    note(f"open {len(rows)}")
    return render_template("incidents/incidents.html", rows=rows, done=done)


@incidents_room.get("/live/incidents")
@allow(Right.INCIDENTS, "incidents_watched", by_itself=True)
def live_queue() -> str:
    with looking() as tx:
        rows = queue.open_queue(tx, staff())
    return render_template("incidents/queue.html", rows=rows)


@incidents_room.get("/live/alerts")
@allow(Right.INCIDENTS, by_itself=True)
def live_alerts() -> str:
    """The line on top of every page."""
    with looking() as tx:
        rows = queue.open_queue(tx, staff())
    unheard, waiting = [one for one in rows if one.unheard], [one for one in rows if one.waits]
    return render_template("incidents/alerts.html", unheard=unheard, waiting=waiting)


@incidents_room.get("/incidents/<incident_id>")
@allow(Right.INCIDENTS, "incident_read")
def one(incident_id: str) -> str:
    return _page(incident_id)


@incidents_room.get("/live/incidents/<incident_id>")
@allow(Right.INCIDENTS, "incident_watched", by_itself=True)
def live_one(incident_id: str) -> str:
    return render_template("incidents/state.html", **_facts(incident_id))


@incidents_room.post("/incidents/<incident_id>/words")
@allow(Right.INCIDENTS, "incident_words_read")
def words(incident_id: str) -> str:
    with changing() as tx:
        read = incidents.read_words_within(tx, incident_id, staff().person or f"staff {staff().id}")
    return _page(incident_id, words=read or "", read=True)


@incidents_room.post("/incidents/<incident_id>/acknowledge")
@allow(Right.INCIDENTS, "incident_acknowledged")
def acknowledge(incident_id: str) -> Response:
    version = AcknowledgeForm().version.data or ""
    seen = int(version) if version.isdecimal() else None
    desk, said = web().desk, "It is yours. Nobody else is paged for it."
    return _do(incident_id, lambda tx, by: incidents.acknowledge_within(tx, desk, incident_id, by, seen), said)


@incidents_room.post("/incidents/<incident_id>/resolve")
@allow(Right.INCIDENTS, "incident_resolved")
def resolve(incident_id: str) -> Response:
    text, desk = ResolveForm().note.data or "", web().desk
    return _do(incident_id, lambda tx, by: incidents.resolve_within(tx, desk, incident_id, by, text), "Resolved.")


@incidents_room.post("/incidents/<incident_id>/hand-over")
@allow(Right.INCIDENTS, "incident_handed_over")
def hand_over(incident_id: str) -> Response:
    to, desk = request.form.get("to", ""), web().desk
    said = "Handed over; they are told now."
    return _do(incident_id, lambda tx, by: incidents.hand_over_within(tx, desk, incident_id, by, to), said)


@incidents_room.post("/incidents/<incident_id>/note")
@allow(Right.INCIDENTS, "incident_note_written")
def write_note(incident_id: str) -> Response:
    try:
        with changing() as tx:
            queue.add_note(tx, staff(), incident_id, NoteForm().note.data or "")
    except NoNote as refusal:
        flash(str(refusal))
    return redirect(url_for("incidents.one", incident_id=incident_id))


def incident_scope(tx: Transaction, asking: Staff, incident_id: str) -> str | None:
    return incident_id if queue.may_see_incident(tx, asking, incident_id) else None


def _do(incident_id: str, work: Callable[[Transaction, str], object], said: str) -> Response:
    """A refusal is committed, too: it holds what the incident's history keeps of it."""
    person, refused = staff().person, None
    if person is None:
        flash(NOBODY)
        return redirect(url_for("incidents.one", incident_id=incident_id))
    with database().transaction() as tx:
        try:
            work(tx, person)
        except Refused as refusal:
            refused = refusal
        auditing.record(tx, staff().id, action(), incident_id, refused.code if refused else None)
    flash(_sentence(refused) if refused else said)
    return redirect(url_for("incidents.one", incident_id=incident_id))


def _sentence(refused: Refused) -> str:
    return f"Nothing changed: {refused}."


def _page(incident_id: str, **more: object) -> str:
    with looking() as tx:
        names = accounts.names(tx)
        notes = queue.notes(tx, incident_id)
    resolving, noting = ResolveForm(formdata=None), NoteForm(formdata=None)
    places = {**_facts(incident_id), "notes": notes, "names": names, "resolving": resolving, "noting": noting}
    return render_template("incidents/incident.html", **{"words": None, "read": False, **places, **more})


def _facts(incident_id: str) -> dict[str, object]:
    with looking() as tx:
        queued = queue.one(tx, staff(), incident_id)
        history, notices = queue.history_of(tx, incident_id)
    handing = HandOverForm(formdata=None)
    handing.to.choices = [one for one in queue.people_of(queued.row) if one[0] != queued.row.acknowledged_by]
    people = dict(queue.people_of(queued.row))
    return {"one": queued, "history": history, "notices": notices, "handing": handing, "people": people}
