"""Where a participant stands: who looks after them, cover, discharge, legal holds, erasure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.db.database import Transaction
from bot.services import erasure
from bot.services.care import discharge, legal_holds
from bot.services.care.discharge import Aftercare
from bot.services.care.faults import CareFault
from bot.services.consent import is_given
from bot.services.erasure import MustBeKept
from bot.services.staff import accounts, caseload
from bot.services.staff.rights import Right
from bot.web.access import allow, changing, database, looking, staff
from bot.web.care.forms import CoverForm, DischargeForm, EraseForm, HoldForm, TransferForm
from bot.web.care.head import person_of
from bot.web.changes import press, submitted
from bot.web.context import web
from bot.web.forms import Form
from bot.web.times import now

standing = Blueprint("standing", __name__, url_prefix="/participants/<participant_id>/standing")


@standing.get("")
@allow(Right.CARE, "standing_read")
def one(participant_id: str) -> str:
    return _page(participant_id)


@standing.post("/transfer")
@allow(Right.CARE, "participant_transferred")
def transfer(participant_id: str) -> Response | tuple[str, int]:
    form = _carers(TransferForm(), "to")
    said = "Transferred. It counts at once."
    return _do(participant_id, form, lambda tx: caseload.transfer(tx, participant_id, form.to.data), said, moving=form)


@standing.post("/cover")
@allow(Right.CARE, "cover_set")
def cover(participant_id: str) -> Response | tuple[str, int]:
    form = _carers(CoverForm(), "by")

    def work(tx: Transaction) -> None:
        zone, midnight = web().zone, time()
        begins = datetime.combine(form.begins.data, midnight, zone)
        ends = datetime.combine(form.ends.data + timedelta(days=1), midnight, zone)
        caseload.cover(tx, participant_id, form.by.data, begins, ends)

    return _do(participant_id, form, work, "Cover is set.", covering=form)


@standing.post("/cover/<cover_id>/end")
@allow(Right.CARE, "cover_ended")
def end_cover(participant_id: str, cover_id: str) -> Response:
    press(lambda tx: caseload.end_cover(tx, participant_id, cover_id), "Cover has ended.")
    return _back(participant_id)


@standing.post("/discharge")
@allow(Right.CARE, "participant_discharged")
def end_program(participant_id: str) -> Response | tuple[str, int]:
    form = DischargeForm()

    def work(tx: Transaction) -> None:
        discharge.discharge(tx, web().voice, participant_id, _aftercare(form))
        caseload.read_until(tx, participant_id, person_of(tx, participant_id).aftercare_until)

    return _do(participant_id, form, work, "Discharged. They are told who still reads.", ending=form)


@standing.post("/aftercare")
@allow(Right.CARE, "aftercare_changed")
def change_aftercare(participant_id: str) -> Response | tuple[str, int]:
    form = DischargeForm()

    def work(tx: Transaction) -> None:
        discharge.change_aftercare(tx, web().voice, participant_id, _aftercare(form))
        caseload.read_until(tx, participant_id, person_of(tx, participant_id).aftercare_until)

    return _do(participant_id, form, work, "Changed. They are told who reads from now on.", ending=form)


@standing.post("/hold")
@allow(Right.CARE, "legal_hold_laid")
def lay_hold(participant_id: str) -> Response | tuple[str, int]:
    form, by = HoldForm(), staff().id
    said = "Nothing of this participant is erased until the hold is lifted."
    work = lambda tx: legal_holds.lay_hold(tx, participant_id, by, form.reason.data)  # noqa: E731
    return _do(participant_id, form, work, said, holding=form)


@standing.post("/hold/<hold_id>/lift")
@allow(Right.CARE, "legal_hold_lifted")
def lift_hold(participant_id: str, hold_id: str) -> Response:
    by = staff().id
    press(lambda tx: legal_holds.lift_hold(tx, hold_id, by), "Lifted.")
    return _back(participant_id)


@standing.post("/erase")
@allow(Right.CARE, "participant_erased")
def erase(participant_id: str) -> Response | tuple[str, int]:
    form = EraseForm()
    if form.validate_on_submit() and form.confirmed.data.strip() != "ERASE":
        form.fault = "Nothing is erased: the word was another."
    if not form.faults and form.validate_on_submit():
        try:
            with changing() as tx:
                erasure.erase(tx, participant_id)
        except MustBeKept:
            form.fault = "A legal hold lies on this data: it has to be kept for now."
        else:
            erasure.clean(database())
            flash("Erased. While an incident is open, name and account are kept, so that they can be reached.")
            return redirect(url_for("participants.index"))
    return _page(participant_id, erasing=form), 400


def _do(
    participant_id: str, form: Form, work: Callable[[Transaction], object], said: str, **forms: Form
) -> Response | tuple[str, int]:
    """The page anew when it is done, or with what is wrong."""
    return _back(participant_id) if submitted(form, work, said) else (_page(participant_id, **forms), 400)


def _back(participant_id: str) -> Response:
    return redirect(url_for("standing.one", participant_id=participant_id))


def _page(participant_id: str, **forms: Form) -> str:
    with looking() as tx:
        facts = {
            "person": person_of(tx, participant_id),
            "carers": caseload.carers(tx, participant_id),
            "holds": legal_holds.holds_on(tx, participant_id),
            "open_alert": erasure.has_open_alert(tx, participant_id),
            "agreed": is_given(tx, participant_id),
            "names": accounts.names(tx),
        }
    empty: dict[str, Form] = {
        "moving": _carers(TransferForm(formdata=None), "to"),
        "covering": _carers(CoverForm(formdata=None), "by"),
        "ending": DischargeForm(formdata=None),
        "holding": HoldForm(formdata=None),
        "erasing": EraseForm(formdata=None),
    }
    return render_template("care/standing.html", now=now(), **facts, **{**empty, **forms})


def _aftercare(form: DischargeForm) -> Aftercare | None:
    if not form.until.data and not form.reader.data:
        return None
    if form.until.data is None:
        raise CareFault("Say until when somebody reads in aftercare.")
    return Aftercare(form.until.data, form.reader.data or "")


def _carers(form: TransferForm | CoverForm, name: str) -> TransferForm | CoverForm:
    with looking() as tx:
        form[name].choices = [(row.id, row.name) for row in caseload.possible_carers(tx)]
    return form
