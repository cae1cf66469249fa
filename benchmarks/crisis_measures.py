"""How long a crisis message takes, in a quiet system and in a flood, and how long the least of it would take."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from aiohttp import ClientSession
from chat_client import PageChat, client
from crisis_stack import Receiver, Running
from processes import DidNotWork
from spacy.matcher import PhraseMatcher

from bot.db import inbox
from bot.db.database import Database
from bot.db.ids import new_id
from bot.db.keys import make_key_file, read_keys
from bot.db.migrate import migrate
from bot.services import incidents, people
from bot.services.conversation import transcript

CRISIS = "i want to kill myself"
ORDINARY = "thank you, that was a good lunch today"
REPLY = 3
"""Messages that a safety reply is made of."""
CHATS = 50
"""That the flood comes from, side by side."""
PAGE_SECONDS = 30
SETTLE_SECONDS = 0.5
"""After a page, until what is written because of it is written: the system is quiet then."""


@dataclass
class Times:
    """Seconds from sending each message: until its reply is stored (with 202), shown, and staff's first page."""

    stored: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    paged: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Sent:
    """One crisis message: whose, and when (perf_counter)."""

    token: str
    at: float


class Floor:
    """One commit of an inbox row, and one phrase match by spaCy: nothing that stores and screens can be quicker."""

    def __init__(self, folder: Path) -> None:
        make_key_file(folder / "keys")
        url = f"sqlite:///{folder / 'floor.db'}"
        migrate(url)
        self._database = Database(url, read_keys((folder / "keys").read_text()))
        with self._database.transaction() as tx:
            self._chat = people.demo_chat(tx, "page", "floor").id
        self._nlp = spacy.blank("en")
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._matcher.add("crisis", [self._nlp.make_doc("kill myself"), self._nlp.make_doc("end my life")])

    def measure(self) -> float:
        begins = time.perf_counter()
        if not self._matcher(self._nlp(CRISIS)):
            raise DidNotWork("the floor's own match found nothing")
        with self._database.transaction() as tx:
            inbox.store(tx, self._chat, new_id(), "text", CRISIS)
        return time.perf_counter() - begins


async def idle(running: Running, count: int) -> tuple[Times, list[float]]:
    """One crisis message after the other, each a new person's; before each the floor. The first two do not count."""
    times, floor, least = Times(), [], Floor(running.folder)
    async with running.receiver.listening(), client() as session:
        sent = []
        for _ in range(count + 2):
            await asyncio.sleep(SETTLE_SECONDS)
            floor.append(await asyncio.to_thread(least.measure))
            sent.append(await _crisis(session, running.url, times))
            await _until(lambda: len(running.receiver.texts) >= len(sent), "a page")
        times.paged = await _paged(running, sent)
    for measured in (times.stored, times.shown, times.paged, floor):
        del measured[:2]
    return times, floor


async def flooded(running: Running, messages: int, floods: int, every: float) -> tuple[Times, list[float]]:
    """A crisis message each ``every`` seconds of a flood. Returns also the seconds until each flood was answered."""
    times, seconds = Times(), []
    async with running.receiver.listening(), client() as session:
        crises = []
        for _ in range(floods):
            begins = time.perf_counter()
            flood = asyncio.create_task(_flood(session, running.url, messages))
            while not flood.done():
                crises.append(asyncio.create_task(_crisis(session, running.url, times)))
                await asyncio.wait({flood}, timeout=every)
            await flood
            seconds.append(time.perf_counter() - begins)
        times.paged = await _paged(running, await asyncio.gather(*crises))
    return times, seconds


async def _crisis(session: ClientSession, url: str, times: Times) -> Sent:
    async with PageChat.open(session, url) as chat:
        begins = time.perf_counter()
        await chat.post(CRISIS)
        times.stored.append(time.perf_counter() - begins)
        times.shown.append(max([await chat.bubble() for _ in range(REPLY)]) - begins)
        return Sent(chat.token, begins)


async def _flood(session: ClientSession, url: str, messages: int) -> None:
    """As fast as they are taken, and until all are answered."""

    async def one() -> None:
        async with PageChat.open(session, url) as chat:
            for _ in range(messages // CHATS):
                await chat.post(ORDINARY)
            for _ in range(messages // CHATS):
                await chat.bubble()

    await asyncio.gather(*(one() for _ in range(CHATS)))


async def _paged(running: Running, sent: list[Sent]) -> list[float]:
    """Until the first page of each. What was stored must be a safety reply, and nothing else was said before it."""
    found = await asyncio.to_thread(_incidents_of, running.database(), sent)
    receiver = running.receiver
    await _until(lambda: all(receiver.first(one) for one in found), "the pages")
    return [_at(receiver, one) - message.at for one, message in zip(found, sent, strict=True)]


def _incidents_of(database: Database, sent: list[Sent]) -> list[str]:
    """The incident of each message."""
    by_chat = {row.chat_id: row.id for row in incidents.list_incidents(database)}
    found = []
    for one in sent:
        with database.transaction() as tx:
            chat_id = people.demo_chat(tx, "page", one.token).id
        if len(transcript(database, chat_id, 10)) != 1 + REPLY:
            raise DidNotWork("a crisis message has not exactly its safety reply")
        found.append(by_chat[chat_id])
    database.close()
    return found


def _at(receiver: Receiver, incident_id: str) -> float:
    at = receiver.first(incident_id)
    if at is None:
        raise DidNotWork("an incident without a page")
    return at


async def _until(holds: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + PAGE_SECONDS
    while not holds():
        if time.monotonic() > ends:
            raise DidNotWork(f"{what} did not come")
        await asyncio.sleep(0.005)
