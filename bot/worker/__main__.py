"""Runs the worker: ``python -m bot.worker``."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from functools import partial
from secrets import token_hex

from bot.logs import Log, configure_logs
from bot.scripts.yaml_lines import ContentError
from bot.services import incidents, paging
from bot.services.addresses import check_addresses
from bot.services.incidents import Desk
from bot.services.setup import Database, DatabaseUnavailable, SetupError, open_database, open_desk
from bot.settings import Settings, SettingsError, read_settings
from bot.worker.delivery import Delivery
from bot.worker.rounds import PAUSE_SECONDS, Round, each_in_a_thread, run_all

log = Log("worker")

NAME = "worker"
LOOK_SECONDS = 0.25
"""Between looks for something to send: the first page leaves within this and a moment."""
CLIMB_SECONDS = 0.5
CARE_SECONDS = 1.0
AUDIT_SECONDS = 10.0
BEAT_SECONDS = 2.0
LATE_SECONDS = 15.0
"""A worker whose rounds have not gone well for so long does not call itself alive."""
FINISH_SECONDS = 4.0


class NotAlive(Exception):
    """A round has not gone well for too long; no heartbeat then, so that the watchdog alarms."""


def rounds(database: Database, desk: Desk, delivery: Delivery) -> list[Round]:
    """Everything the worker does. They do not wait for each other."""
    climbing = (partial(incidents.climb, database, desk), partial(incidents.promote_silent, database, desk))
    caring = (partial(incidents.remind, database, desk), partial(incidents.follow_up, database, desk))
    working = [
        Round("deliver", LOOK_SECONDS, delivery.start_waiting),
        Round("climb", CLIMB_SECONDS, each_in_a_thread(*climbing)),
        Round("care", CARE_SECONDS, each_in_a_thread(*caring)),
        Round("audit", AUDIT_SECONDS, each_in_a_thread(partial(audit, database))),
    ]
    return [*working, Round("beat", BEAT_SECONDS, partial(beat, database, working))]


def audit(database: Database) -> None:
    """Log what is not where it must be; the watchdog looks for itself and alarms."""
    for finding in paging.findings(database):
        log.error("audit_finding", finding=finding)


async def beat(database: Database, working: list[Round]) -> None:
    late = [one.name for one in working if one.late_by() > one.every + LATE_SECONDS]
    if late:
        raise NotAlive(", ".join(late))
    await asyncio.to_thread(paging.beat, database, NAME)


async def work(settings: Settings) -> None:
    """Until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    addresses, desk = check_addresses(settings.addresses_file), open_desk(settings)
    database = await opened(settings, stop)
    if database is None:
        return
    delivery = Delivery(database, desk, addresses, settings.staff_url, f"{socket.gethostname()[:40]}-{token_hex(4)}")
    log.info("worker_up", addresses=len(addresses))
    await run_all(rounds(database, desk, delivery), stop)
    await delivery.finish(FINISH_SECONDS)
    database.close()


async def opened(settings: Settings, stop: asyncio.Event) -> Database | None:
    """The database, waited for when it is away; None when told to stop meanwhile."""
    while not stop.is_set():
        try:
            return await asyncio.to_thread(open_database, settings)
        except DatabaseUnavailable as error:
            log.error("database_unavailable", error=error)
            await asyncio.sleep(PAUSE_SECONDS)
    return None


def main() -> int:
    configure_logs()
    try:
        asyncio.run(work(read_settings()))
    except (SettingsError, SetupError, ContentError, OSError) as error:
        print(f"interlude worker: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
