"""Sends what is stored in the outbox, in order per chat, and moves paced bubbles in time."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone

from bot.gateway.channel import Channel, Moment, NotSent, frames_of
from bot.logs import Log
from bot.services import conversation, reachability
from bot.services.conversation import Database, Outgoing

log = Log("gateway.courier")

LATELY = 500
"""Messages by which a delivery knows that another was quicker: far more than are sent while one waits for its turn."""


class Courier:
    """Delivers the messages of one channel."""

    def __init__(self, database: Database, channel: Channel) -> None:
        self._database = database
        self._channel = channel
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._paces: dict[str, asyncio.Task[None]] = {}
        self._deliveries: set[asyncio.Task[None]] = set()
        self._lately_sent: deque[str] = deque(maxlen=LATELY)

    async def catch_up(self) -> None:
        """After a start: send what was stored and not sent, and move the bubbles that were moving."""
        for chat_id in await asyncio.to_thread(conversation.chats_with_unsent, self._database):
            self.deliver_soon(chat_id)
        for message in await asyncio.to_thread(conversation.moving, self._database):
            self._play(message)

    async def deliver(self, chat_id: str) -> None:
        """Send what waits for this chat. A failure leaves the rest for the next call."""
        async with self._locks[chat_id]:
            await self._send_all(await asyncio.to_thread(conversation.unsent, self._database, chat_id))

    def deliver_soon(self, chat_id: str, unsent: Sequence[Outgoing] = ()) -> asyncio.Task[None]:
        """Send what waits for this chat, without making the caller wait for it. ``unsent``: that, where it is known."""
        work = self.deliver_at_once(chat_id, unsent) if unsent else self.deliver(chat_id)
        return self._keep(asyncio.create_task(work))

    def _keep(self, task: asyncio.Task[None]) -> asyncio.Task[None]:
        self._deliveries.add(task)
        task.add_done_callback(self._delivered)
        return task

    async def deliver_waiting(self) -> None:
        """Send what other processes have stored: that staff have seen it, a follow-up."""
        for chat_id in await asyncio.to_thread(conversation.chats_with_unsent, self._database):
            if not self._locks[chat_id].locked():
                self.deliver_soon(chat_id)

    async def idle(self) -> None:
        """Wait until all that was begun has ended."""
        while self._deliveries:
            await asyncio.wait(self._deliveries)

    def _delivered(self, task: asyncio.Task[None]) -> None:
        """A failed delivery leaves the rest in the outbox, for the next round."""
        self._deliveries.discard(task)
        if not task.cancelled() and task.exception():
            log.error("delivery_failed", error=task.exception())

    async def deliver_at_once(self, chat_id: str, messages: Sequence[Outgoing]) -> None:
        """Send what was just stored, without reading it back, unless another delivery to this chat is under way.

        One that began and ended since it was stored has sent it.
        """
        if self._locks[chat_id].locked():
            await self.deliver(chat_id)
        else:
            async with self._locks[chat_id]:
                await self._send_all([one for one in messages if one.id not in self._lately_sent])

    async def _send_all(self, messages: Sequence[Outgoing]) -> None:
        """In order. What a channel knows by an id is marked at once: a message that is sent twice cannot be unsent."""
        sent = []
        try:
            for message in messages:
                remote_id = await self._send(message)
                self._lately_sent.append(message.id)
                if remote_id is None:
                    sent.append(message)
                else:
                    await asyncio.to_thread(conversation.mark_sent_as, self._database, message, remote_id)
        except NotSent as refusal:
            await self._refused(message, refusal)
        finally:
            if sent:
                await asyncio.to_thread(conversation.mark_sent, self._database, sent)

    async def _refused(self, message: Outgoing, refusal: NotSent) -> None:
        """The rest of the chat waits with it, unless this one will never go out."""
        log.warning("not_sent", code=refusal.code, message=message.id, attempts=message.attempts + 1)
        if refusal.gone:
            await asyncio.to_thread(reachability.lost, self._database, message.chat_id, refusal.code)
        elif refusal.lasting:
            await asyncio.to_thread(conversation.never_sent, self._database, message, refusal.code)
            self.deliver_soon(message.chat_id)
        else:
            await asyncio.to_thread(conversation.not_sent_yet, self._database, message, refusal.retry_after)

    async def close(self, chat_id: str, numbers: Sequence[int], pressed: str = "", answer: str = "") -> None:
        """Take away used keyboards. ``pressed``: the id of the message whose button ``answer`` was pressed."""
        for message in await asyncio.to_thread(conversation.closed_messages, self._database, chat_id, numbers):
            await self._channel.close(message, answer if message.id == pressed else None)

    def close_soon(self, chat_id: str, numbers: Sequence[int], pressed: str = "", answer: str = "") -> None:
        """The same, without making the caller wait for it."""
        if numbers:
            self._keep(asyncio.create_task(self.close(chat_id, numbers, pressed, answer)))

    async def typing(self, chat_id: str, on: bool) -> None:
        await self._channel.typing(chat_id, on)

    def stop_pace(self, chat_id: str) -> None:
        """The person wrote: a bubble that moves in their chat stands still at once."""
        task = self._paces.pop(chat_id, None)
        if task:
            task.cancel()

    async def _send(self, message: Outgoing) -> str | None:
        frames = frames_of(message.body)
        if frames:
            seconds = sum(frame["seconds"] for frame in frames) - _age(message)
            await asyncio.to_thread(conversation.end_pace_at, self._database, message, max(0.0, seconds))
        remote_id = await self._channel.send(message)
        if frames:
            self._play(replace(message, remote_id=remote_id))
        return remote_id

    def _play(self, message: Outgoing) -> None:
        self.stop_pace(message.chat_id)
        self._paces[message.chat_id] = asyncio.create_task(self._move(message))

    async def _move(self, message: Outgoing) -> None:
        """Show each frame at its time, counted from when the bubble was stored; frames that are past are left out."""
        frames = frames_of(message.body)
        rounds = frames[-1]["round"]
        begins, moment = 0.0, None
        try:
            for frame in frames:
                ends = begins + frame["seconds"]
                if _age(message) < ends:
                    await asyncio.sleep(max(0.0, begins - _age(message)))
                    moment = Moment(frame["show"], frame["seconds"], frame["round"], rounds)
                    await self._channel.change(message, moment)
                begins = ends
            await asyncio.sleep(max(0.0, begins - _age(message)))
        finally:
            last = moment or Moment(frames[-1]["show"], 0, rounds, rounds)
            over = Moment(last.show, 0, last.round, rounds, over=True)
            await asyncio.shield(asyncio.ensure_future(self._channel.change(message, over)))


def _age(message: Outgoing) -> float:
    """Seconds since the message was stored."""
    return (datetime.now(timezone.utc) - message.at).total_seconds()
