"""What has to be done now and then."""

from __future__ import annotations

import asyncio

from bot.logs import Log
from bot.services.conversation import Database, DatabaseUnavailable
from bot.services.erasure import clean
from bot.services.once import forget_old_results
from bot.services.telegram import forget_old_updates

log = Log("gateway.housekeeping")

EVERY_SECONDS = 3600


async def keep_house(database: Database) -> None:
    """Until cancelled; what fails now is done the next time."""
    while True:
        try:
            await asyncio.to_thread(forget_old_results, database)
            await asyncio.to_thread(forget_old_updates, database)
            await asyncio.to_thread(clean, database)
        except DatabaseUnavailable as error:
            log.warning("housekeeping_postponed", error=error)
        await asyncio.sleep(EVERY_SECONDS)
