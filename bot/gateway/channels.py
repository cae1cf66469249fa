"""Hands each message to the channel of its chat."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.gateway.channel import Channel, Moment
from bot.services import conversation
from bot.services.conversation import Database, Outgoing


@dataclass
class Channels:
    """One channel out of several. ``others`` takes what belongs to none of ``by_name``: the page, drills."""

    database: Database
    by_name: Mapping[str, Channel]
    others: Channel
    _of_chat: dict[str, Channel] = field(default_factory=dict)

    async def send(self, message: Outgoing) -> str | None:
        return await self._channel(message).send(message)

    async def change(self, message: Outgoing, moment: Moment) -> None:
        await self._channel(message).change(message, moment)

    async def close(self, message: Outgoing, answer: str | None) -> None:
        await self._channel(message).close(message, answer)

    async def typing(self, chat_id: str, on: bool) -> None:
        """A chat's channel never changes."""
        if chat_id not in self._of_chat:
            name = await asyncio.to_thread(conversation.channel_of, self.database, chat_id)
            self._of_chat[chat_id] = self.by_name.get(name, self.others)
        await self._of_chat[chat_id].typing(chat_id, on)

    def _channel(self, message: Outgoing) -> Channel:
        return self.by_name.get(message.channel, self.others)
