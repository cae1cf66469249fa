"""The way in for drills: through this process, as any message, for who holds the shared secret."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from bot.services.conversation import Database, DatabaseUnavailable, Guard
from bot.services.drill import receive_drill
from bot.services.setup import SECRET_HEADER, is_secret

PATH = "/drill"


@dataclass(frozen=True)
class DrillDoor:
    database: Database
    guard: Guard
    secret: str

    def add_to(self, app: web.Application) -> None:
        app.router.add_post(PATH, self.drill)

    async def drill(self, request: web.Request) -> web.StreamResponse:
        """202 once it is on disk."""
        if not is_secret(request.headers.get(SECRET_HEADER), self.secret):
            return web.Response(status=403, text="This is not for you.")
        body = await request.json()
        try:
            await asyncio.to_thread(receive_drill, self.database, self.guard, str(body["key"]), bool(body["climb"]))
        except DatabaseUnavailable:
            return web.Response(status=503, text="It could not be stored.")
        return web.Response(status=202)
