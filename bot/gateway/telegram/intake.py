"""One update: stored and screened, then acknowledged to its sender by what follows from it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from bot.clients.telegram.api import TelegramApi, TelegramFailed
from bot.clients.telegram.updates import Came, What, key_of_unreadable, read_update, update_id_of
from bot.gateway.courier import Courier
from bot.gateway.dispatcher import Dispatcher
from bot.logs import Log
from bot.services import erasure, staff_chat, telegram
from bot.services.conversation import Database, DatabaseUnavailable
from bot.services.staff_chat import Drawing
from bot.services.telegram import FrontDoor, Received

log = Log("gateway.telegram.intake")


@dataclass
class TelegramIntake:
    """Takes raw updates, one after the other. Only when ``take`` returns may an update be confirmed."""

    database: Database
    door: FrontDoor
    api: TelegramApi
    courier: Courier
    dispatcher: Dispatcher
    _after: set[asyncio.Task[None]] = field(default_factory=set)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One message to staff at a time, in the order of the presses."""

    async def take(self, raw: Any) -> None:
        """Raises DatabaseUnavailable: it is not stored, and must come again."""
        came = None
        try:
            came = read_update(raw)
            received = await asyncio.to_thread(telegram.receive, self.database, self.door, came, raw)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # also a fault of ours: one update must not stop all that come after it
            log.error("update_failed", error=error, update=update_id_of(raw))
            received = await self._failed(came, raw)
        if came:
            self._follow(came, received)

    async def _failed(self, came: Came | None, raw: Any) -> Received:
        """Whoever wrote it is answered and staff are paged, as when the screen fails; else it is set aside."""
        paged = None
        try:
            if came:
                paged = await asyncio.to_thread(telegram.page_unread, self.database, self.door, came, raw)
        except DatabaseUnavailable:
            raise
        except Exception as error:
            log.error("update_not_paged", error=error, update=update_id_of(raw))
        return paged or await self._set_aside(raw)

    async def _set_aside(self, raw: Any) -> Received:
        key, number = key_of_unreadable(raw), update_id_of(raw)
        if await asyncio.to_thread(telegram.set_aside, self.database, key, number, raw):
            log.error("update_set_aside", update=number)
        return Received()

    def _follow(self, came: Came, received: Received) -> None:
        """Nothing of this holds up the next update: all that counts is stored."""
        if came.what is What.PRESSED:
            self._soon(self.api.answer_press(came.press_id, received.notice))
        if received.drawing:
            self._soon(self._draw(received.drawing))
        if received.leave:
            self._soon(self.api.leave(came.address))
        for text in received.to_stranger:
            self._soon(self._tell_stranger(came.address, text))
        if received.erased:
            self._soon(self._clean())
        if received.chat_id and received.new:
            self._in_chat(received.chat_id, received)

    def _in_chat(self, chat_id: str, received: Received) -> None:
        self.courier.stop_pace(chat_id)
        self.courier.close_soon(chat_id, received.closed, received.pressed, received.answer)
        for other in received.also:
            self.courier.deliver_soon(other)
        if received.unsent:
            self.dispatcher.wake_after(self.courier.deliver_soon(chat_id, received.unsent), chat_id)
        else:
            self.dispatcher.wake(chat_id)

    async def _draw(self, drawing: Drawing) -> None:
        """What does not succeed here is drawn by the worker."""
        succeeded = False
        try:
            async with self._drawing:
                await self.api.edit(drawing.address, drawing.message_id, drawing.text, drawing.rows)
            succeeded = True
        finally:
            await asyncio.to_thread(staff_chat.drawn, self.database, drawing, succeeded)

    async def _clean(self) -> None:
        await asyncio.to_thread(erasure.clean, self.database)

    async def _tell_stranger(self, address: str, text: str) -> None:
        await self.api.send(address, text)

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._after.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._after.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, TelegramFailed):
            log.info("not_followed", code=error.code)
        elif error:
            log.error("not_followed", error=error)
