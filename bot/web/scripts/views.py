"""All scripts with the state of their review, and one of them, word for word."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from bot.scripts.schema import Script
from bot.services.staff.rights import Right
from bot.web.access import allow
from bot.web.context import web
from bot.web.times import now

scripts = Blueprint("scripts", __name__, url_prefix="/scripts")


@scripts.get("/")
@allow(Right.SCRIPTS)
def index() -> str:
    found = sorted(web().library.scripts.values(), key=lambda one: (one.kind, one.family.value, one.id))
    return render_template("scripts/scripts.html", scripts=found, overdue=[one.id for one in found if _overdue(one)])


@scripts.get("/<kind>")
@allow(Right.SCRIPTS)
def one(kind: str) -> str:
    """``kind``: the script's id; it names no person."""
    script = web().library.scripts.get(kind) or abort(404)
    return render_template("scripts/script.html", script=script, overdue=_overdue(script))


def _overdue(script: Script) -> bool:
    return script.review.next < now().astimezone(web().zone).date()
