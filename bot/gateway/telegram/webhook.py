"""Takes updates that Telegram brings. A 200 means: stored; anything else, and it comes again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from aiohttp import web

from bot.gateway.telegram.polling import Take
from bot.logs import Log
from bot.services.conversation import DatabaseUnavailable
from bot.services.setup import is_secret

log = Log("gateway.telegram.webhook")

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (a header's name)
_BODY_LIMIT = 2 * 1024 * 1024
"""Bytes; Telegram's updates are far smaller."""


@dataclass(frozen=True)
class Webhook:
    """A page of its own port: whoever stands before it on the internet passes only this on."""

    take: Take
    secret: str

    def app(self) -> web.Application:
        app = web.Application(client_max_size=_BODY_LIMIT)
        app.router.add_post(PATH, self.update)
        return app

    async def update(self, request: web.Request) -> web.StreamResponse:
        if not is_secret(request.headers.get(SECRET_HEADER), self.secret):
            return web.Response(status=403)
        raw = await request.read()
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            body = {"unreadable": raw.decode("utf-8", "replace")}
        try:
            await self.take(body)
        except DatabaseUnavailable as error:
            log.error("not_stored", error=error)
            return web.Response(status=503)
        return web.Response(status=200)
