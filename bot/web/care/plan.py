"""The plan of a participant: practice, sessions, phase, cautions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.db import assignments, sessions
from bot.db.database import Transaction
from bot.phases import Phase
from bot.scripts.schema import ASSIGNABLE, Caution
from bot.services import calendar
from bot.services.care import cautions, phases
from bot.services.staff.rights import Right
from bot.web.access import allow, looking
from bot.web.care.forms import CAUTIONS, DAY_NAMES, PHASES, AssignForm, CautionsForm, MeetingForm, PhaseForm
from bot.web.care.head import person_of
from bot.web.changes import press, submitted
from bot.web.context import web
from bot.web.forms import Form
from bot.web.times import now

plan = Blueprint("plan", __name__, url_prefix="/participants/<participant_id>/plan")


@plan.get("")
@allow(Right.PARTICIPANTS, "plan_read")
def one(participant_id: str) -> str:
    return _page(participant_id)


@plan.post("/assign")
@allow(Right.PARTICIPANTS, "practice_assigned")
def assign(participant_id: str) -> Response | tuple[str, int]:
    form = _assign_form(AssignForm())

    def work(tx: Transaction) -> None:
        hour, scripts = f"{form.at.data:%H:%M}", web().library.scripts
        calendar.assign_within(
            tx, participant_id, form.script.data, form.days.data or [], hour, scripts, form.times.data
        )

    return _do(participant_id, form, work, "Assigned.", assigning=form)


@plan.post("/assignments/<assignment_id>/end")
@allow(Right.PARTICIPANTS, "practice_ended")
def end(participant_id: str, assignment_id: str) -> Response:
    press(lambda tx: calendar.end_assignment_within(tx, assignment_id), "Ended.")
    return _back(participant_id)


@plan.post("/sessions")
@allow(Right.PARTICIPANTS, "session_added")
def add_session(participant_id: str) -> Response | tuple[str, int]:
    form = MeetingForm()

    def work(tx: Transaction) -> None:
        wall = datetime.combine(form.day.data, form.at.data)
        length, weeks = form.minutes.data, form.weeks.data
        calendar.add_sessions_within(tx, web().rules, participant_id, form.kind.data, wall, minutes=length, weeks=weeks)

    return _do(participant_id, form, work, "In the calendar.", meeting=form)


@plan.post("/sessions/<meeting_id>/cancel")
@allow(Right.PARTICIPANTS, "session_cancelled")
def cancel(participant_id: str, meeting_id: str) -> Response:
    press(lambda tx: calendar.cancel_session_within(tx, meeting_id), "Cancelled.")
    return _back(participant_id)


@plan.post("/phase")
@allow(Right.PARTICIPANTS, "phase_set")
def set_phase(participant_id: str) -> Response | tuple[str, int]:
    form = PhaseForm()

    def work(tx: Transaction) -> None:
        phases.set_phase(tx, web().voice, participant_id, Phase(form.phase.data))

    return _do(participant_id, form, work, "The phase is set; it counts from now on.", phase=form)


@plan.post("/cautions")
@allow(Right.PARTICIPANTS, "cautions_set")
def set_cautions(participant_id: str) -> Response | tuple[str, int]:
    form, said = CautionsForm(), "Set; scripts that they speak against are not offered any more."

    def work(tx: Transaction) -> None:
        wanted = [Caution(one) for one in form.cautions.data or []]
        cautions.set_cautions(tx, web().library, participant_id, wanted)

    return _do(participant_id, form, work, said, cautioning=form)


def _do(
    participant_id: str, form: Form, work: Callable[[Transaction], None], said: str, **forms: Form
) -> Response | tuple[str, int]:
    """The page anew when it is done, or with what is wrong."""
    return _back(participant_id) if submitted(form, work, said) else (_page(participant_id, **forms), 400)


def _back(participant_id: str) -> Response:
    return redirect(url_for("plan.one", participant_id=participant_id))


def _page(participant_id: str, **forms: Form) -> str:
    with looking() as tx:
        person = person_of(tx, participant_id)
        practice = assignments.find(tx, participant_id)
        meetings = sessions.find(tx, participant_id, since=now())
        zone = calendar.rhythm_of(tx, web().rules, participant_id).zone
        noted = cautions.cautions_of(tx, participant_id)
    empty: dict[str, Form] = {
        "assigning": _assign_form(AssignForm(formdata=None)),
        "meeting": MeetingForm(formdata=None),
        "phase": PhaseForm(formdata=None, phase=person.phase),
        "cautioning": CautionsForm(formdata=None, cautions=[one.value for one in noted]),
    }
    names = {script.id: script.name.to("en") for script in web().library.scripts.values()}
    facts = {"person": person, "practice": practice, "meetings": meetings, "zone": zone.key, "names": names}
    words = {"days": DAY_NAMES, "phases": PHASES, "caution_names": CAUTIONS, "noted": noted}
    return render_template("care/plan.html", **facts, **words, **{**empty, **forms})


def _assign_form(form: AssignForm) -> AssignForm:
    scripts = [one for one in web().library.scripts.values() if one.kind in ASSIGNABLE]
    form.script.choices = sorted(((one.id, one.name.to("en")) for one in scripts), key=lambda pair: pair[1])
    return form
