"""Runs the gateway: ``python -m bot.gateway``."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import AsyncExitStack

import uvloop
from aiohttp import web

from bot.clients.rasa import RasaClient
from bot.clients.telegram.api import TelegramFailed, telegram_api
from bot.gateway.channels import Channels
from bot.gateway.chat_page.hub import Hub
from bot.gateway.chat_page.views import ChatPage
from bot.gateway.courier import Courier
from bot.gateway.dispatcher import Dispatcher
from bot.gateway.drill_door import DrillDoor
from bot.gateway.heartbeat import keep_beating
from bot.gateway.housekeeping import keep_house
from bot.gateway.intake import Intake
from bot.gateway.telegram.channel import TelegramChannel
from bot.gateway.telegram.intake import TelegramIntake
from bot.gateway.telegram.serving import telegram_served
from bot.logs import Log, configure_logs
from bot.scripts.yaml_lines import ContentError
from bot.services.setup import (
    SECRET_HEADER,
    SetupError,
    load_content,
    open_database,
    open_guard,
    open_practice,
    open_reception,
    open_staff_chats,
    read_secret,
)
from bot.services.telegram import CHANNEL as TELEGRAM
from bot.services.telegram import FrontDoor
from bot.settings import LOOPBACK, Settings, SettingsError, read_settings

log = Log("gateway")


async def serve(settings: Settings) -> None:
    """Run until SIGINT or SIGTERM."""
    database, library, hub = open_database(settings), load_content(settings), Hub()
    guard, secret = open_guard(settings, library), read_secret(settings)
    async with AsyncExitStack() as stack:
        rasa = await stack.enter_async_context(RasaClient(settings.rasa_url, SECRET_HEADER, secret))
        api = await stack.enter_async_context(telegram_api(settings.telegram_token, settings.telegram_url))
        by_name = {TELEGRAM: TelegramChannel(database, api)} if api else {}
        courier = Courier(database, Channels(database, by_name, hub))
        dispatcher = Dispatcher(database, rasa, courier, open_practice(settings, library, guard.desk))
        page = ChatPage(database, Intake(database, guard, courier, dispatcher), hub, library)
        await _serve_pages(stack, settings, page, DrillDoor(database, guard, secret))
        await courier.catch_up()
        poller = None
        if api:
            door = FrontDoor(guard, open_reception(settings, guard.desk), open_staff_chats(settings, guard.desk))
            intake = TelegramIntake(database, door, api, courier, dispatcher)
            poller = await stack.enter_async_context(telegram_served(settings, api, intake))
        by_poll = poller if poller and not settings.telegram_webhook else None
        beating = keep_beating(database, dispatcher, lambda: by_poll is not None and by_poll.is_late)
        tasks = [keep_house(database), beating]
        serving, *others = [asyncio.create_task(work) for work in (dispatcher.run(), *tasks)]
        log.info("gateway_up", port=settings.web_port)
        await _stopped(serving)
        for task in (serving, *others):
            task.cancel()
    database.close()


async def _serve_pages(stack: AsyncExitStack, settings: Settings, page: ChatPage, drills: DrillDoor) -> None:
    app = page.app()
    drills.add_to(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, LOOPBACK, settings.web_port).start()


async def _stopped(serving: asyncio.Task[None]) -> None:
    """Wait for a signal; a dispatcher that ends by itself is an error."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    waiting = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({waiting, serving}, return_when=asyncio.FIRST_COMPLETED)
    if serving in done:
        serving.result()


def main() -> int:
    configure_logs()
    uvloop.install()
    try:
        asyncio.run(serve(read_settings()))
    except (SettingsError, SetupError, ContentError, OSError, TelegramFailed) as error:
        print(f"interlude gateway: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
