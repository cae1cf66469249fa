"""Says that the gateway lives: that it takes messages in and hands them on. The watchdog alarms when this stops."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.gateway.dispatcher import IDLE_SECONDS, Dispatcher
from bot.logs import Log
from bot.services import paging
from bot.services.conversation import Database

log = Log("gateway.heartbeat")

NAME = "gateway"
EVERY_SECONDS = 2.0
LATE_SECONDS = IDLE_SECONDS + 10


async def keep_beating(database: Database, dispatcher: Dispatcher, deaf: Callable[[], bool] = lambda: False) -> None:
    """Until cancelled.

    It beats from the loop that takes messages in, over the threads and the database that intake uses, and only while
    the dispatcher reads the inbox and no channel is ``deaf``: what stops one of them stops the heartbeat.
    """
    while True:
        if deaf():
            log.error("channel_is_silent")
        elif time.monotonic() - dispatcher.looked_at <= LATE_SECONDS:
            try:
                await asyncio.to_thread(paging.beat, database, NAME)
            except Exception as error:  # beat again once it is over; until then the watchdog knows
                log.error("not_beaten", error=error)
        else:
            log.error("dispatcher_stands_still")
        await asyncio.sleep(EVERY_SECONDS)
