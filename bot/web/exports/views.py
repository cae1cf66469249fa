"""What an export holds, and the export itself, as a download."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.logs import Log
from bot.services import insight
from bot.services.exports import Dossier, gather
from bot.services.staff.rights import Right
from bot.web.access import allow, changing, looking
from bot.web.context import web
from bot.web.exports.files import FORMATS, Format, csv_of, filename, table_named
from bot.web.exports.forms import TableForm
from bot.web.participants.facts import label_of

exports = Blueprint("exports", __name__)
log = Log("web")


@exports.get("/participants/<participant_id>/export")
@allow(Right.PARTICIPANTS, "participant_export_opened")
def form(participant_id: str) -> str:
    with looking() as tx:
        label = label_of(tx, participant_id)
        person = insight.look_at(tx, web().rules, participant_id)
    return render_template("exports/export.html", label=label, person=person, tables=TableForm(formdata=None))


@exports.post("/participants/<participant_id>/export/<format>")
@allow(Right.PARTICIPANTS, "participant_exported")
def download(participant_id: str, format: str) -> Response:
    """The file is written before the audit begins: nobody who writes is to wait for 10,000 runs to be read."""
    table = table_named(request.form.get("table", "runs")) if format == "csv" else None
    wanted = csv_of(table) if table else FORMATS.get(format)
    if wanted is None:
        abort(404)
    try:
        body = wanted.write(_dossier(participant_id))
    except ValueError as error:
        log.error("export_failed", error=error, participant=participant_id, format=format)
        flash("This could not be written in this format. Take another one, and tell whoever runs interlude.")
        return redirect(url_for("exports.form", participant_id=participant_id))
    with changing(f"{format} {table}" if table else format):
        return _file(body, wanted, participant_id)


def _dossier(participant_id: str) -> Dossier:
    with looking() as tx:
        label_of(tx, participant_id)
        person = insight.look_at(tx, web().rules, participant_id)
        return gather(tx, insight.catalogue(tx, web().library), person)


def _file(body: bytes, one: Format, participant_id: str) -> Response:
    response = make_response(body)
    response.mimetype = one.mimetype
    response.headers.set("Content-Disposition", "attachment", filename=filename(participant_id, one))
    return response
