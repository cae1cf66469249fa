"""Groups of a facilitator; one of them with its members, and in aggregate who practised the skill of the week."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.db import groups as group_rows
from bot.db.database import Transaction
from bot.services.care import groups
from bot.services.care.faults import CareFault
from bot.services.insight.groups import Completion, completion
from bot.services.staff import accounts, caseload
from bot.services.staff.rights import Right, Staff, may_see
from bot.web.access import allow, changing, looking, staff
from bot.web.changes import press
from bot.web.context import web
from bot.web.groups.forms import NO_SKILL, GroupForm, MemberForm, SkillForm
from bot.web.times import now

group_pages = Blueprint("groups", __name__)
WEEKS = 4
"""Whole weeks that are shown, the present one first."""


@group_pages.route("/groups", methods=["GET", "POST"])
@allow(Right.PARTICIPANTS, "groups_read")
def index() -> str | Response | tuple[str, int]:
    form = GroupForm()
    if form.validate_on_submit():
        try:
            with changing("made") as tx:
                group_id = groups.make_group(tx, form.name.data, staff().id)
            return redirect(url_for("groups.one", group_id=group_id))
        except CareFault as refusal:
            form.refuse(refusal)
    with looking() as tx:
        rows = groups.list_groups(tx, None if staff().may(Right.EVERYBODY) else staff().id)
        names = accounts.names(tx)
    places = {"rows": rows, "names": names, "skills": _skills(), "form": form}
    return render_template("groups/groups.html", **places), 400 if form.faults else 200


@group_pages.get("/groups/<group_id>")
@allow(Right.PARTICIPANTS, "group_read")
def one(group_id: str) -> str:
    with looking() as tx:
        group = groups.running(tx, group_id)
        members = groups.members_of(tx, group_id)
        labels = caseload.labels(tx, members)
        known = caseload.everybody(tx) if staff().may(Right.EVERYBODY) else caseload.own(tx, staff())
        weeks = _weeks(tx, members, group.skill) if group.skill else []
        visible = {one for one in members if may_see(tx, staff(), one)}
    adding, skill = MemberForm(formdata=None), SkillForm(formdata=None, skill=group.skill or "")
    adding.member.choices = [(one.id, one.name or one.id[:8]) for one in known if one.id not in members]
    skill.skill.choices = [NO_SKILL, *_skills().items()]
    in_order = sorted(labels.values(), key=caseload.by_name)
    places = {"group": group, "members": in_order, "visible": visible, "weeks": weeks, "skills": _skills()}
    return render_template("groups/group.html", **places, adding=adding, skill=skill, naming=GroupForm(formdata=None))


@group_pages.post("/groups/<group_id>/skill")
@allow(Right.PARTICIPANTS, "group_skill_set")
def set_skill(group_id: str) -> Response:
    wanted = request.form.get("skill") or None

    def work(tx: Transaction) -> str | None:
        against = groups.set_skill(tx, web().library.scripts, group_id, wanted)
        return f"{len(against)} of the group have a caution against it." if against else None

    press(work, "Set.")
    return _back(group_id)


@group_pages.post("/groups/<group_id>/members")
@allow(Right.PARTICIPANTS, "group_member_added")
def add_member(group_id: str) -> Response:
    """Only somebody whom who adds them may see: a group opens no caseload."""
    participant_id = request.form.get("member", "")

    def work(tx: Transaction) -> None:
        if not may_see(tx, staff(), participant_id):
            raise CareFault("There is no such participant.")
        groups.add_member(tx, group_id, participant_id)

    press(work, "Added.")
    return _back(group_id)


@group_pages.post("/groups/<group_id>/leave")
@allow(Right.PARTICIPANTS, "group_member_removed")
def remove_member(group_id: str) -> Response:
    press(lambda tx: groups.remove_member(tx, group_id, request.form.get("member", "")), "Removed.")
    return _back(group_id)


@group_pages.post("/groups/<group_id>/name")
@allow(Right.PARTICIPANTS, "group_renamed")
def rename(group_id: str) -> Response:
    press(lambda tx: groups.rename_group(tx, group_id, request.form.get("name", "")), "Renamed.")
    return _back(group_id)


@group_pages.post("/groups/<group_id>/end")
@allow(Right.PARTICIPANTS, "group_ended")
def end(group_id: str) -> Response:
    press(lambda tx: groups.end_group(tx, group_id), "The group has ended.")
    return redirect(url_for("groups.index"))


def group_scope(tx: Transaction, asking: Staff, group_id: str) -> str | None:
    """Of who leads it, and of leads."""
    group = group_rows.get(tx, group_id)
    if group is None or group.ended_at is not None:
        return None
    return group_id if group.facilitator_id == asking.id or asking.may(Right.EVERYBODY) else None


def _back(group_id: str) -> Response:
    return redirect(url_for("groups.one", group_id=group_id))


def _weeks(tx: Transaction, members: list[str], skill: str) -> list[tuple[datetime, Completion]]:
    """Whole weeks by the program's clock, so that no two spans tell of one person."""
    starts = _mondays(web().zone)
    ends = [now(), *starts[:-1]]
    spans = zip(starts, ends, strict=True)
    return [(start, completion(tx, web().rules, members, skill, start, end)) for start, end in spans]


def _mondays(zone: ZoneInfo) -> list[datetime]:
    today = now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in range(WEEKS)]


def _skills() -> dict[str, str]:
    exercises = [one for one in web().library.scripts.values() if one.kind == "exercise"]
    return dict(sorted(((one.id, one.name.to("en")) for one in exercises), key=lambda pair: pair[1]))
