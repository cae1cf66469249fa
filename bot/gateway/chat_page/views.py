"""The page, its stream of events and its one way to send."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.gateway.chat_page.guard import HEADERS, guard
from bot.gateway.chat_page.hub import Hub
from bot.gateway.chat_page.messages import own_words, shown
from bot.gateway.intake import Intake
from bot.logs import Log
from bot.scripts.library import Library
from bot.services import conversation, people
from bot.services.conversation import Database, DatabaseUnavailable, NotTaken, Taken

log = Log("gateway.chat_page")

CHANNEL = "page"
COOKIE = "interlude_chat"
_HERE = Path(__file__).parent
_HISTORY = 200
_YEAR_SECONDS = 365 * 24 * 3600
_KEEP_ALIVE_SECONDS = 15
_BODY_LIMIT = 4 * 1024 * 1024
"""Bytes. Far more than anybody types, so that a long paste is screened before it is refused."""


@dataclass
class ChatPage:
    """The chat page as a web application."""

    database: Database
    intake: Intake
    hub: Hub
    library: Library
    _chats: dict[str, str] = field(default_factory=dict)
    """Chat ids by cookie; a cookie's chat never changes."""

    def app(self) -> web.Application:
        app = web.Application(middlewares=[guard], client_max_size=_BODY_LIMIT)
        app.router.add_get("/", self.page)
        app.router.add_get("/chat/events", self.events)
        app.router.add_post("/chat/messages", self.message)
        app.router.add_get("/favicon.ico", _nothing)
        app.router.add_static("/static", _HERE / "static")
        return app

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The page itself. A new visitor gets a random chat of their own, known by a cookie."""
        response = web.FileResponse(_HERE / "page.html")
        token = request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
        response.set_cookie(COOKIE, token, max_age=_YEAR_SECONDS, httponly=True, samesite="Strict", path="/")
        return response

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the history, then what happens."""
        chat_id = await self._chat_id(request)
        stream = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await stream.prepare(request)
        with self.hub.page(chat_id) as events:
            past = await asyncio.to_thread(conversation.transcript, self.database, chat_id, _HISTORY)
            await _write(stream, "history", {"messages": [shown(message) for message in past]})
            await self._follow(stream, events)
        return stream

    async def message(self, request: web.Request) -> web.StreamResponse:
        """Store a message or a press of a button; 202 once it is on disk."""
        try:
            chat_id = await self._chat_id(request)
            body = _body(await request.read())
            taken = await self._take(chat_id, body)
        except NotTaken as error:
            return _refusal(422, self._words(error))
        except (ValueError, RecursionError):
            return _refusal(400, "This is not a message.")
        except DatabaseUnavailable as error:
            log.error("not_stored", error=error)
            return _refusal(503, "Your message could not be stored yet. It is tried again.")
        return web.json_response({"id": f"p{taken.seq}"}, status=202)

    async def _take(self, chat_id: str, body: dict[str, Any]) -> Taken:
        key, button = body["key"], body.get("button")
        if button is not None:
            taken = await self.intake.button(chat_id, key, str(button))
        else:
            taken = await self.intake.text(chat_id, key, str(body.get("text", "")))
        if taken.new:
            self._show_own(chat_id, taken, key)
        return taken

    def _show_own(self, chat_id: str, taken: Taken, key: str) -> None:
        """Show the person's words on every page open on this chat, and close what they answered."""
        for number in taken.closed:
            self.hub.publish(chat_id, "closed", {"id": number})
        self.hub.publish(chat_id, "message", own_words(taken.seq, taken.text, taken.at.isoformat(), key))

    async def _follow(self, stream: web.StreamResponse, events: asyncio.Queue[Any]) -> None:
        """Until the page goes away or is cut off. A comment now and then shows a dead connection."""
        try:
            while True:
                try:
                    event = await asyncio.wait_for(events.get(), _KEEP_ALIVE_SECONDS)
                except asyncio.TimeoutError:
                    await stream.write(b": still here\n\n")
                    continue
                if event is None:
                    return
                await _write(stream, *event)
        except ConnectionResetError:
            return

    async def _chat_id(self, request: web.Request) -> str:
        token = request.cookies.get(COOKIE, "")
        if len(token) < 32:
            raise web.HTTPForbidden(reason="Open the page first.")
        if token not in self._chats:
            self._chats[token] = await asyncio.to_thread(self._find_chat, token)
        return self._chats[token]

    def _find_chat(self, token: str) -> str:
        with self.database.transaction() as tx:
            return people.demo_chat(tx, CHANNEL, token).id

    def _words(self, error: NotTaken) -> str:
        if str(error) == "too long":
            return self.library.wording.too_long.to("en").format(limit=conversation.TEXT_LIMIT)
        return "Please write something first." if str(error) == "empty" else "That button is not here any more."


async def _nothing(_: web.Request) -> web.StreamResponse:
    return web.Response(status=204)


def _body(raw: bytes) -> dict[str, Any]:
    body = json.loads(raw)
    key = body.get("key") if isinstance(body, dict) else None
    if not isinstance(key, str) or not 8 <= len(key) <= 64:
        raise ValueError("no key")
    return dict(body)


def _refusal(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


async def _write(stream: web.StreamResponse, name: str, data: dict[str, Any]) -> None:
    await stream.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
