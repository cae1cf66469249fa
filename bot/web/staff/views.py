"""Accounts of staff for administrators, and the audit."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.db.database import Transaction
from bot.services.staff import accounts, auditing
from bot.services.staff.accounts import AccountFault, StaffLink
from bot.services.staff.rights import Right, Role, Staff
from bot.web.access import allow, changing, database, looking, staff
from bot.web.context import web
from bot.web.staff.forms import InviteForm, PressForm, RoleForm

people = Blueprint("staff", __name__)
AUDIT_ROWS = 100


@people.get("/staff")
@allow(Right.STAFF, "staff_list_read")
def index() -> str:
    with looking() as tx:
        rows = accounts.everybody(tx)
    return render_template("staff/staff.html", rows=rows, persons=_persons())


@people.route("/staff/invite", methods=["GET", "POST"])
@allow(Right.STAFF, "staff_invited")
def invite() -> str | tuple[str, int]:
    form = InviteForm()
    form.offer(_rota())
    if form.validate_on_submit():
        given = {"email": form.email.data, "name": form.name.data, "person": form.person.data or None}
        try:
            with database().transaction() as tx:
                link = accounts.invite(tx, staff().id, role=Role(form.role.data), **given)
            return _show_link(link, form.name.data)
        except AccountFault as refusal:
            form.refuse(refusal)
    return render_template("staff/invite.html", form=form), 400 if form.faults else 200


@people.route("/staff/<staff_id>", methods=["GET", "POST"])
@allow(Right.STAFF, "staff_read")
def one(staff_id: str) -> str | Response | tuple[str, int]:
    with looking() as tx:
        row = accounts.existing(tx, staff_id)
    form = RoleForm(role=row.role, person=row.person or "")
    form.offer(_rota())
    if form.validate_on_submit():
        try:
            with database().transaction() as tx:
                role, person = Role(form.role.data), form.person.data or None
                accounts.change(tx, staff().id, staff_id, role=role, person=person)
            flash("Changed. It counts from the next request on.")
            return redirect(url_for("staff.one", staff_id=staff_id))
        except AccountFault as refusal:
            form.refuse(refusal)
    press = PressForm(formdata=None)
    return render_template("staff/one.html", row=row, form=form, press=press), 400 if form.faults else 200


@people.post("/staff/<staff_id>/set-up-anew")
@allow(Right.STAFF, "staff_set_up_anew")
def set_up_anew(staff_id: str) -> str:
    with database().transaction() as tx:
        link = accounts.invite_again(tx, staff().id, staff_id)
        return _show_link(link, accounts.existing(tx, staff_id).name)


@people.post("/staff/<staff_id>/new-password")
@allow(Right.STAFF, "staff_password_link")
def new_password(staff_id: str) -> str:
    with database().transaction() as tx:
        link = accounts.let_renew_password(tx, staff().id, staff_id)
        return _show_link(link, accounts.existing(tx, staff_id).name)


@people.post("/staff/<staff_id>/disable")
@allow(Right.STAFF, "staff_disabled")
def disable(staff_id: str) -> Response:
    return _switch(staff_id, enable=False)


@people.post("/staff/<staff_id>/enable")
@allow(Right.STAFF, "staff_enabled")
def enable(staff_id: str) -> Response:
    return _switch(staff_id, enable=True)


@people.get("/audit")
@allow(Right.AUDIT, "audit_read")
def audit() -> str:
    before = request.args.get("before", type=int)
    with looking() as tx:
        rows = auditing.rows(tx, before=before, limit=AUDIT_ROWS)
        names = accounts.names(tx)
    return render_template("staff/audit.html", rows=rows, names=names, more=len(rows) == AUDIT_ROWS)


@people.post("/audit/verify")
@allow(Right.AUDIT, "audit_verified")
def verify() -> str:
    proof = auditing.verify(database())
    with changing("holds" if proof.holds else f"broken at {proof.broken}"):
        return render_template("staff/proof.html", proof=proof)


def staff_scope(tx: Transaction, asking: Staff, staff_id: str) -> str | None:
    known = accounts.names(tx)
    return staff_id if staff_id in known else None


def _switch(staff_id: str, *, enable: bool) -> Response:
    try:
        with database().transaction() as tx:
            (accounts.enable if enable else accounts.disable)(tx, staff().id, staff_id)
    except AccountFault as refusal:
        flash(str(refusal))
    return redirect(url_for("staff.one", staff_id=staff_id))


def _show_link(link: StaffLink, name: str) -> str:
    address = url_for("signing_in.set_up", code=link.code, _external=True)
    return render_template("staff/link.html", address=address, link=link, name=name)


def _rota() -> list[tuple[str, str]]:
    return [(person.id, f"{person.name} ({person.id})") for person in web().desk.escalation.people]


def _persons() -> dict[str, str]:
    return {person.id: person.name for person in web().desk.escalation.people}
