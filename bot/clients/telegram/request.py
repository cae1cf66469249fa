"""Carries python-telegram-bot's calls by aiohttp, as Rasa's are: docs/decisions/0014 says why not by httpx."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 5.0
POOL_SECONDS = 5.0
WRITE_SECONDS = 20.0
"""For what is sent, files too."""


class AiohttpRequest(BaseRequest):
    """At most ``connections`` at once, kept open between calls; opened with the first of them.

    Errors bear the kind of what went wrong and nothing more: in an address of Telegram's stands the bot's token.
    """

    def __init__(self, connections: int, read_seconds: float) -> None:
        self._connections, self._read_seconds = connections, read_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_seconds

    async def initialize(self) -> None:
        self._open()

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of the answer. What is not waiting for the answer takes as long as this module says, at most.

        Raises:
            TimedOut, NetworkError.
        """
        waits = float(self._read_seconds if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout)
        connects = CONNECT_SECONDS + POOL_SECONDS
        limits = aiohttp.ClientTimeout(total=connects + WRITE_SECONDS + waits, connect=connects, sock_read=waits)
        try:
            async with self._open().request(method, url, data=_form(request_data), timeout=limits) as answer:
                return answer.status, await answer.read()
        except asyncio.TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(
                connector=connector, headers={"User-Agent": self.USER_AGENT}, trust_env=True
            )
        return self._session


def _form(asked: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if asked is None:
        return None
    parameters, files = asked.json_parameters, asked.multipart_data
    if not files:
        return dict(parameters) or None
    form = aiohttp.FormData(parameters)
    for name, (filename, content, kind) in files.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
