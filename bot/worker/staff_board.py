"""Keeps notices in Telegram true: who took an incident and who resolved it, wherever that was done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby

from bot.clients.telegram.api import TelegramApi, TelegramFailed
from bot.logs import Log
from bot.services import staff_chat
from bot.services.incidents import Desk
from bot.services.setup import Database
from bot.services.staff_chat import Drawing, StaffChats

log = Log("worker.staff_board")

AGAIN_SECONDS = (2, 5, 15, 60, 300)
"""Waits after an edit that failed; then it is left as it is."""
_Key = tuple[str, int]
"""A notice, and the version of its incident that is to be shown."""


@dataclass
class StaffBoard:
    """``redraw`` is one round."""

    database: Database
    desk: Desk
    chats: StaffChats
    api: TelegramApi
    clock: Callable[[], float] = time.monotonic
    _failures: dict[_Key, int] = field(default_factory=dict)
    _not_before: dict[_Key, float] = field(default_factory=dict)
    _quiet_until: dict[str, float] = field(default_factory=dict)
    """Chats that Telegram wants to be left alone."""

    async def redraw(self) -> None:
        """Change what is outdated; chats do not wait for each other. Raises DatabaseUnavailable."""
        drawings = await asyncio.to_thread(staff_chat.outdated, self.database, self.desk, self.chats, self._left())
        in_order = sorted(drawings, key=lambda one: one.address)
        chats = [list(of_chat) for _, of_chat in groupby(in_order, lambda one: one.address)]
        await asyncio.gather(*(self._of_chat(one) for one in chats))

    async def _of_chat(self, drawings: list[Drawing]) -> None:
        for one in drawings:
            if self._quiet_until.get(one.address, 0) > self.clock():
                return
            await self._edit(one)

    async def _edit(self, drawing: Drawing) -> None:
        try:
            await self.api.edit(drawing.address, drawing.message_id, drawing.text, drawing.rows)
        except TelegramFailed as failure:
            self._failed(drawing, failure)
            return
        await asyncio.to_thread(staff_chat.drawn, self.database, drawing)
        self._forget(drawing.notice_id)

    def _failed(self, drawing: Drawing, failure: TelegramFailed) -> None:
        if failure.retry_after:
            self._quiet_until[drawing.address] = self.clock() + failure.retry_after
            return
        key = (drawing.notice_id, drawing.version)
        count = len(AGAIN_SECONDS) if failure.lasting else self._failures.get(key, 0)
        left = count == len(AGAIN_SECONDS)
        self._forget(drawing.notice_id)
        self._failures[key] = count + 1
        self._not_before[key] = float("inf") if left else self.clock() + AGAIN_SECONDS[count]
        log.warning("notice_not_changed", code=failure.code, notice=drawing.notice_id, left=left)

    def _left(self) -> list[_Key]:
        moment = self.clock()
        return [key for key, at in self._not_before.items() if at > moment]

    def _forget(self, notice_id: str) -> None:
        """What was noted of this message and other versions."""
        for kept in (self._failures, self._not_before):
            for key in [one for one in kept if one[0] == notice_id]:
                del kept[key]
