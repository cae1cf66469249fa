"""Talks to interlude's chat page and to Rasa's REST channel, and takes the time of every turn."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

import aiohttp
from processes import DidNotWork

ANSWER_SECONDS = 30

SCRIPT_WALK = (
    "thought record",
    "7",
    "On the bus home, the group had just ended",
    "I will never get this right",
    "80",
    "Sadness",
    "I forgot my homework twice",
    "I came to every session this month",
    "Even though I forgot it, I keep coming",
    "about fifty",
    "4",
    "It helped a little",
    "Work or school",
    "I want to do this again on Friday",
    "Keep for myself",
)
"""One script from being asked for to its closing, without paced steps. Its last turn is one bubble."""

STOCK_WALK = ("hello", "very sad", "yes", "bye", "hi", "I am feeling great", "are you a bot?", "see you later")
"""What the bot of ``rasa init`` was made for."""


class Chat(Protocol):
    async def walk(self) -> list[float]:
        """Have one conversation; returns the seconds of each turn."""


class PageChat:
    """One open chat page. A turn lasts from posting a message to the last bubble of its answer on the stream."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url
        self.token = secrets.token_urlsafe(32)
        self._headers = {"Cookie": f"interlude_chat={self.token}"}
        self._bubbles: asyncio.Queue[tuple[float, dict[str, Any]]] = asyncio.Queue()
        self._opened = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def open(cls, session: aiohttp.ClientSession, url: str) -> AsyncIterator[PageChat]:
        """A new visitor's chat, its stream of events open."""
        chat = cls(session, url)
        reading = asyncio.create_task(chat._read())
        try:
            await asyncio.wait_for(chat._opened.wait(), ANSWER_SECONDS)
            yield chat
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError, aiohttp.ClientError):
                await reading

    async def walk(self) -> list[float]:
        turns = [await self.turn(text) for text in SCRIPT_WALK[:-1]]
        return [*turns, await self.turn(SCRIPT_WALK[-1], closing=True)]

    async def start_script(self) -> None:
        """To the first question of the script; from there ``to_and_fro`` can go on for ever."""
        await self.turn(SCRIPT_WALK[0])

    async def to_and_fro(self, turns: int) -> list[float]:
        """Answer the first question, go back to it, and so on. ``turns`` is even."""
        return [await self.turn(text) for _ in range(turns // 2) for text in ("7", "back")]

    async def turn(self, text: str, *, closing: bool = False) -> float:
        """Its seconds. The last bubble is the one that waits; the closing of a script, and any other, is one alone."""
        begins = time.perf_counter()
        await self.post(text)
        while True:
            try:
                arrived, bubble = await asyncio.wait_for(self._bubbles.get(), ANSWER_SECONDS)
            except asyncio.TimeoutError:
                raise DidNotWork(f"no question followed {text!r}") from None
            if closing or bubble["commands"]:
                return arrived - begins

    async def bubble(self) -> float:
        """When the next bubble arrives (perf_counter)."""
        try:
            return (await asyncio.wait_for(self._bubbles.get(), ANSWER_SECONDS))[0]
        except asyncio.TimeoutError:
            raise DidNotWork("no message came") from None

    async def post(self, text: str) -> None:
        """Returns once it is taken."""
        body = {"key": secrets.token_hex(8), "text": text}
        async with self._session.post(f"{self._url}/chat/messages", json=body, headers=self._headers) as answer:
            if answer.status != 202:
                raise DidNotWork(f"{text!r} was not taken: status {answer.status}")
            await answer.read()

    async def _read(self) -> None:
        async with self._session.get(f"{self._url}/chat/events", headers=self._headers) as stream:
            name = ""
            async for line in stream.content:
                if line.startswith(b"event: "):
                    name = line[7:].decode().strip()
                elif line.startswith(b"data: "):
                    self._take(name, json.loads(line[6:]))

    def _take(self, name: str, data: dict[str, Any]) -> None:
        if name == "history":
            self._opened.set()
        elif name == "message" and data["from"] == "bot":
            self._bubbles.put_nowait((time.perf_counter(), data))


class RestChat:
    """A person at Rasa's REST channel; every walk is a new one's, so that stock never pays for a long history."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/webhooks/rest/webhook"

    async def walk(self) -> list[float]:
        sender = secrets.token_hex(8)
        return [await self.turn(sender, text) for text in STOCK_WALK]

    async def turn(self, sender: str, text: str) -> float:
        begins = time.perf_counter()
        async with self._session.post(self._url, json={"sender": sender, "message": text}) as answer:
            if answer.status != 200 or not await answer.json():
                raise DidNotWork(f"stock did not answer {text!r}: status {answer.status}")
        return time.perf_counter() - begins


def client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=5), connector=aiohttp.TCPConnector(limit=0)
    )


async def walks(chat: Chat, turns: int) -> list[float]:
    """Whole conversations, until there are this many turns."""
    seconds: list[float] = []
    while len(seconds) < turns:
        seconds += await chat.walk()
    return seconds


async def side_by_side(chats: Sequence[Chat], turns: int) -> float:
    """Turns a second of all chats together, each having about ``turns``."""
    begins = time.perf_counter()
    done = await asyncio.gather(*(walks(chat, turns) for chat in chats))
    return sum(map(len, done)) / (time.perf_counter() - begins)
