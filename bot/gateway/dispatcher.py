"""Takes stored messages to Rasa: one at a time per chat, in order, chats side by side, until each is done.

A message leaves the inbox only together with its replies. Whatever crashes in between, it is handed over again; Rasa
and the actions recognise its id and answer as before.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_exponential

from bot.clients.rasa import RasaClient, RasaFailed, RasaUnavailable
from bot.gateway.courier import Courier
from bot.logs import Log
from bot.services import conversation
from bot.services.conversation import Database, DatabaseUnavailable, Incoming
from bot.services.practice import Practice
from bot.services.without_rasa import page_without_rasa

log = Log("gateway.dispatcher")

TELL_AFTER_SECONDS = 2.0
"""How long a message may wait for Rasa before the person is told."""
MOST_ATTEMPTS = 4
"""How often Rasa may fail at one message, while being up, before it is set aside."""
IDLE_SECONDS = 1.0
"""How long the inbox, and what other processes have put into the outbox, may lie unseen."""
_HELD = {"page": "/crisis", "check": "/concern"}
"""What Rasa gets in place of crisis language."""
_LEAVE = "/restart"
"""What Rasa gets before an order while a script is in progress; else the script would take the order as an answer."""


class NoReply(RasaFailed):
    """Rasa answered a person with nothing at all."""


@dataclass
class Dispatcher:
    """Serves every chat with something to handle. ``wake`` says that there is."""

    database: Database
    rasa: RasaClient
    courier: Courier
    practice: Practice
    looked_at: float = field(default_factory=time.monotonic)
    """When the inbox was last read (monotonic): a dispatcher that is alive reads it every few seconds."""
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def wake(self, chat_id: str | None = None) -> None:
        """There is something to handle: in this chat, or anywhere."""
        if chat_id is None:
            self._woken.set()
        else:
            self._start(chat_id)

    def wake_after(self, delivery: asyncio.Task[None], chat_id: str) -> None:
        """The same once this delivery has ended: Rasa must not slow down the reply that is sent without it."""
        delivery.add_done_callback(lambda ended: None if ended.cancelled() else self.wake(chat_id))

    async def run(self) -> None:
        """Until cancelled. What is in progress then stays in the inbox; a failing database is waited for."""
        try:
            while True:
                await self._round()
        finally:
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _round(self) -> None:
        """Start with what a crash left behind and what has become due; then sleep until there is more."""
        self._woken.clear()
        try:
            chats, due = await asyncio.to_thread(conversation.work_ahead, self.database, list(self._busy))
            await self.courier.deliver_waiting()
        except DatabaseUnavailable as error:
            log.error("database_unavailable", error=error)
            await asyncio.sleep(1)
            return
        self.looked_at = time.monotonic()
        for chat_id in chats:
            self._start(chat_id)
        await self._sleep(IDLE_SECONDS if due is None else min(due + 0.01, IDLE_SECONDS))

    async def _sleep(self, seconds: float) -> None:
        """Not by ``asyncio.wait_for``: on Python 3.10 it loses a cancellation that comes together with the event."""
        waiting = asyncio.ensure_future(self._woken.wait())
        await asyncio.wait({waiting}, timeout=seconds)
        waiting.cancel()

    def _start(self, chat_id: str) -> None:
        """One task a chat. When it ends the inbox is looked at again, so what came meanwhile is not missed."""
        if chat_id not in self._busy:
            self._busy[chat_id] = asyncio.create_task(self._serve(chat_id))

    async def _serve(self, chat_id: str) -> None:
        """Handle all that waits in one chat."""
        try:
            message = await asyncio.to_thread(conversation.next_message, self.database, chat_id)
            while message:
                message = await self._handle(message)
        except Exception as error:
            log.error("chat_failed", error=error, chat=chat_id)
            await asyncio.sleep(1)
        finally:
            self._busy.pop(chat_id, None)
        self.wake()

    async def _handle(self, message: Incoming) -> Incoming | None:
        """Handle one message and send the replies; returns the chat's next message."""
        await self.courier.typing(message.chat_id, True)
        telling = asyncio.create_task(self._tell_that_it_waits(message))
        try:
            replies = await self._ask_rasa(message)
            unsent, following = await asyncio.to_thread(conversation.finish, self.database, message, replies)
        except RasaFailed as error:
            await self._failed(message, error)
            await self.courier.deliver(message.chat_id)
            return await asyncio.to_thread(conversation.next_message, self.database, message.chat_id)
        finally:
            telling.cancel()
            await self.courier.typing(message.chat_id, False)
        await self.courier.deliver_at_once(message.chat_id, unsent)
        return following

    async def _ask_rasa(self, message: Incoming) -> list[dict[str, object]]:
        """Ask until Rasa answers, with growing pauses while it is away."""
        metadata = {**message.metadata, "kind": message.kind, "screened": True}
        text = metadata.pop("payload", None) or _not_an_order(message.text)
        text = _HELD[message.held] if message.held else text
        leaves = bool(metadata.pop("leaves", False))
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(RasaUnavailable),
            wait=wait_exponential(multiplier=0.2, max=3),
            before_sleep=_log_waiting,
        ):
            with attempt:
                if leaves:
                    await self.rasa.handle(message.chat_id, f"{message.id}-leave", _LEAVE, metadata)
                replies = await self.rasa.handle(message.chat_id, message.id, text, metadata)
        if not replies and message.kind != "timer" and not message.held:
            raise NoReply("no reply")
        return replies

    async def _tell_that_it_waits(self, message: Incoming) -> None:
        if message.kind == "timer" or message.held:
            return
        await asyncio.sleep(TELL_AFTER_SECONDS)
        if not await self._pages_for(message):
            await self._say_that_it_waits(message)
        await self.courier.deliver(message.chat_id)

    async def _pages_for(self, message: Incoming) -> bool:
        """What staff have to be told of waits for no Rasa. Returns whether the message is answered by that.

        A fault of ours on the way keeps nobody from being told that their message waits.
        """
        try:
            return await asyncio.to_thread(page_without_rasa, self.database, self.practice, message)
        except DatabaseUnavailable:
            raise
        except Exception as error:
            log.error("not_read_ahead", error=error, message=message.id)
            return False

    async def _say_that_it_waits(self, message: Incoming) -> None:
        text = self.practice.library.wording.waiting.to(await self._language(message))
        cause = f"wait:{message.id}"
        await asyncio.to_thread(conversation.say_once, self.database, message.chat_id, cause, text)

    async def _failed(self, message: Incoming, error: RasaFailed) -> None:
        attempts = await asyncio.to_thread(conversation.count_attempt, self.database, message)
        log.error("message_failed", error=error, message=message.id, attempts=attempts)
        if attempts < MOST_ATTEMPTS:
            await asyncio.sleep(0.3 * attempts)
            return
        if await self._pages_for(message):
            return
        text = self.practice.library.wording.set_aside.to(await self._language(message))
        await asyncio.to_thread(conversation.set_aside, self.database, message, text)

    async def _language(self, message: Incoming) -> str:
        return await asyncio.to_thread(conversation.language_of, self.database, message.chat_id)


def _not_an_order(text: str) -> str:
    """Typed text that begins with "/" would be obeyed by Rasa as an intent; a space in front makes it plain words."""
    return f" {text}" if text.startswith("/") else text


def _log_waiting(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.warning("rasa_unavailable", error=error, attempt=state.attempt_number)
