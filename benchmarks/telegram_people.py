"""People on Telegram: they write, and the time is taken until the bot's messages stand in their chats."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from chat_client import ANSWER_SECONDS, SCRIPT_WALK
from processes import DidNotWork

from bot.db import chats, consents, participants
from bot.db.database import Database
from bot.services.chat_words import Purpose, load_chat_words
from bot.settings import ROOT
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import Person

LOOK_SECONDS = 0.01
"""Between two looks at a chat. Each message bears its own time: this delays the next turn, not what is measured."""
QUIET_SECONDS = 1.5
"""A turn to which nothing is added for so long is over."""


class Writer:
    """One person. A turn lasts from writing a message to the last message of its answer."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.received = 0

    async def turn(self, text: str, messages: int = 1) -> float:
        """Seconds until as many messages have come."""
        return (await self.answers(text, messages))[-1]

    async def answers(self, text: str, messages: int) -> list[float]:
        """Seconds until each of them has come."""
        begins = time.monotonic()
        self.person.write(text)
        arrived = await self._arrivals(messages)
        self.received += messages
        return [at - begins for at in arrived[:messages]]

    async def walk(self, counts: Sequence[int]) -> list[float]:
        """A whole script. ``counts``: messages that answer each turn, as ``learn`` gave them."""
        return [await self.turn(text, count) for text, count in zip(SCRIPT_WALK, counts, strict=True)]

    async def learn(self) -> list[int]:
        """Walk without haste; returns how many messages answer each turn."""
        counts = []
        for text in SCRIPT_WALK:
            await self.turn(text)
            counts.append(1 + await self._more())
        return counts

    async def _more(self) -> int:
        """Those that still come."""
        begins = self.received
        while True:
            await asyncio.sleep(QUIET_SECONDS)
            now = len(self._times())
            if now == self.received:
                return now - begins
            self.received = now

    async def _arrivals(self, messages: int) -> list[float]:
        ends = time.monotonic() + ANSWER_SECONDS
        while len(found := self._times()[self.received :]) < messages:
            if time.monotonic() > ends:
                raise DidNotWork(f"{len(found)} of {messages} messages came")
            await asyncio.sleep(LOOK_SECONDS)
        return found

    def _times(self) -> list[float]:
        with self.person.world.lock:
            return [stored.at for stored in self.person.of_bot()]


def enrolled(telegram: FakeTelegram, database: Database, count: int) -> list[Writer]:
    """People who have opened their links and agreed to everything. All are synthetic."""
    found = [telegram.person(f"Synthetic {number}") for number in range(count)]
    purposes = load_chat_words(ROOT / "data").consent.purposes
    with database.transaction() as tx:
        for person in found:
            participant = chats.add_participant(tx, synthetic=True)
            chat = chats.add(tx, participant, "telegram", str(person.id))
            participants.mark_program_said(tx, chat.id)
            for purpose in Purpose:
                consents.add(tx, participant, purpose.value, purposes[purpose].version, given=True)
    for person in found:
        person.has_written = True
    return [Writer(person) for person in found]
