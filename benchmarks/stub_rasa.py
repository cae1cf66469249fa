"""A Rasa that answers every message after a fixed time, one message at a time, as one Rasa process does.

python benchmarks/stub_rasa.py PORT SECONDS
"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web

from bot.clients.rasa import PATH


def app(seconds: float) -> web.Application:
    """One turn after the other: a turn of Rasa is work, not waiting."""
    turns = asyncio.Lock()

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        async with turns:
            await asyncio.sleep(seconds)
        return web.json_response([{"text": "I see.", "buttons": []}])

    async def up(_: web.Request) -> web.Response:
        return web.Response()

    application = web.Application()
    application.router.add_post(PATH, answer)
    application.router.add_get("/", up)
    return application


if __name__ == "__main__":
    web.run_app(app(float(sys.argv[2])), host="127.0.0.1", port=int(sys.argv[1]), print=lambda *_: None)
