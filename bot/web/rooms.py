"""All groups of pages, and what looks up the ids in their addresses."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint

from bot.web.access import Scope, participant_scope
from bot.web.account.views import account, own_session_scope
from bot.web.home.views import home_room
from bot.web.incidents.views import incident_scope, incidents_room
from bot.web.participants.views import participants
from bot.web.scripts.views import scripts
from bot.web.signing_in.views import signing_in
from bot.web.staff.views import people, staff_scope

ROOMS: tuple[Blueprint, ...] = (home_room, signing_in, incidents_room, participants, scripts, account, people)

SCOPES: Mapping[str, Scope] = {
    "participant_id": participant_scope,
    "incident_id": incident_scope,
    "staff_id": staff_scope,
    "own_session_id": own_session_scope,
}
