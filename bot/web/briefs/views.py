"""The brief before a session: on screen, to be printed, and as PDF. The participant has seen it first."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, abort, render_template

from bot.db import participants
from bot.db.database import Transaction
from bot.services import calendar
from bot.services.briefs import SESSION_KINDS, SessionKind, Shown, StaffBrief, brief_for_staff, notes, write
from bot.services.calendar import SessionRow
from bot.services.staff.rights import Right
from bot.web.access import allow, looking, note, staff
from bot.web.briefs.pdf import Sheet, brief_pdf
from bot.web.context import web
from bot.web.times import now

briefs = Blueprint("briefs", __name__, url_prefix="/participants/<participant_id>/brief")
LANGUAGE = "en"
PDF_TYPE = "application/pdf"


@briefs.get("/<kind>")
@allow(Right.PARTICIPANTS, "brief_read")
def one(participant_id: str, kind: str) -> str:
    brief, sheet = _look(participant_id, kind)
    words = web().briefs.words
    places = {"brief": brief, "sheet": sheet, "kinds": SESSION_KINDS, "names": words.kinds, "Shown": Shown}
    paragraphs = write(words, brief.items, LANGUAGE)
    return render_template("briefs/brief.html", **places, paragraphs=paragraphs, notes=notes(brief))


@briefs.get("/<kind>/pdf")
@allow(Right.PARTICIPANTS, "brief_exported")
def pdf(participant_id: str, kind: str) -> Response:
    """The file's name names nobody."""
    brief, sheet = _look(participant_id, kind)
    answer = Response(brief_pdf(brief, web().briefs.words, sheet), mimetype=PDF_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="brief-{participant_id[:8]}-{brief.kind}.pdf"'
    return answer


def _look(participant_id: str, kind: str) -> tuple[StaffBrief, Sheet]:
    known = _kind(kind)
    note(known)
    with looking() as tx:
        today = _of_today(tx, participant_id, known)
        at = today.starts_at if today else None
        return brief_for_staff(tx, web().briefs, participant_id, known, at), _sheet(tx, participant_id, known, at)


def _kind(given: str) -> SessionKind:
    return next((kind for kind in SESSION_KINDS if kind == given), None) or abort(404)


def _of_today(tx: Transaction, participant_id: str, kind: SessionKind) -> SessionRow | None:
    """A session of this kind that began today: its brief is wanted in it and after it, not the next one's."""
    midnight = now().astimezone(web().zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begun = [row for row in calendar.sessions_between(tx, participant_id, midnight, now()) if row.kind == kind]
    return begun[-1] if begun else None


def _sheet(tx: Transaction, participant_id: str, kind: SessionKind, at: datetime | None) -> Sheet:
    person = participants.get(tx, participant_id) or abort(404)
    if at is None:
        coming = calendar.next_session_of(tx, participant_id, kind)
        at = coming.starts_at if coming else None
    return Sheet(person.name or participant_id[:8], staff().name, now(), web().zone, person.synthetic, at)
