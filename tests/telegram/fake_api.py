"""A strict stand-in for Telegram's Bot API: a real HTTP server on loopback, and the people and chats behind it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

from tests.telegram.bot_itself import DEFAULT_SCOPE
from tests.telegram.chats import Chat
from tests.telegram.errors import Json
from tests.telegram.faults import Fault, Plan
from tests.telegram.groups import Channel, Group
from tests.telegram.limits import Limits
from tests.telegram.people import Person
from tests.telegram.seen import Answer, Call, Sent, sent
from tests.telegram.server import Server
from tests.telegram.world import World

TOKEN = "123456:TEST"
_Chat = TypeVar("_Chat", bound=Chat)


class FakeTelegram:
    """Requests go to ``{url}/bot{token}/{method}``. Everything here may be called from any thread.

    ``clock`` gives the time of messages; ``privacy`` is BotFather's privacy mode: on, a bot in a group hears only
    what is meant for it. ``port`` 0 takes a free one.
    """

    def __init__(
        self,
        token: str = TOKEN,
        username: str = "under_test_bot",
        clock: Callable[[], float] = time.time,
        privacy: bool = True,
        port: int = 0,
    ) -> None:
        self.token = token
        self.username = username
        self.url = ""
        self._world = World(token, username, clock)
        self._world.privacy = privacy
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram", daemon=True)
        self._server: Server | None = None
        self._last_account = 700_000_000

    def __enter__(self) -> FakeTelegram:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        self.url = self._server.url
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._running.stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    # who is there

    def person(self, first_name: str = "Alex", last_name: str = "", username: str = "", language: str = "en") -> Person:
        """An account that has never written to the bot."""
        with self._world.lock:
            return self._known(Person(self._world, self._number(), first_name, last_name, username, language))

    def group(self, title: str = "Team", supergroup: bool = False) -> Group:
        """A group without the bot."""
        with self._world.lock:
            number = self._number()
            if supergroup:
                return self._known(Group(self._world, -1_000_000_000_000 - number, "supergroup", title))
            return self._known(Group(self._world, -number, "group", title))

    def channel(self, title: str = "News", username: str = "") -> Channel:
        """A channel without the bot."""
        with self._world.lock:
            return self._known(Channel(self._world, -1_000_000_000_000 - self._number(), title, username))

    def upgrade(self, group: Group, by: Person) -> Group:
        """The supergroup that the group goes on as."""
        supergroup = self.group(group.title, supergroup=True)
        group.upgrade(by, supergroup)
        return supergroup

    # what is sent to the bot besides

    def inject(self, update: Json | bytes | bytearray | str) -> None:
        """Any JSON object, or any bytes, in the place of an update."""
        with self._world.lock:
            self._world.queue.inject(update)
        self._world.on_update()

    def redeliver(self, update: Json) -> None:
        """The same update once more, as after a confirmation that was lost."""
        with self._world.lock:
            self._world.queue.redeliver(update)
        self._world.on_update()

    @property
    def next_update_id(self) -> int:
        return self._world.queue.next_id

    @next_update_id.setter
    def next_update_id(self, number: int) -> None:
        with self._world.lock:
            self._world.queue.next_id = number

    # what goes wrong

    def fail(
        self,
        method: str = "*",
        chat: Chat | int | None = None,
        times: int | None = 1,
        with_: Fault | None = None,
        where: Callable[[Json], bool] = lambda parameters: True,
    ) -> Plan:
        """The next ``times`` requests that fit meet the fault (all of them when None); ``met`` counts them."""
        number = chat.id if isinstance(chat, Chat) else chat
        plan = Plan(method, number, times, with_ or Fault(500), where)
        with self._world.lock:
            self._world.faults.plans.append(plan)
        return plan

    def heal(self) -> None:
        """No fault goes on."""
        with self._world.lock:
            self._world.faults.plans.clear()

    @property
    def limits(self) -> Limits:
        """Telegram's limits of speed; ``telegram.limits.on = True`` switches them on."""
        return self._world.limits

    def expire_queries(self) -> None:
        """Presses that wait for an answer have waited too long."""
        with self._world.lock:
            for query in self._world.queries.values():
                query.until = float("-inf")

    def webhook_pauses(self, first: float, most: float) -> None:
        """Between deliveries that fail: the first pause, doubled up to the longest one."""
        self._running.intake.retry_pause, self._running.intake.most_pause = first, most

    # what was seen

    @property
    def calls(self) -> list[Call]:
        with self._world.lock:
            return list(self._world.calls)

    def calls_of(self, method: str, chat: Chat | int | None = None) -> list[Call]:
        number = chat.id if isinstance(chat, Chat) else chat
        return [
            call
            for call in self.calls
            if call.method.lower() == method.lower() and number in (None, call.parameters.get("chat_id"))
        ]

    def sent(self, chat: Chat | int, deleted: bool = False) -> list[Sent]:
        """The bot's messages in a chat as they look now, the oldest first."""
        with self._world.lock:
            number = chat.id if isinstance(chat, Chat) else chat
            place = self._world.chats[number]
            return [sent(stored) for stored in place.of_bot() if deleted or not stored.deleted]

    @property
    def answers(self) -> list[Answer]:
        with self._world.lock:
            return list(self._world.answers)

    @property
    def pending(self) -> list[Any]:
        """Updates not yet confirmed."""
        with self._world.lock:
            return self._world.queue.pending()

    @property
    def commands(self) -> dict[str, dict[str, str]]:
        """By language ("" is the one for all others): each command with its words."""
        return self.commands_for(DEFAULT_SCOPE)

    def commands_for(self, scope: str) -> dict[str, dict[str, str]]:
        """As ``commands``, for another scope, as sorted JSON."""
        with self._world.lock:
            return {
                language: {one["command"]: one["description"] for one in commands}
                for (of, language), commands in self._world.commands.items()
                if of == scope
            }

    @property
    def descriptions(self) -> dict[str, str]:
        with self._world.lock:
            return dict(self._world.descriptions)

    @staticmethod
    def until(condition: Callable[[], object], seconds: float = 10) -> float:
        """Wait until it holds; returns after how many seconds it did."""
        started = time.monotonic()
        while not condition():
            assert time.monotonic() - started < seconds, "it did not happen in time"
            time.sleep(0.02)
        return time.monotonic() - started

    @staticmethod
    async def becomes(condition: Callable[[], object], seconds: float = 10) -> float:
        """``until`` for a test in a loop of its own."""
        started = time.monotonic()
        while not condition():
            assert time.monotonic() - started < seconds, "it did not happen in time"
            await asyncio.sleep(0.02)
        return time.monotonic() - started

    @property
    def _running(self) -> Server:
        assert self._server is not None, "the server is not running"
        return self._server

    async def _start(self) -> Server:
        server = Server(self._world)
        await server.start(self._port)
        return server

    def _number(self) -> int:
        self._last_account += 1
        return self._last_account

    def _known(self, chat: _Chat) -> _Chat:
        self._world.chats[chat.id] = chat
        return chat
