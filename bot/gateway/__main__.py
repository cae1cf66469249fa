"""Runs the gateway: ``python -m bot.gateway``."""

from __future__ import annotations

import asyncio
import signal
import sys

import uvloop
from aiohttp import web

from bot.clients.rasa import RasaClient
from bot.gateway.chat_page.hub import Hub
from bot.gateway.chat_page.views import ChatPage
from bot.gateway.courier import Courier
from bot.gateway.dispatcher import Dispatcher
from bot.gateway.drill_door import DrillDoor
from bot.gateway.heartbeat import keep_beating
from bot.gateway.housekeeping import keep_house
from bot.gateway.intake import Intake
from bot.logs import Log, configure_logs
from bot.scripts.yaml_lines import ContentError
from bot.services.setup import SECRET_HEADER, SetupError, load_content, open_database, open_guard, read_secret
from bot.settings import LOOPBACK, Settings, SettingsError, read_settings

log = Log("gateway")


async def serve(settings: Settings) -> None:
    """Run until SIGINT or SIGTERM."""
    database, library, hub = open_database(settings), load_content(settings), Hub()
    guard = open_guard(settings, library)
    secret = read_secret(settings)
    async with RasaClient(settings.rasa_url, SECRET_HEADER, secret) as rasa:
        courier = Courier(database, hub)
        dispatcher = Dispatcher(database, rasa, courier, library)
        page = ChatPage(database, Intake(database, guard, courier, dispatcher), hub, library)
        app = page.app()
        DrillDoor(database, guard, secret).add_to(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, LOOPBACK, settings.web_port).start()
        await courier.catch_up()
        serving, tidying = asyncio.create_task(dispatcher.run()), asyncio.create_task(keep_house(database))
        beating = asyncio.create_task(keep_beating(database, dispatcher))
        log.info("gateway_up", port=settings.web_port)
        await _stopped(serving)
        serving.cancel()
        tidying.cancel()
        beating.cancel()
        await runner.cleanup()
    database.close()


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
    except (SettingsError, SetupError, ContentError, OSError) as error:
        print(f"interlude gateway: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
