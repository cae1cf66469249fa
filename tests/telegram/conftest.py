"""The stand-in, and python-telegram-bot as its judge."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import Person


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram(token="123456:TEST") as telegram:
        yield telegram


@pytest_asyncio.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with bot_of(telegram) as bot:
        yield bot


@pytest.fixture
def ana(telegram: FakeTelegram) -> Person:
    """Somebody who has written to the bot; her update is pending."""
    ana = telegram.person("Ana", "Ruiz", username="ana_r", language="es")
    ana.start()
    return ana


def bot_of(telegram: FakeTelegram, token: str = "") -> Bot:
    request = HTTPXRequest(read_timeout=5)
    return Bot(
        token or telegram.token,
        base_url=f"{telegram.url}/bot",
        request=request,
        get_updates_request=HTTPXRequest(read_timeout=5),
    )
