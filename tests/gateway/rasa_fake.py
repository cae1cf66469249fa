"""A Rasa that answers as told, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.clients.rasa import PATH

Answer = Callable[[dict[str, Any]], Awaitable[web.Response]]


def says(*texts: str) -> Answer:
    async def answer(_: dict[str, Any]) -> web.Response:
        return web.json_response([{"text": text, "buttons": []} for text in texts])

    return answer


def fails(status: int) -> Answer:
    async def answer(_: dict[str, Any]) -> web.Response:
        return web.json_response({}, status=status)

    return answer


def hangs(seconds: float, then: Answer) -> Answer:
    async def answer(body: dict[str, Any]) -> web.Response:
        await asyncio.sleep(seconds)
        return await then(body)

    return answer


class FakeRasa:
    """``script`` holds one answer for each coming request; the last one stays."""

    def __init__(self, *script: Answer) -> None:
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        self.at_once = 0
        self.most_at_once: dict[str, int] = {}
        self._open: dict[str, int] = {}
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> FakeRasa:
        app = web.Application()
        app.router.add_post(PATH, self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.requests.append(body)
        answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        sender = body["sender"]
        self._open[sender] = self._open.get(sender, 0) + 1
        self.at_once = max(self.at_once, sum(self._open.values()))
        self.most_at_once[sender] = max(self.most_at_once.get(sender, 0), self._open[sender])
        try:
            return await answer(body)
        finally:
            self._open[sender] -= 1
