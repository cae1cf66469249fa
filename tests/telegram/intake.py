"""How updates reach the bot: it asks for them, or has them brought."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from tests.telegram.errors import OTHER_POLLER, OTHER_WEBHOOK, WEBHOOK_ACTIVE, ApiError, Json, bad_request, conflict
from tests.telegram.parameters import number, text
from tests.telegram.webhook import Webhook
from tests.telegram.world import World

MOST_SECONDS = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
Perform = Callable[[str, Json], Awaitable[object]]


class Intake:
    """Lives in the server's loop; ``news`` may be called from any thread."""

    def __init__(self, world: World, perform: Perform) -> None:
        self.world = world
        self.webhook: Webhook | None = None
        self.retry_pause = 0.1
        self.most_pause = 5.0
        self._perform = perform
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Future[None] | None = None

    def news(self) -> None:
        self._loop.call_soon_threadsafe(self._wake)

    async def get_updates(self, parameters: Json) -> list[str]:
        """The updates as JSON texts."""
        if self.webhook is not None:
            raise conflict(WEBHOOK_ACTIVE)
        offset = number(parameters, "offset", 0, -(2**31), 2**31)
        limit = number(parameters, "limit", 100, 1, 100)
        seconds = number(parameters, "timeout", 0, 0, MOST_SECONDS)
        self._end_waiting(conflict(OTHER_POLLER))
        with self.world.lock:
            self._allow(parameters)
            updates = self.world.queue.take(offset, limit)
        until = self._loop.time() + seconds
        while not updates and (left := until - self._loop.time()) > 0:
            await self._wait(left)
            with self.world.lock:
                updates = self.world.queue.take(offset, limit)
        return updates

    async def set_webhook(self, parameters: Json) -> bool:
        url = text(parameters, "url")
        if not url:
            return await self.delete_webhook(parameters)
        _check_url(url)
        secret = text(parameters, "secret_token")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        await self.delete_webhook(parameters)
        self._end_waiting(conflict(OTHER_WEBHOOK))
        self._allow(parameters)
        most = number(parameters, "max_connections", 40, 1, 100)
        self.webhook = Webhook(self, url, secret, most, self._perform)
        self.webhook.start()
        return True

    async def delete_webhook(self, parameters: Json) -> bool:
        if self.webhook is not None:
            await self.webhook.stop()
            self.webhook = None
        if parameters.get("drop_pending_updates"):
            with self.world.lock:
                self.world.queue.clear()
        return True

    def webhook_info(self) -> Json:
        with self.world.lock:
            pending = len(self.world.queue.pending())
            allowed = sorted(self.world.queue.allowed)
        about = self.webhook.about() if self.webhook is not None else {"url": ""}
        return {**about, "has_custom_certificate": False, "pending_update_count": pending, "allowed_updates": allowed}

    async def close(self) -> None:
        if self.webhook is not None:
            await self.webhook.stop()
        self._end_waiting(ApiError(500, "restart"))

    async def _wait(self, seconds: float) -> None:
        """Until something comes, or the time is over, or another request takes this one's place."""
        waiting: asyncio.Future[None] = self._loop.create_future()
        self._waiting = waiting
        try:
            await asyncio.wait([waiting], timeout=seconds)
        finally:
            if self._waiting is waiting:
                self._waiting = None
        if waiting.done():
            waiting.result()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
        if self.webhook is not None:
            self.webhook.wake()

    def _end_waiting(self, error: ApiError) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)

    def _allow(self, parameters: Json) -> None:
        kinds = parameters.get("allowed_updates")
        with self.world.lock:
            self.world.queue.allow(kinds if isinstance(kinds, list) else None)


def _check_url(url: str) -> None:
    """HTTPS; plain HTTP only to this machine, as a Bot API server of one's own allows."""
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise bad_request("invalid webhook URL specified")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
