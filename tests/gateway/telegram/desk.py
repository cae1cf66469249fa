"""A gateway with Telegram, in a test's own loop: real database, screen and Bot API client; Rasa answers as told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.clients.rasa import RasaClient
from bot.clients.telegram.api import TelegramApi, telegram_api
from bot.db.database import Database
from bot.gateway.channels import Channels
from bot.gateway.chat_page.hub import Hub
from bot.gateway.courier import Courier
from bot.gateway.dispatcher import Dispatcher
from bot.gateway.telegram.channel import TelegramChannel
from bot.gateway.telegram.intake import TelegramIntake
from bot.gateway.telegram.polling import Poller
from bot.scripts.loader import load_library
from bot.services import enrolment
from bot.services.chat_words import Purpose, load_chat_words
from bot.services.reception import Reception
from bot.services.telegram import CHANNEL, FrontDoor
from bot.settings import ROOT
from tests.gateway.rasa_fake import Answer, FakeRasa, says
from tests.guards import guard_of_checkout, practice_of_checkout
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import Person


@dataclass
class TelegramDesk:
    """The running parts. ``enrolled`` gives a person who has agreed to the care team's purpose."""

    database: Database
    telegram: FakeTelegram
    api: TelegramApi
    rasa: FakeRasa
    intake: TelegramIntake
    courier: Courier
    reception: Reception
    channel: TelegramChannel

    def invited(self, **more: str) -> str:
        """A code of a new participant."""
        asked = {"name": "Synthetic Person", "language": "en", **more}
        return enrolment.invite(self.database, **asked).code

    async def enrolled(self, name: str = "Robin", language: str = "en") -> Person:
        person = self.telegram.person(name)
        person.start(self.invited(language=language))
        for purpose in Purpose:
            agree = self.reception.words.consent.purposes[purpose].agree.to(language)
            await self.telegram.becomes(lambda agree=agree: _shows(self.telegram, person, agree))
            person.press(agree)
        await self.telegram.becomes(lambda: _shows(self.telegram, person, self.reception.words.menu.to(language)))
        return person

    def texts(self, person: Person) -> list[str]:
        return [one.text for one in self.telegram.sent(person)]


def _shows(telegram: FakeTelegram, person: Person, title: str) -> bool:
    return any(title in row for one in telegram.sent(person) for row in one.labels)


@asynccontextmanager
async def telegram_desk(
    database: Database, telegram: FakeTelegram, *answers: Answer, polling: bool = True
) -> AsyncIterator[TelegramDesk]:
    """Until the end of the block."""
    guard, library = guard_of_checkout(), load_library(ROOT / "data")
    reception = Reception(load_chat_words(ROOT / "data"), guard.desk)
    async with AsyncExitStack() as stack:
        fake_rasa = await stack.enter_async_context(FakeRasa(*(answers or (says("Here is what I can do."),))))
        rasa = await stack.enter_async_context(RasaClient(fake_rasa.url, "X-Secret", "s"))
        api = await stack.enter_async_context(telegram_api(telegram.token, telegram.url))
        assert api
        channel = TelegramChannel(database, api)
        courier = Courier(database, Channels(database, {CHANNEL: channel}, Hub()))
        dispatcher = Dispatcher(database, rasa, courier, practice_of_checkout(library))
        intake = TelegramIntake(database, FrontDoor(guard, reception), api, courier, dispatcher)
        tasks = [asyncio.create_task(dispatcher.run())]
        if polling:
            tasks.append(asyncio.create_task(Poller(api, intake.take, seconds=2, yield_seconds=0.5).run()))
        try:
            yield TelegramDesk(database, telegram, api, fake_rasa, intake, courier, reception, channel)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
