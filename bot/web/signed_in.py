"""Who is signed in: looked up anew at every request, so that disabling and a new role count at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask, current_app, session
from flask_login import LoginManager, UserMixin, login_user

from bot.services.staff import accounts, sessions
from bot.services.staff.rights import Staff
from bot.web.context import web
from bot.web.times import now

BEGAN, USED = "began", "used"
NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last use is kept: a write a minute, not a request."""


class SignedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's view of somebody of staff."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.id = staff.id


def set_up_sign_in(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # a phone's address changes; the cookie is bound to nothing but itself
    manager.user_loader(_load)


def begin(staff: Staff) -> None:
    """A session of its own from here on, under a new id."""
    session.clear()
    session[BEGAN] = session[USED] = now().isoformat()
    _renew()
    login_user(SignedIn(staff))


def use(moment: datetime) -> None:
    """The person has done something just now."""
    if moment - datetime.fromisoformat(session[USED]) >= NOTED_EVERY:
        session[USED] = moment.isoformat()


def cookie_id() -> str:
    """What this browser's cookie holds."""
    return str(session.sid)  # type: ignore[attr-defined]


def _renew() -> None:
    """Flask-Session gives no new id to a session that is empty."""
    current_app.session_interface.regenerate(session)  # type: ignore[attr-defined]


def _load(staff_id: str) -> SignedIn | None:
    began, used = session.get(BEGAN), session.get(USED)
    if began is None or used is None or sessions.is_over(*map(datetime.fromisoformat, (began, used))):
        session.clear()
        return None
    with web().database.reading() as tx:
        row = accounts.enabled(tx, staff_id)
    return SignedIn(Staff.of(row)) if row else None
