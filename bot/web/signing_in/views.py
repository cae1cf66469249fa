"""Signing in and out, and the links by which an account is set up or gets a new password."""

from __future__ import annotations

import segno
from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from bot.services.staff import accounts, auditing, second_factor, sessions
from bot.services.staff.accounts import FIRST_EMAIL, AccountFault, Opened
from bot.services.staff.passwords import SHORTEST, WeakPassword
from bot.services.staff.rights import Right, Staff
from bot.services.staff.signing_in import NotSignedIn
from bot.services.staff.signing_in import sign_in as prove
from bot.web import signed_in
from bot.web.access import allow, database, looking
from bot.web.signing_in.forms import NewPasswordForm, SetUpForm, SignInForm

signing_in = Blueprint("signing_in", __name__)
SECRET = "set_up_secret"  # noqa: S105  (a key of the session)


@signing_in.route("/sign-in", methods=["GET", "POST"])
@allow(None)
def sign_in() -> str | Response | tuple[str, int]:
    if current_user.is_authenticated:
        return redirect(url_for("home.home"))
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return render_template("signing_in/sign_in.html", form=form)
    given = {"email": form.email.data, "password": form.password.data, "code": form.code.data}
    try:
        row = prove(database(), **given, address=request.remote_addr or "")
    except NotSignedIn as refusal:
        form.refuse(refusal)
        return render_template("signing_in/sign_in.html", form=form), 403
    sessions.tidy(database())
    signed_in.begin(Staff.of(row))
    return redirect(_inside(form.next.data))


@signing_in.route("/sign-out", methods=["POST"])
@allow(Right.OWN_ACCOUNT, "signed_out")
def sign_out() -> Response:
    with database().transaction() as tx:
        auditing.record(tx, current_user.id, "signed_out", current_user.id)
    logout_user()
    session.clear()
    return redirect(url_for("signing_in.sign_in"))


@signing_in.route("/set-up/<code>", methods=["GET", "POST"])
@allow(None)
def set_up(code: str) -> str | Response | tuple[str, int]:
    with looking() as tx:
        opened = accounts.open_link(tx, code)
    if opened is None:
        return render_template("signing_in/link_over.html"), 404
    if opened.purpose == accounts.NEW_PASSWORD:
        return _new_password(code, opened)
    return _whole_account(code, opened)


def _whole_account(code: str, opened: Opened) -> str | tuple[str, int]:
    form = SetUpForm()
    secret = str(session.setdefault(SECRET, second_factor.new_secret()))
    first = opened.row.email == FIRST_EMAIL
    if form.validate_on_submit():
        name = form.name.data if first else opened.row.name
        email = form.email.data if first else opened.row.email
        given = {"name": name, "email": email, "password": form.password.data, "secret": secret}
        try:
            with database().transaction() as tx:
                codes = accounts.set_up(tx, code, **given, code=form.code.data)
        except (AccountFault, WeakPassword) as refusal:
            form.refuse(refusal)
        else:
            session.clear()
            return render_template("signing_in/recovery_codes.html", codes=codes, fresh=True)
    picture = segno.make(second_factor.address(secret, opened.row.email), error="m")
    qr = picture.svg_data_uri(scale=5, border=2, dark="#1b2733")
    places = {"row": opened.row, "first": first, "qr": qr, "secret": secret, "shortest": SHORTEST}
    return render_template("signing_in/set_up.html", form=form, **places), 400 if form.faults else 200


def _new_password(code: str, opened: Opened) -> str | Response | tuple[str, int]:
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            with database().transaction() as tx:
                accounts.renew_password(tx, code, password=form.password.data, code=form.code.data)
        except (AccountFault, WeakPassword) as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("signing_in.sign_in"))
    places = {"row": opened.row, "shortest": SHORTEST}
    return render_template("signing_in/new_password.html", form=form, **places), 400 if form.faults else 200


def _inside(path: str | None) -> str:
    """Where the person was going; only ever a page of this app."""
    fits = path and path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if path and fits else url_for("home.home")
