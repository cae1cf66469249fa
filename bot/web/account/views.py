"""One's own account: where one is signed in, the password, the recovery codes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.db.database import Transaction
from bot.services.staff import accounts, second_factor, sessions
from bot.services.staff.passwords import SHORTEST, WeakPassword
from bot.services.staff.rights import Right, Staff
from bot.services.staff.signing_in import NotSignedIn, is_proven
from bot.web import signed_in
from bot.web.access import allow, changing, database, looking, staff
from bot.web.account.forms import ChangePasswordForm, EndForm, ProofForm

account = Blueprint("account", __name__, url_prefix="/account")
NOT_PROVEN = "Password or code is not right."


@account.get("/")
@allow(Right.OWN_ACCOUNT)
def own() -> str:
    with looking() as tx:
        row = accounts.existing(tx, staff().id)
        places = {
            "row": row,
            "sessions": sessions.of_staff(tx, row.id),
            "here": sessions.id_of(tx, signed_in.cookie_id()),
            "codes_left": second_factor.recovery_codes_left(tx, row.id),
        }
    return render_template("account/account.html", **places, end=EndForm(formdata=None))


@account.post("/sessions/<own_session_id>/end")
@allow(Right.OWN_ACCOUNT, "session_ended")
def end_session(own_session_id: str) -> Response:
    with changing() as tx:
        sessions.end_one(tx, staff().id, own_session_id)
    return redirect(url_for("account.own"))


@account.route("/password", methods=["GET", "POST"])
@allow(Right.OWN_ACCOUNT, "password_changed")
def password() -> str | Response | tuple[str, int]:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            _prove(form.present.data, form.code.data)
            with database().transaction() as tx:
                row = accounts.existing(tx, staff().id)
                accounts.change_password(tx, row, form.password.data, keep=signed_in.cookie_id())
        except (NotSignedIn, WeakPassword) as refusal:
            form.refuse(refusal)
        else:
            flash("Your password is changed. All other sessions have ended.")
            return redirect(url_for("account.own"))
    return _shown("account/password.html", form, shortest=SHORTEST)


@account.route("/recovery-codes", methods=["GET", "POST"])
@allow(Right.OWN_ACCOUNT, "recovery_codes_made")
def recovery_codes() -> str | tuple[str, int]:
    form = ProofForm()
    if form.validate_on_submit():
        try:
            _prove(form.present.data, form.code.data)
            with changing() as tx:
                codes = second_factor.new_recovery_codes(tx, staff().id)
        except NotSignedIn as refusal:
            form.refuse(refusal)
        else:
            return render_template("signing_in/recovery_codes.html", codes=codes, fresh=False)
    return _shown("account/new_codes.html", form)


def own_session_scope(tx: Transaction, asking: Staff, session_id: str) -> str | None:
    theirs = {row.id for row in sessions.of_staff(tx, asking.id)}
    return asking.id if session_id in theirs else None


def _prove(given: str, code: str) -> None:
    with looking() as tx:
        row = accounts.existing(tx, staff().id)
    if not is_proven(database(), row, given, code):
        raise NotSignedIn(NOT_PROVEN)


def _shown(template: str, form: ChangePasswordForm | ProofForm, **places: object) -> tuple[str, int]:
    return render_template(template, form=form, **places), 400 if form.faults else 200
