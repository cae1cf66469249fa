"""Everything Telegram remembers: the bot, who writes to it, what waits for it. It changes under ``lock`` only."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.telegram.chats import Chat
from tests.telegram.errors import Json
from tests.telegram.faults import Faults
from tests.telegram.limits import Limits
from tests.telegram.seen import Answer, Call, File
from tests.telegram.update_queue import UpdateQueue


@dataclass
class Query:
    """A press that waits for its answer until ``until`` (by the world's clock)."""

    by: int
    data: str
    until: float
    answered: bool = False


class World:
    def __init__(self, token: str, username: str, clock: Callable[[], float]) -> None:
        self.lock = threading.RLock()
        self.token = token
        self.username = username
        self.privacy = True
        self.query_seconds = 15.0
        self.clock = clock
        self.queue = UpdateQueue(clock)
        self.limits = Limits()
        self.faults = Faults()
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.files: dict[str, File] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.descriptions: dict[str, str] = {}
        self.calls: list[Call] = []
        self.answers: list[Answer] = []
        self.on_update: Callable[[], None] = lambda: None
        self._random = random.Random(20_240_229)
        self._last_message_id = 0

    def now(self) -> int:
        return int(self.clock())

    def bot(self) -> Json:
        return {"id": self.bot_id, "is_bot": True, "first_name": "Bot under test", "username": self.username}

    @property
    def bot_id(self) -> int:
        return int(self.token.partition(":")[0])

    def next_message_id(self) -> int:
        """Private chats and plain groups of a bot share one row of numbers."""
        self._last_message_id += 1
        return self._last_message_id

    def random_id(self) -> int:
        return self._random.randrange(10**18, 9 * 10**18)

    def push(self, kind: str, body: Json) -> Json:
        """Put an update in the queue, if the bot gets this kind."""
        with self.lock:
            update = self.queue.push(kind, body)
        self.on_update()
        return update

    def new_query(self, by: int, data: str) -> str:
        query_id = str(self.random_id())
        self.queries[query_id] = Query(by, data, self.clock() + self.query_seconds)
        return query_id
