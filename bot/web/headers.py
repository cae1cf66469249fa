"""What every answer carries, so that a browser does nothing that the page did not mean."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_talisman import Talisman

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
YEAR_SECONDS = 365 * 24 * 3600


def register(app: Flask) -> None:
    """TLS ends at the operator's proxy, which also sends plain requests there: nothing is redirected here."""
    Talisman(
        app,
        force_https=False,
        session_cookie_secure=True,
        session_cookie_http_only=True,
        session_cookie_samesite="Lax",
        strict_transport_security=True,
        strict_transport_security_max_age=YEAR_SECONDS,
        strict_transport_security_include_subdomains=False,
        content_security_policy=POLICY,
        content_security_policy_nonce_in=["script-src"],
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy={"browsing-topics": "()", "camera": "()", "geolocation": "()", "microphone": "()"},
        x_xss_protection=False,
    )
    app.after_request(_more)


def _more(response: Response) -> Response:
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
