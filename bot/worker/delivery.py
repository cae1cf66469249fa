"""Sends notices to staff: each on its own, so that what is slow or hanging delays nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.clients.staff_notifier import SendFailed, send
from bot.db.notices import REMINDER
from bot.logs import Log
from bot.services import paging
from bot.services.incidents import Desk
from bot.services.paging import Leased
from bot.services.setup import Database, DatabaseUnavailable

log = Log("worker.delivery")

MOST_AT_ONCE = 300
"""Deliveries under way. Only a flood of incidents over dead channels fills it: each ends by its time-out."""
MARK_AGAIN_SECONDS = 0.5
Send = Callable[[str, str, str], Awaitable[None]]


@dataclass
class Delivery:
    """Leases, sends, marks. What a crash interrupts is leased again when its lease is over."""

    database: Database
    desk: Desk
    addresses: Mapping[str, str]
    link: str
    owner: str
    send: Send = send
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
            failure = await self._send(leased)
            await self._mark(leased.id, failure)
        except Exception as error:
            log.error("delivery_broke", error=error, notice=leased.id)
        finally:
            self._busy.pop(leased.id, None)

    async def _send(self, leased: Leased) -> SendFailed | None:
        address = self.addresses.get(leased.channel)
        if address is None:
            return SendFailed("not_connected", permanent=True)
        title, body = self._text(leased)
        try:
            await self.send(address, title, body)
        except SendFailed as failure:
            return failure
        return None

    async def _mark(self, notice_id: str, failure: SendFailed | None) -> None:
        """Until it is stored; a database that is away must not make it go out twice."""
        while True:
            try:
                return await asyncio.to_thread(self._mark_once, self._busy[notice_id], failure)
            except DatabaseUnavailable as error:
                log.error("not_marked", error=error, notice=notice_id)
            await asyncio.sleep(MARK_AGAIN_SECONDS)

    def _mark_once(self, leased: Leased, failure: SendFailed | None) -> None:
        notice, incident = leased.id, leased.incident_id
        if failure is None:
            paging.sent(self.database, leased)
            log.info("notice_sent", notice=notice, incident=incident, channel=leased.channel)
            return
        paging.failed(self.database, leased, failure.code, failure.permanent)
        code = f"{failure.code}{' permanent' if failure.permanent else ''}"
        log.warning("notice_failed", code=code, notice=notice, incident=incident, channel=leased.channel)

    def _text(self, leased: Leased) -> tuple[str, str]:
        """An id and a link, nothing else."""
        texts = self.desk.texts
        compose = texts.reminder if leased.purpose == REMINDER else texts.notice
        return compose(leased.incident_id, self._link_to(leased), leased.drill)

    def _link_to(self, leased: Leased) -> str:
        if not self.link:
            return f"`interlude incidents show {leased.incident_id}`"
        return f"{self.link.rstrip('/')}/{leased.incident_id}"
