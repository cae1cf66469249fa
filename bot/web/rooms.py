"""All groups of pages, and what looks up the ids in their addresses."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint

from bot.web.access import Scope, participant_scope
from bot.web.account.views import account, own_session_scope
from bot.web.briefs.views import briefs
from bot.web.care.plan import plan
from bot.web.care.scopes import assignment_scope, cover_scope, hold_scope, meeting_scope
from bot.web.care.standing import standing
from bot.web.care.writing import writing
from bot.web.enrolling.views import enrolling
from bot.web.exports.views import exports
from bot.web.groups.views import group_pages, group_scope
from bot.web.home.views import home_room
from bot.web.incidents.views import incident_scope, incidents_room
from bot.web.participants.views import participants
from bot.web.scripts.views import scripts
from bot.web.signing_in.views import signing_in
from bot.web.staff.views import people, staff_scope
from bot.web.today.views import today

ROOMS: tuple[Blueprint, ...] = (
    home_room,
    signing_in,
    today,
    incidents_room,
    participants,
    briefs,
    plan,
    writing,
    standing,
    enrolling,
    group_pages,
    exports,
    scripts,
    account,
    people,
)

SCOPES: Mapping[str, Scope] = {
    "participant_id": participant_scope,
    "assignment_id": assignment_scope,
    "cover_id": cover_scope,
    "group_id": group_scope,
    "hold_id": hold_scope,
    "incident_id": incident_scope,
    "meeting_id": meeting_scope,
    "staff_id": staff_scope,
    "own_session_id": own_session_scope,
}
