"""What Telegram is told at the start: how updates are taken, and which commands there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.db.database import Database
from bot.gateway.telegram.serving import telegram_served
from bot.services.chat_commands import commands_for
from bot.services.setup import webhook_secret
from bot.settings import LOOPBACK, Settings, read_settings
from tests.clients.receivers import free_port
from tests.gateway.rasa_fake import says
from tests.gateway.telegram.desk import TelegramDesk, telegram_desk
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.faults import Fault


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


def settings(tmp_path: Path, **more: str) -> Settings:
    (tmp_path / "state" / "secret").write_text("shared")
    return read_settings({"INTERLUDE_STATE": str(tmp_path / "state"), **more})


def registered(desk: TelegramDesk) -> bool:
    words = desk.reception.words
    return desk.telegram.commands == {"": dict(commands_for(words, "en")), "es": dict(commands_for(words, "es"))}


@pytest.mark.parametrize("fault", [None, Fault(502), Fault("cut"), Fault(429, retry_after=1)])
async def test_commands_are_registered_in_both_languages_also_when_telegram_is_away_at_first(
    database: Database, telegram: FakeTelegram, tmp_path: Path, fault: Fault | None
) -> None:
    if fault:
        telegram.fail("setMyCommands", times=2, with_=fault)
    async with (
        telegram_desk(database, telegram, polling=False) as desk,
        telegram_served(settings(tmp_path), desk.api, desk.intake),
    ):
        await telegram.becomes(lambda: registered(desk))


async def test_by_poll_an_earlier_webhook_is_taken_away_and_messages_come(
    database: Database, telegram: FakeTelegram, tmp_path: Path
) -> None:
    async with telegram_desk(database, telegram, says("Yes."), polling=False) as desk:
        await desk.api.set_webhook("https://bot.example/telegram", "of_before")
        async with telegram_served(settings(tmp_path), desk.api, desk.intake):
            robin = await desk.enrolled()
            robin.write("hello")
            await telegram.becomes(lambda: "Yes." in desk.texts(robin))
            assert telegram.calls_of("deleteWebhook")


async def test_by_webhook_messages_come_with_the_secret_that_telegram_was_given(
    database: Database, telegram: FakeTelegram, tmp_path: Path
) -> None:
    port = str(free_port())
    url = f"http://{LOOPBACK}:{port}/telegram"
    chosen = settings(tmp_path, TELEGRAM_WEBHOOK_URL=url, INTERLUDE_WEBHOOK_PORT=port)
    async with (
        telegram_desk(database, telegram, says("Yes."), polling=False) as desk,
        telegram_served(chosen, desk.api, desk.intake),
    ):
        robin = await desk.enrolled()
        robin.write("hello")
        await telegram.becomes(lambda: "Yes." in desk.texts(robin))
        assert [one.parameters["secret_token"] for one in telegram.calls_of("setWebhook")] == [webhook_secret(chosen)]
        assert telegram.calls_of("getUpdates") == []
