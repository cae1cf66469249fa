"""Making a participant on the own caseload, and their link; another link for an account that was lost."""

from __future__ import annotations

import segno
from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.services import calendar, enrolment
from bot.services.calendar import CalendarFault
from bot.services.enrolment import Invitation, NoBotName, NoSuchParticipant
from bot.services.staff import caseload
from bot.services.staff.rights import Right
from bot.web.access import allow, changing, staff
from bot.web.context import web
from bot.web.enrolling.forms import EnrolForm

enrolling = Blueprint("enrolling", __name__)
NO_BOT = "The bot's username is not known here: whoever runs interlude sets TELEGRAM_BOT_USERNAME."


@enrolling.route("/enrol", methods=["GET", "POST"])
@allow(Right.PARTICIPANTS, "participant_enrolled")
def new() -> str | tuple[str, int]:
    form = EnrolForm()
    if form.validate_on_submit():
        try:
            enrolment.check_bot(web().settings.telegram_bot)
            return _show(_enrol(form), form.name.data)
        except CalendarFault as refusal:
            form.refuse(refusal)
        except NoBotName:
            form.fault = NO_BOT
    return render_template("enrolling/enrol.html", form=form, program=web().zone.key), 400 if form.faults else 200


@enrolling.post("/participants/<participant_id>/link")
@allow(Right.PARTICIPANTS, "participant_link_made")
def again(participant_id: str) -> str | Response:
    try:
        enrolment.check_bot(web().settings.telegram_bot)
        with changing() as tx:
            made = enrolment.invite_again_within(tx, participant_id)
            name = caseload.labels(tx, [participant_id])[participant_id].name
    except NoBotName:
        flash(NO_BOT)
    except NoSuchParticipant as refusal:
        flash(str(refusal))
    else:
        return _show(made, name or "")
    return redirect(url_for("participants.one", participant_id=participant_id))


def _enrol(form: EnrolForm) -> Invitation:
    """On the caseload of who enrols them. Raises CalendarFault for what is no time zone."""
    zone = (form.time_zone.data or "").strip() or None
    with changing() as tx:
        made = enrolment.invite_within(tx, name=form.name.data.strip(), language=form.language.data)
        calendar.set_time_zone(tx, made.participant_id, zone)
        caseload.transfer(tx, made.participant_id, staff().id)
    return made


def _show(made: Invitation, name: str) -> str:
    link = made.link(web().settings.telegram_bot)
    qr = segno.make(link, error="m").svg_data_uri(scale=6, border=2, dark="#1b2733")
    return render_template("enrolling/link.html", made=made, link=link, qr=qr, name=name)
