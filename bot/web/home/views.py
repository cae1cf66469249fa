"""``/``: each role's own beginning."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from bot.services.staff.rights import Right
from bot.web.access import allow, staff

home_room = Blueprint("home", __name__)
BEGINNINGS = (
    (Right.PARTICIPANTS, "today.index"),
    (Right.STAFF, "staff.index"),
    (Right.SCRIPTS, "scripts.index"),
    (Right.OWN_ACCOUNT, "account.own"),
)
"""The first that somebody may."""


@home_room.get("/")
@allow(Right.OWN_ACCOUNT)
def home() -> Response:
    return redirect(url_for(next(page for right, page in BEGINNINGS if staff().may(right))))
