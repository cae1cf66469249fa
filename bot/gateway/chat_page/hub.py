"""Live events for the open pages of each chat; the chat page's side of the Channel protocol."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from bot.gateway.channel import Moment
from bot.gateway.chat_page.messages import bot_message
from bot.services.conversation import Outgoing

Event = tuple[str, dict[str, Any]]
_BACKLOG = 500
"""Events. A page that is this far behind is cut off; it reconnects and gets the history."""


class Hub:
    """Hands events to every page that shows a chat. A page that is not open misses nothing: it gets the history."""

    def __init__(self) -> None:
        self._pages: dict[str, set[asyncio.Queue[Event | None]]] = defaultdict(set)

    @contextmanager
    def page(self, chat_id: str) -> Iterator[asyncio.Queue[Event | None]]:
        """The events for one open page, from now on. None means: cut off."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._pages[chat_id].add(queue)
        try:
            yield queue
        finally:
            self._pages[chat_id].discard(queue)

    def publish(self, chat_id: str, name: str, data: dict[str, Any]) -> None:
        for queue in list(self._pages[chat_id]):
            if queue.qsize() >= _BACKLOG:
                self._pages[chat_id].discard(queue)
                queue.put_nowait(None)
            else:
                queue.put_nowait((name, data))

    async def send(self, message: Outgoing) -> str | None:
        self.publish(message.chat_id, "message", bot_message(message))
        return None

    async def change(self, message: Outgoing, moment: Moment) -> None:
        data = {"id": message.seq, "text": moment.show, **asdict(moment)}
        self.publish(message.chat_id, "edit", data)

    async def close(self, message: Outgoing, answer: str | None) -> None:
        """The page closes a keyboard by itself, with the event that shows the answer."""

    async def typing(self, chat_id: str, on: bool) -> None:
        self.publish(chat_id, "typing", {"on": on})
