"""Hands messages to Rasa over its own channel on loopback."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

TIMEOUT_SECONDS = 10
PATH = "/webhooks/interlude/message"


class RasaUnavailable(Exception):
    """Rasa or its action server is down, starting or slow. The message was not handled; try again."""


class RasaFailed(Exception):
    """Rasa is up and could not handle this message."""


class RasaClient:
    """One session to one Rasa server. Use as an async context manager."""

    def __init__(self, url: str, secret_header: str, secret: str) -> None:
        self._url = url.rstrip("/") + PATH
        self._headers = {secret_header: secret}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> RasaClient:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS, connect=2)
        self._session = aiohttp.ClientSession(timeout=timeout, headers=self._headers)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()

    async def handle(
        self, sender_id: str, message_id: str, text: str, metadata: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Let Rasa handle one message; returns its replies. The same message id again gives the same replies.

        Raises:
            RasaUnavailable: nothing happened that counts.
            RasaFailed: this message cannot be handled as it is.
        """
        assert self._session, "use the client as a context manager"
        body = {"sender": sender_id, "message_id": message_id, "text": text, "metadata": metadata}
        try:
            async with self._session.post(self._url, json=body) as answer:
                if answer.status == 200:
                    replies: list[dict[str, Any]] = await answer.json()
                    return replies
                if answer.status in (403, 404, 503):
                    raise RasaUnavailable(f"status {answer.status}")
                raise RasaFailed(f"status {answer.status}")
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise RasaUnavailable(type(error).__name__) from error
