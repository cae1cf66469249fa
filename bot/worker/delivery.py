"""Sends notices to staff: each on its own, so that what is slow or hanging delays nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.clients.staff_notifier import SendFailed, send
from bot.clients.staff_telegram import send_to_chat
from bot.clients.telegram.api import TelegramApi
from bot.logs import Log
from bot.services import paging, staff_chat
from bot.services.addresses import chat_of, is_telegram
from bot.services.incidents import Desk
from bot.services.notice_words import notice_words
from bot.services.paging import Leased
from bot.services.setup import Database, DatabaseUnavailable

log = Log("worker.delivery")

MOST_AT_ONCE = 300
"""Deliveries under way. Only a flood of incidents over dead channels fills it: each ends by its time-out."""
MARK_AGAIN_SECONDS = 0.5
Send = Callable[[str, str, str], Awaitable[None]]
_Message = tuple[str, int] | None
"""What a sent message is called, and the version it shows, where it can be changed later."""


@dataclass
class Delivery:
    """Leases, sends, marks. What a crash interrupts is leased again when its lease is over."""

    database: Database
    desk: Desk
    addresses: Mapping[str, str]
    link: str
    owner: str
    send: Send = send
    telegram: TelegramApi | None = None
    _busy: dict[str, Leased] = field(default_factory=dict)
    """The newest lease of every notice under way."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def start_waiting(self) -> None:
        """Begin to deliver everything that waits. Raises DatabaseUnavailable."""
        free = MOST_AT_ONCE - len(self._busy)
        if free <= 0:
            log.error("too_many_deliveries", under_way=len(self._busy))
            return
        for leased in await asyncio.to_thread(paging.take, self.database, self.owner, free):
            under_way = leased.id in self._busy
            self._busy[leased.id] = leased
            if not under_way:
                self._begin(leased)

    async def finish(self, seconds: float) -> None:
        """Let what is under way end; the rest is taken up again after its lease."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    def _begin(self, leased: Leased) -> None:
        task = asyncio.create_task(self._deliver(leased))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, leased: Leased) -> None:
        try:
            await self._mark(leased.id, await self._send(leased))
        except Exception as error:
            log.error("delivery_broke", error=error, notice=leased.id)
        finally:
            self._busy.pop(leased.id, None)

    async def _send(self, leased: Leased) -> SendFailed | _Message:
        address = self.addresses.get(leased.channel)
        if address is None:
            return SendFailed("not_connected", permanent=True)
        title, body = notice_words(self.desk.texts, self.link, leased.incident_id, leased.purpose, leased.drill)
        try:
            if is_telegram(address):
                rows = staff_chat.first_look(self.desk, leased.id, leased.purpose)
                message = await send_to_chat(self.telegram, chat_of(address), f"{title}\n{body}", rows)
                return message, leased.version
            await self.send(address, title, body)
        except SendFailed as failure:
            return failure
        return None

    async def _mark(self, notice_id: str, outcome: SendFailed | _Message) -> None:
        """Until it is stored; a database that is away must not make it go out twice."""
        while True:
            try:
                return await asyncio.to_thread(self._mark_once, self._busy[notice_id], outcome)
            except DatabaseUnavailable as error:
                log.error("not_marked", error=error, notice=notice_id)
            await asyncio.sleep(MARK_AGAIN_SECONDS)

    def _mark_once(self, leased: Leased, outcome: SendFailed | _Message) -> None:
        notice, incident = leased.id, leased.incident_id
        if not isinstance(outcome, SendFailed):
            paging.sent(self.database, leased, outcome)
            log.info("notice_sent", notice=notice, incident=incident, channel=leased.channel)
            return
        paging.failed(self.database, leased, outcome.code, outcome.permanent, outcome.wait)
        code = f"{outcome.code}{' permanent' if outcome.permanent else ''}"
        log.warning("notice_failed", code=code, notice=notice, incident=incident, channel=leased.channel)
