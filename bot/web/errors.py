"""Plain pages for what goes wrong; nothing of the inside is shown."""

from __future__ import annotations

from flask import Flask, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from bot.logs import Log
from bot.services.setup import DatabaseUnavailable

log = Log("web")

SAID = {
    400: ("This did not get through", "Go back, reload the page and try again."),
    401: ("You are signed out", "Sign in and try again."),
    403: ("Not for your role", "Your account may not open this. An administrator can change that."),
    404: ("Not found", "There is no such page, or it is not yours to see."),
    405: ("Not like this", "Go back and use the buttons of the page."),
    413: ("Too long", "Shorten it and try again."),
    500: ("Something went wrong", "Nothing was changed. Try again; if it stays, tell whoever runs interlude."),
    503: ("The database does not answer", "Nothing was changed. Try again in a moment."),
}


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda _: page(400))
    app.register_error_handler(DatabaseUnavailable, lambda _: page(503))
    app.register_error_handler(Exception, _unforeseen)


def page(code: int) -> tuple[str, int]:
    title, text = SAID.get(code, SAID[400 if code < 500 else 500])
    return render_template("layout/error.html", title=title, text=text), code


def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
    if isinstance(error, SecurityError):
        return error  # a host that is not ours: no page can be built for it
    return page(error.code or 500) if (error.code or 500) >= 400 else error


def _unforeseen(error: Exception) -> tuple[str, int]:
    log.error("page_failed", error=error)
    return page(500)
