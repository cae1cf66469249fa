"""Telegram as a part of the gateway: its intake by poll or webhook, and its commands registered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.clients.telegram.api import TelegramApi, TelegramFailed
from bot.gateway.telegram.intake import TelegramIntake
from bot.gateway.telegram.polling import LONGEST_PAUSE_SECONDS, Poller
from bot.gateway.telegram.webhook import Webhook
from bot.logs import Log
from bot.services.chat_commands import commands_for
from bot.services.chat_words import ChatWords
from bot.services.setup import webhook_secret
from bot.settings import LOOPBACK, Settings

log = Log("gateway.telegram")

OTHERS, SPANISH = None, "es"


@asynccontextmanager
async def telegram_served(settings: Settings, api: TelegramApi, intake: TelegramIntake) -> AsyncIterator[Poller]:
    """Updates are taken in for as long as this is open. The poller stands still where Telegram brings them."""
    words, poller = intake.door.reception.words, Poller(api, intake.take)
    if settings.telegram_webhook:
        webhook = Webhook(intake.take, webhook_secret(settings))
        runner = web.AppRunner(webhook.app(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, LOOPBACK, settings.webhook_port).start()
        serving = asyncio.create_task(_announced(settings, api, words))
    else:
        runner = None
        serving = asyncio.create_task(_polled(api, poller, words))
    log.info("telegram_up", by="webhook" if runner else "poll")
    try:
        yield poller
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        if runner:
            await runner.cleanup()


async def _polled(api: TelegramApi, poller: Poller, words: ChatWords) -> None:
    await _until_done(api, words, webhook=None)
    await poller.run()


async def _announced(settings: Settings, api: TelegramApi, words: ChatWords) -> None:
    await _until_done(api, words, webhook=(settings.telegram_webhook, webhook_secret(settings)))


async def _until_done(api: TelegramApi, words: ChatWords, webhook: tuple[str, str] | None) -> None:
    """Tell Telegram how updates are taken, and which commands there are; again and again while it is away."""
    pause = 0.5
    while True:
        try:
            await (api.set_webhook(*webhook) if webhook else api.delete_webhook())
            await api.register_commands(commands_for(words, "en"), OTHERS)
            await api.register_commands(commands_for(words, SPANISH), SPANISH)
            return
        except TelegramFailed as failure:
            log.warning("telegram_away", code=failure.code)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
