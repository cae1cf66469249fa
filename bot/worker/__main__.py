"""Runs the worker: ``python -m bot.worker``."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from contextlib import AsyncExitStack
from functools import partial
from secrets import token_hex

from bot.clients.telegram.api import TelegramApi, TelegramFailed, telegram_api
from bot.logs import Log, configure_logs
from bot.scripts.yaml_lines import ContentError
from bot.services import erasure, incidents, paging, reminders
from bot.services.addresses import check_addresses
from bot.services.care import discharge
from bot.services.care.words import CareVoice
from bot.services.findings import findings
from bot.services.incidents import Desk
from bot.services.setup import (
    Database,
    DatabaseUnavailable,
    SetupError,
    open_care_voice,
    open_database,
    open_desk,
)
from bot.services.staff_chat import StaffChats
from bot.settings import Settings, SettingsError, read_settings
from bot.worker.delivery import Delivery
from bot.worker.rounds import PAUSE_SECONDS, Round, each_in_a_thread, run_all
from bot.worker.staff_board import StaffBoard

log = Log("worker")

NAME = "worker"
LOOK_SECONDS = 0.25
"""Between looks for something to send: the first page leaves within this and a moment."""
CLIMB_SECONDS = 0.5
CARE_SECONDS = 1.0
REDRAW_SECONDS = 1.0
AUDIT_SECONDS = 10.0
FORGET_SECONDS = 60.0
REMIND_SECONDS = 20.0
SILENCE_SECONDS = 300.0
"""Between looks for who has gone quiet: it reads every chat, and days more or less are what it counts."""
AFTERCARE_SECONDS = 60.0
BEAT_SECONDS = 2.0
LATE_SECONDS = 15.0
"""A worker whose rounds have not gone well for so long does not call itself alive."""
FINISH_SECONDS = 4.0


class NotAlive(Exception):
    """A round has not gone well for too long; no heartbeat then, so that the watchdog alarms."""


def rounds(
    database: Database,
    desk: Desk,
    delivery: Delivery,
    rules: reminders.Rules | None = None,
    voice: CareVoice | None = None,
) -> list[Round]:
    """Everything the worker does. They do not wait for each other.

    ``rules``: of reminders; None: it sends none. ``voice``: of care; None: nobody is told that aftercare is over.

    The heartbeat speaks of paging only: no alarm must be taken for a reminder that is late.
    """
    climbing = (partial(incidents.climb, database, desk), partial(incidents.promote_silent, database, desk))
    caring = (partial(incidents.remind, database, desk), partial(incidents.follow_up, database, desk))
    working = [
        Round("deliver", LOOK_SECONDS, delivery.start_waiting),
        Round("climb", CLIMB_SECONDS, each_in_a_thread(*climbing)),
        Round("care", CARE_SECONDS, each_in_a_thread(*caring)),
        Round("audit", AUDIT_SECONDS, each_in_a_thread(partial(audit, database))),
    ]
    beating = Round("beat", BEAT_SECONDS, partial(beat, database, working))
    forgetting = Round("forget", FORGET_SECONDS, each_in_a_thread(partial(erasure.finish, database)))
    return [*working, beating, forgetting, *(reminding(database, rules, voice) if rules else [])]


def reminding(database: Database, rules: reminders.Rules, voice: CareVoice | None = None) -> list[Round]:
    """What participants are told because it is time."""
    remind, look = partial(reminders.remind, database, rules), partial(reminders.look_for_silence, database, rules)
    found = [
        Round("remind participants", REMIND_SECONDS, each_in_a_thread(remind)),
        Round("look for silence", SILENCE_SECONDS, each_in_a_thread(look)),
    ]
    if voice is not None:
        end = partial(discharge.end_aftercare, database, voice, rules)
        found.append(Round("end aftercare", AFTERCARE_SECONDS, each_in_a_thread(end)))
    return found


def voice_of_care(settings: Settings, desk: Desk) -> CareVoice | None:
    """None, and an error in the log, when the words cannot be used: staff are paged all the same."""
    try:
        return open_care_voice(settings, desk)
    except ContentError as error:
        log.error("no_words_of_care", faults=len(error.problems), file=error.problems[0].path.name)
        return None


def rules_of_reminders(settings: Settings) -> reminders.Rules | None:
    """None, and an error in the log, when the file cannot be used: staff are paged all the same."""
    try:
        return reminders.open_rules(settings)
    except ContentError as error:
        log.error("no_reminders", faults=len(error.problems), file=error.problems[0].path.name)
        return None


def audit(database: Database) -> None:
    """Log what is not where it must be; the watchdog looks for itself and alarms."""
    for finding in findings(database):
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
    owner = f"{socket.gethostname()[:40]}-{token_hex(4)}"
    async with AsyncExitStack() as stack:
        api = await opened_telegram(settings, stack)
        delivery = Delivery(database, desk, addresses, settings.staff_url, owner, telegram=api)
        working = rounds(database, desk, delivery, rules_of_reminders(settings), voice_of_care(settings, desk))
        chats = StaffChats.of(desk, addresses, settings.staff_url)
        if api and chats.by_name:
            working.append(Round("redraw", REDRAW_SECONDS, StaffBoard(database, desk, chats, api).redraw))
        log.info("worker_up", addresses=len(addresses))
        await run_all(working, stop)
        await delivery.finish(FINISH_SECONDS)
    database.close()


async def opened_telegram(settings: Settings, stack: AsyncExitStack) -> TelegramApi | None:
    """None without a token, and for one that can be none: staff are paged by all other ways."""
    try:
        return await stack.enter_async_context(telegram_api(settings.telegram_token, settings.telegram_url))
    except TelegramFailed as failure:
        log.error("no_telegram", code=failure.code)
        return None


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
