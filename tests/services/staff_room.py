"""Staff with accounts and a group in a fake Telegram; a worker's sending and a gateway's taking in, by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.clients.telegram.api import TelegramApi, telegram_api
from bot.clients.telegram.updates import read_update
from bot.db.database import Database
from bot.services import telegram as intake
from bot.services.chat_words import load_chat_words
from bot.services.incidents import IncidentRow
from bot.services.reception import Reception
from bot.services.staff_chat import StaffChats
from bot.services.telegram import FrontDoor, Received
from bot.settings import ROOT
from bot.worker.delivery import Delivery
from bot.worker.staff_board import StaffBoard
from tests.db.people import stored_chat
from tests.guards import guard_of_checkout
from tests.services.duty import Team, desk
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.groups import Group
from tests.telegram.people import Person
from tests.telegram.seen import Sent

LINK = "https://staff.example.org"
STAFF = [
    {"id": "ana", "name": "Ana Example", "channels": {"chat": "ana_tg", "group": "team_tg"}},
    {"id": "ben", "name": "Ben Example", "channels": {"chat": "ben_tg"}},
    {"id": "cleo", "name": "Cleo Example", "channels": {"email": "cleo_email"}},
]


@dataclass
class StaffRoom:
    """``ana`` is on call and paged in her own chat and in the ``group``; the next rung is ``ben``."""

    team: Team
    telegram: FakeTelegram
    api: TelegramApi
    ana: Person
    ben: Person
    group: Group
    delivery: Delivery
    board: StaffBoard
    door: FrontDoor

    async def page(self, cause: str = "message:1", **more: Any) -> IncidentRow:
        """Raised, and sent."""
        row = self.team.raised(cause, **more)
        await self.send()
        return row

    async def send(self) -> None:
        await self.delivery.start_waiting()
        await self.delivery.finish(10)

    def take(self, update: Any) -> Received:
        return intake.receive(self.team.database, self.door, read_update(update), update)

    def press(self, person: Person, button: str, where: Group | None = None) -> Received:
        return self.take(person.press(button, chat=where))

    def forge(self, person: Person, data: str, where: Group | None = None) -> Received:
        return self.take(person.press(data, chat=where, forged=True))

    def last(self, where: Person | Group) -> Sent:
        return self.telegram.sent(where)[-1]

    def data(self, button: str, where: Person | Group) -> str:
        return next(one.data for row in self.last(where).buttons for one in row if one.text == button)


@asynccontextmanager
async def staff_room(database: Database, telegram: FakeTelegram) -> AsyncIterator[StaffRoom]:
    ana, ben, group = telegram.person("Ana"), telegram.person("Ben"), telegram.group("Staff")
    ana.start()
    ben.start()
    group.add_bot(ana)
    accounts = {"ana_tg": f"telegram:{ana.id}", "ben_tg": f"telegram:{ben.id}", "team_tg": f"telegram:{group.id}"}
    staff = desk(frozenset(accounts), people=STAFF, alarms=[])
    team = Team(database, stored_chat(database), staff)
    chats = StaffChats.of(staff, accounts, LINK)
    guard = replace(guard_of_checkout(), desk=staff)
    async with telegram_api(telegram.token, telegram.url) as api:
        assert api
        delivery = Delivery(database, staff, accounts, LINK, "one", telegram=api)
        door = FrontDoor(guard, Reception(load_chat_words(ROOT / "data"), staff), chats)
        board = StaffBoard(database, staff, chats, api)
        yield StaffRoom(team, telegram, api, ana, ben, group, delivery, board, door)
