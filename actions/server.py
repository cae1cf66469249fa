"""Closes the action server: loopback only, the shared secret on every call, errors without an echo of the request."""

from __future__ import annotations

import os
import sys

import pluggy
from rasa_sdk.plugin import plugin_manager
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.context import context
from bot.logs import Log
from bot.services.conversation import DatabaseUnavailable
from bot.services.setup import SECRET_HEADER, is_secret, prepare, read_secret
from bot.settings import LOOPBACK, read_settings

log = Log("actions")
hookimpl = pluggy.HookimplMarker("rasa_sdk")


def close_to_strangers() -> None:
    """Register with rasa_sdk's own plug-in point, which every way of starting the server goes through."""
    os.environ["SANIC_HOST"] = LOOPBACK
    manager = plugin_manager()
    if not manager.is_registered(sys.modules[__name__]):
        manager.register(sys.modules[__name__])


@hookimpl
def attach_sanic_app_extensions(app: Sanic) -> None:
    prepare(read_settings())  # `rasa run actions` may be the first thing that is ever run here
    secret = read_secret(read_settings())
    context()  # what cannot be loaded must show now, not at the first message

    async def refuse_strangers(request: Request) -> HTTPResponse | None:
        if request.path == "/health" or is_secret(request.headers.get(SECRET_HEADER), secret):
            return None
        return response.json({}, status=403)

    async def later(_: Request, error: Exception) -> HTTPResponse:
        log.error("database_unavailable", error=error)
        return response.json({}, status=503)

    async def failed(_: Request, error: Exception) -> HTTPResponse:
        log.error("action_failed", error=error)
        return response.json({}, status=500)

    app.register_middleware(refuse_strangers, "request")
    app.error_handler.add(DatabaseUnavailable, later)
    app.error_handler.add(Exception, failed)
