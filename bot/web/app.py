"""Builds the app: libraries, pages, rules. Nothing happens when a module is imported."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_wtf import CSRFProtect

from bot.web import errors, headers, words
from bot.web.access import allow, guard
from bot.web.context import KEY, Web
from bot.web.rooms import ROOMS, SCOPES
from bot.web.sessions import DatabaseSessions
from bot.web.signed_in import set_up_sign_in

MOST_BYTES = 256 * 1024
"""Of one request: nobody uploads anything."""
_HERE = Path(__file__).parent


def create_app(web: Web, secret: str) -> Flask:
    """The app for this database. ``secret`` signs form tokens; sessions need none, their ids are random.

    Raises:
        RuntimeError: a page has no rule, or shows an id that nobody looks up.
    """
    app = Flask("bot.web", template_folder=str(_HERE), static_folder=str(_HERE / "static"))
    app.extensions[KEY] = web
    app.config.update(
        SECRET_KEY=secret,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        SESSION_COOKIE_NAME="__Host-interlude",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        TRUSTED_HOSTS=_hosts(web.settings.staff_url),
    )
    app.session_interface = DatabaseSessions(app, web.database)
    app.view_functions["static"] = allow(None)(app.view_functions["static"])
    headers.register(app)
    CSRFProtect(app)
    set_up_sign_in(app)
    words.register(app)
    errors.register(app)
    for room in ROOMS:
        app.register_blueprint(room)
    guard(app, SCOPES)
    return app


def _hosts(staff_url: str) -> list[str]:
    """Names this app answers to: no other site can reach it through a visitor's browser under a name of its own."""
    public = urlsplit(staff_url).hostname
    return ["127.0.0.1", "localhost", *([public] if public else [])]
