"""Telegram's side of the Channel protocol."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from aiolimiter import AsyncLimiter

from bot.clients.telegram.api import TelegramApi, TelegramFailed
from bot.gateway.channel import Moment, NotSent
from bot.gateway.telegram.rendering import answered_text, keyboard_of, paced_text, texts_of
from bot.logs import Log
from bot.services import conversation, safety_replies
from bot.services.conversation import Database, Outgoing

log = Log("gateway.telegram.channel")

CHANNEL = "telegram"
MOST_A_SECOND = 30
"""Messages over all chats: Telegram's own limit. What is said in a crisis does not stand in line for it: one of those
may be answered with 429 and be sent again, which is sooner than to wait behind a flood."""
EDIT_SECONDS = 1.0
"""Between two changes of one message: more are answered with 429."""
TYPING_AFTER_SECONDS, TYPING_SECONDS = 0.4, 4.5
"""Telegram shows "typing" for five seconds; a quick answer needs none."""


@dataclass
class TelegramChannel:
    """Sends what is stored. It keeps nothing that a restart would miss."""

    database: Database
    api: TelegramApi
    pace: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(MOST_A_SECOND, 1))
    _typing: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _edited_at: dict[str, float] = field(default_factory=dict)

    async def send(self, message: Outgoing) -> str | None:
        try:
            document = (message.body.get("custom") or {}).get("document")
            if document:
                return await self._send_document(message.address, document)
            return await self._send_texts(message)
        except TelegramFailed as failure:
            raise NotSent(
                failure.code, lasting=failure.lasting, gone=failure.gone, retry_after=failure.retry_after
            ) from None

    async def change(self, message: Outgoing, moment: Moment) -> None:
        """Frames that come quicker than Telegram takes them are left out; the last one is always shown."""
        if message.remote_id is None:
            return
        wait = self._edited_at.get(message.id, 0.0) + EDIT_SECONDS - time.monotonic()
        if wait > 0 and not moment.over:
            return
        await asyncio.sleep(max(0.0, wait))
        self._edited_at[message.id] = time.monotonic()
        rows = [] if moment.over else keyboard_of(message)
        await self._edit(message, paced_text(str(message.body.get("text") or ""), moment), rows)
        if moment.over:
            self._edited_at.pop(message.id, None)

    async def close(self, message: Outgoing, answer: str | None) -> None:
        """The keyboard goes; what was pressed stands below the question."""
        text = answered_text(message, answer) if answer else None
        if text:
            await self._edit(message, text, [])
        elif message.remote_id:
            with _left_as_it_is(message):
                await self.api.take_keyboard(message.address, message.remote_id)

    async def typing(self, chat_id: str, on: bool) -> None:
        task = self._typing.pop(chat_id, None)
        if task:
            task.cancel()
        if on:
            self._typing[chat_id] = asyncio.create_task(self._keep_typing(chat_id))

    async def _keep_typing(self, chat_id: str) -> None:
        await asyncio.sleep(TYPING_AFTER_SECONDS)
        address = await asyncio.to_thread(conversation.address_of, self.database, chat_id)
        while True:
            try:
                await self.api.typing(address)
            except TelegramFailed:
                return
            await asyncio.sleep(TYPING_SECONDS)

    async def _send_texts(self, message: Outgoing) -> str:
        """In parts when it is long; the keyboard stands below the last, and that is the one to be changed later."""
        *parts, last = texts_of(message)
        for part in parts:
            async with self._turn_of(message):
                await self.api.send(message.address, part)
        async with self._turn_of(message):
            return await self.api.send(message.address, last, [] if message.closed else keyboard_of(message))

    def _turn_of(self, message: Outgoing) -> AbstractAsyncContextManager[None]:
        return nullcontext() if message.cause.startswith(safety_replies.AT_ONCE) else self.pace

    async def _send_document(self, address: str, document: dict[str, Any]) -> str:
        async with self.pace:
            content = str(document["text"]).encode()
            return await self.api.send_document(address, str(document["name"]), content, str(document["caption"]))

    async def _edit(self, message: Outgoing, text: str, rows: Any) -> None:
        if message.remote_id is None:
            return
        with _left_as_it_is(message):
            await self.api.edit(message.address, message.remote_id, text, rows)


@contextmanager
def _left_as_it_is(message: Outgoing) -> Iterator[None]:
    """What cannot be changed looks old, and that is all: a stale button is known by the script."""
    try:
        yield
    except TelegramFailed as failure:
        log.info("not_changed", code=failure.code, message=message.id)
