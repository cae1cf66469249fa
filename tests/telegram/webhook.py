"""Updates brought to the bot's door, one after the other, each until it is taken."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

import aiohttp

from tests.telegram.errors import ApiError, Json
from tests.telegram.update_queue import Entry

if TYPE_CHECKING:
    from tests.telegram.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_NOT_IN_ANSWERS = ("deletewebhook", "setwebhook", "close", "logout")


class Owner(Protocol):
    world: World
    retry_pause: float
    most_pause: float


class Webhook:
    """``perform`` carries out a method that an answer asks for."""

    def __init__(
        self, owner: Owner, url: str, secret: str, most: int, perform: Callable[[str, Json], Awaitable[object]]
    ) -> None:
        self.url = url
        self.seconds = 60.0
        self._owner, self._secret, self._most, self._perform = owner, secret, most, perform
        self._news = asyncio.Event()
        self._error: Json = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def wake(self) -> None:
        self._news.set()

    def about(self) -> Json:
        return {"url": self.url, "max_connections": self._most, **self._error}

    async def _run(self) -> None:
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        timeout = aiohttp.ClientTimeout(total=self.seconds)
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            while True:
                self._news.clear()
                with self._owner.world.lock:
                    entry = self._owner.world.queue.first()
                if entry is None:
                    await self._news.wait()
                else:
                    await self._deliver(session, entry)

    async def _deliver(self, session: aiohttp.ClientSession, entry: Entry) -> None:
        pause = self._owner.retry_pause
        while True:
            entry.shown += 1
            wait = await self._post(session, entry)
            if wait is None:
                with self._owner.world.lock:
                    self._owner.world.queue.forget(entry)
                return
            await asyncio.sleep(wait or pause)
            pause = min(pause * 2, self._owner.most_pause)

    async def _post(self, session: aiohttp.ClientSession, entry: Entry) -> float | None:
        """None when it was taken; else how long the other side asks to wait, 0 when it does not say."""
        body = entry.text.encode("utf-8", "surrogateescape")
        try:
            async with session.post(
                self.url, data=body, headers={"Content-Type": "application/json"}, ssl=False, allow_redirects=False
            ) as response:
                answer = await response.read()
                if 200 <= response.status <= 299:
                    await self._obey(answer)
                    return None
                self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
                asked = response.headers.get("Retry-After", "0")
                return float(asked) if asked.isdigit() else 0
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            self._failed(str(error) or type(error).__name__)
            return 0

    async def _obey(self, answer: bytes) -> None:
        """An answer may carry one request to the Bot API; nobody learns what became of it."""
        try:
            request = json.loads(answer)
        except ValueError:
            return
        method = str(request.pop("method", "")) if isinstance(request, dict) else ""
        if method and method.lower() not in _NOT_IN_ANSWERS and not method.lower().startswith("get"):
            with contextlib.suppress(ApiError):
                await self._perform(method, request)

    def _failed(self, text: str) -> None:
        self._error = {"last_error_date": self._owner.world.now(), "last_error_message": text}
