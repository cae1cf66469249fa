"""The way in for every channel: store, then everything else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.gateway.courier import Courier
from bot.gateway.dispatcher import Dispatcher
from bot.services import conversation
from bot.services.conversation import Database, Guard, Taken


@dataclass(frozen=True)
class Intake:
    """Screens and stores what a person sends. Only when a call returns may the channel acknowledge."""

    database: Database
    guard: Guard
    courier: Courier
    dispatcher: Dispatcher

    async def text(self, chat_id: str, key: str, text: str) -> Taken:
        """Raises NotTaken or DatabaseUnavailable; then nothing was stored."""
        taken = await asyncio.to_thread(conversation.receive_text, self.database, self.guard, chat_id, key, text)
        return self._taken(chat_id, taken)

    async def button(self, chat_id: str, key: str, button_id: str) -> Taken:
        """Raises NotTaken or DatabaseUnavailable; then nothing was stored."""
        taken = await asyncio.to_thread(conversation.receive_button, self.database, self.guard, chat_id, key, button_id)
        return self._taken(chat_id, taken)

    def _taken(self, chat_id: str, taken: Taken) -> Taken:
        if taken.new:
            self.courier.stop_pace(chat_id)
            if taken.replied:
                self.dispatcher.wake_after(self.courier.deliver_soon(chat_id, taken.unsent), chat_id)
            else:
                self.dispatcher.wake(chat_id)
        return taken
