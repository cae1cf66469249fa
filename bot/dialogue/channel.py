"""The gateway's way into Rasa. It asks for the shared secret, and answers the same message the same way twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.dialogue.turns import begin_turn
from bot.logs import Log
from bot.services import trackers
from bot.services.setup import SECRET_HEADER, Database, DatabaseUnavailable, is_secret, open_database, read_secret
from bot.settings import read_settings

log = Log("dialogue.channel")

NAME = "interlude"


class Collected(OutputChannel):  # type: ignore[misc]
    """Collects the turn's messages whole: text, buttons and custom data of one bubble stay together."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(bubble(message))


class GatewayChannel(InputChannel):  # type: ignore[misc]
    """``credentials.yml`` names this class; it needs no credentials there."""

    @classmethod
    def name(cls) -> str:
        return NAME

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("interlude_gateway", __name__)
        settings = read_settings()
        secret, database = read_secret(settings), open_database(settings)

        @routes.get("/")  # type: ignore[untyped-decorator]
        async def health(request: Request) -> HTTPResponse:
            """200: ready; 503: still loading; 500: the model could not be loaded."""
            agent = getattr(request.app.ctx, "agent", None)
            status = 503 if agent is None else 200 if agent.is_ready() else 500
            return response.json({}, status=status)

        @routes.post("/message")  # type: ignore[untyped-decorator]
        async def message(request: Request) -> HTTPResponse:
            if not is_secret(request.headers.get(SECRET_HEADER), secret):
                return response.json({}, status=403)
            return await _handle(request, database, on_new_message)

        return routes


async def _handle(
    request: Request, database: Database, on_new_message: Callable[[UserMessage], Awaitable[Any]]
) -> HTTPResponse:
    body = request.json
    agent = request.app.ctx.agent
    if agent is None or not agent.is_ready():
        return response.json({}, status=503)
    turn, output = begin_turn(), Collected()
    try:
        handled = await asyncio.to_thread(trackers.is_handled, database, body["sender"], body["message_id"])
    except DatabaseUnavailable:
        return response.json({}, status=503)
    if handled:
        return response.json(replies(await agent.tracker_store.retrieve(body["sender"])))
    metadata = {**body["metadata"], "message_id": body["message_id"]}
    message = UserMessage(
        body["text"], output, body["sender"], input_channel=NAME, message_id=body["message_id"], metadata=metadata
    )
    try:
        await on_new_message(message)
    except Exception as error:
        log.error("turn_failed", error=error, message=body["message_id"])
        turn.failed = True
    if turn.is_whole:
        return response.json(output.messages)
    return response.json({}, status=503 if turn.unavailable else 500)


def bubble(message: dict[str, Any]) -> dict[str, Any]:
    """What the gateway stores of a response."""
    kept = {"text": message.get("text") or "", "buttons": message.get("buttons") or []}
    return kept | ({"custom": message["custom"]} if message.get("custom") else {})


def replies(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """What was said in the last turn on record."""
    events = list(tracker.events)
    last = max(i for i, event in enumerate(events) if isinstance(event, UserUttered))
    said = [event for event in events[last:] if isinstance(event, BotUttered)]
    return [bubble({"text": event.text, **event.data}) for event in said]
