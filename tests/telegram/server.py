"""The HTTP side: who asks, what for, what goes wrong on the way, and the answer."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.telegram import bot_itself, bot_messages
from tests.telegram.errors import ApiError, Json
from tests.telegram.faults import Fault
from tests.telegram.intake import Intake
from tests.telegram.parameters import read_parameters
from tests.telegram.seen import Call
from tests.telegram.world import World

LOOPBACK = "127.0.0.1"
MOST_BYTES = 60 * 1024 * 1024
_METHODS: dict[str, Callable[[World, Json], Any]] = {
    "getme": bot_itself.get_me,
    "setmycommands": bot_itself.set_my_commands,
    "getmycommands": bot_itself.get_my_commands,
    "deletemycommands": bot_itself.delete_my_commands,
    "setmydescription": bot_itself.set_my_description,
    "getmydescription": bot_itself.get_my_description,
    "sendmessage": bot_messages.send_message,
    "senddocument": bot_messages.send_document,
    "sendphoto": bot_messages.send_photo,
    "sendchataction": bot_messages.send_chat_action,
    "editmessagetext": bot_messages.edit_message_text,
    "editmessagereplymarkup": bot_messages.edit_message_reply_markup,
    "deletemessage": bot_messages.delete_message,
    "answercallbackquery": bot_messages.answer_callback_query,
    "leavechat": bot_messages.leave_chat,
}


class Cut(Exception):
    """The connection is to be reset."""


class Server:
    """Made and run in a loop of its own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.intake = Intake(world, self._perform)
        self.url = ""
        self._over = asyncio.Event()
        app = web.Application(client_max_size=MOST_BYTES)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._handle)
        app.router.add_route("*", "/{rest:.*}", _not_found)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)

    async def start(self, port: int = 0) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, port)
        await site.start()
        self.url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"
        self.world.on_update = self.intake.news

    async def stop(self) -> None:
        self.world.on_update = lambda: None
        self._over.set()
        await self.intake.close()
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.world.token:
            return _failed(ApiError(401))
        call = Call(request.match_info["method"], {})
        try:
            response = await self._answer(request, call)
        except ApiError as error:
            response = _failed(error)
        except Cut:
            reset(request)
            return web.Response()
        call.status = response.status
        return response

    async def _answer(self, request: web.Request, call: Call) -> web.Response:
        try:
            call.parameters = await read_parameters(request)
        finally:
            with self.world.lock:
                self.world.calls.append(call)
                fault = self.world.faults.next(call.method, call.parameters)
        if fault is None:
            return _took(await self._perform(call.method, call.parameters))
        return await self._go_wrong(fault, call)

    async def _go_wrong(self, fault: Fault, call: Call) -> web.Response:
        if isinstance(fault.does, int):
            return _status(fault)
        if fault.does == "hang":
            await self._hang(fault)
        if fault.does in ("cut", "garbage"):
            return _broken(fault)
        result = await self._perform(call.method, call.parameters)
        if fault.does == "hang_after":
            await self._hang(fault)
        return _took(result) if fault.does.startswith("hang") else _broken(fault)

    async def _hang(self, fault: Fault) -> None:
        """At the end of the server nothing hangs any more."""
        try:
            await asyncio.wait_for(self._over.wait(), fault.seconds)
        except asyncio.TimeoutError:
            return
        raise Cut

    async def _perform(self, method: str, parameters: Json) -> object:
        name = method.lower()
        if name == "getupdates":
            return await self.intake.get_updates(parameters)
        if name == "setwebhook":
            return await self.intake.set_webhook(parameters)
        if name == "deletewebhook":
            return await self.intake.delete_webhook(parameters)
        if name == "getwebhookinfo":
            return self.intake.webhook_info()
        if name not in _METHODS:
            raise ApiError(404, "method not found")
        with self.world.lock:
            return _METHODS[name](self.world, parameters)


def reset(request: web.Request) -> None:
    """The sender sees a reset, not an orderly end."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()


async def _not_found(request: web.Request) -> web.Response:
    return _failed(ApiError(404))


def _took(result: object) -> web.Response:
    """Updates are texts already, so that malformed ones go out as they are."""
    if isinstance(result, list) and result and isinstance(result[0], str):
        text = '{"ok":true,"result":[' + ",".join(result) + "]}"
        return _json(200, text.encode("utf-8", "surrogateescape"))
    return _json(200, json.dumps({"ok": True, "result": result}).encode())


def _failed(error: ApiError) -> web.Response:
    return _json(error.status, json.dumps(error.answer()).encode())


def _status(fault: Fault) -> web.Response:
    status = int(fault.does)
    if status == 502:
        page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
        return web.Response(status=502, text=page, content_type="text/html")
    if fault.retry_after is not None:
        text = fault.text or f"retry after {fault.retry_after}"
        return _failed(ApiError(status, text, retry_after=fault.retry_after))
    return _failed(ApiError(status, fault.text))


def _broken(fault: Fault) -> web.Response:
    if str(fault.does).startswith("cut"):
        raise Cut
    return _json(200, b'{"ok":true,"resu')


def _json(status: int, body: bytes) -> web.Response:
    return web.Response(status=status, body=body, content_type="application/json")
