"""A channel that remembers what it was given."""

from __future__ import annotations

import asyncio

from bot.gateway.channel import Moment
from bot.services.conversation import Outgoing


class FakeChannel:
    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.moments: list[tuple[int, Moment]] = []
        self.typed: list[tuple[str, bool]] = []
        self.closed: list[tuple[int, str | None]] = []
        self.broken = False
        self.seconds = 0.0
        """How long it takes to send one."""

    @property
    def texts(self) -> list[str]:
        return [message.body["text"] for message in self.sent]

    async def send(self, message: Outgoing) -> str | None:
        if self.broken:
            raise ConnectionError("the channel is down")
        await asyncio.sleep(self.seconds)
        self.sent.append(message)
        return None

    async def close(self, message: Outgoing, answer: str | None) -> None:
        self.closed.append((message.seq, answer))

    async def change(self, message: Outgoing, moment: Moment) -> None:
        self.moments.append((message.seq, moment))

    async def typing(self, chat_id: str, on: bool) -> None:
        self.typed.append((chat_id, on))
