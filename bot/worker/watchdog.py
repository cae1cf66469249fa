"""Runs the watchdog: ``python -m bot.worker.watchdog``. A process of its own, so that it outlives the others.

While all is proven well it fetches the dead-man address; who runs that address alarms when this falls silent. When
something is wrong it alarms by itself, over what it read at its start: the disk and the database may be gone by then.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from dataclasses import dataclass, field
from functools import partial

import aiohttp

from bot.clients import staff_notifier
from bot.clients.staff_telegram import send_alone
from bot.db.ids import now
from bot.logs import Log, configure_logs
from bot.scripts.yaml_lines import ContentError
from bot.services.addresses import chat_of, check_addresses, is_telegram
from bot.services.setup import open_database, open_desk
from bot.settings import Settings, SettingsError, read_settings
from bot.worker.alarm import Alarm
from bot.worker.vitals import Look, Seen, Vitals

log = Log("watchdog")

WATCHED = ("gateway", "worker")
LOOK_SECONDS = 2.0
LOOK_TIMEOUT_SECONDS = 12.0
"""A look waits up to five seconds each for the locks of a few transactions."""
PING_TIMEOUT = aiohttp.ClientTimeout(total=10)


@dataclass
class Watchdog:
    """Looks, alarms, pings."""

    look: Look
    vitals: Vitals
    alarm: Alarm
    deadman_url: str
    ping_every: float
    _looking: asyncio.Task[Seen] | None = None
    _pinged_at: float | None = None
    _logged: frozenset[str] = frozenset()
    _pings: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self.vitals.note(await self._see())
            lasting = self.vitals.lasting
            self._log(lasting)
            self.alarm.tell(lasting)
            if self.vitals.all_proven:
                self._ping()
            await asyncio.sleep(LOOK_SECONDS)

    async def _see(self) -> Seen:
        """A look that hangs is a fault, and no second one is begun beside it."""
        if self._looking is None:
            self._looking = asyncio.create_task(asyncio.to_thread(self.look))
        done, _ = await asyncio.wait({self._looking}, timeout=LOOK_TIMEOUT_SECONDS)
        if not done:
            return Seen(None, frozenset({"database_hangs"}))
        seen, self._looking = self._looking.result(), None
        return seen

    def _log(self, lasting: frozenset[str]) -> None:
        """What has changed only: a log that grows helps no full disk."""
        for fault in sorted(lasting - self._logged):
            log.error("fault", fault=fault)
        for fault in sorted(self._logged - lasting):
            log.info("fault_over", fault=fault)
        self._logged = lasting

    def _ping(self) -> None:
        moment = time.monotonic()
        if self.deadman_url and (self._pinged_at is None or moment - self._pinged_at >= self.ping_every):
            self._pinged_at = moment
            task = asyncio.create_task(ping(self.deadman_url))
            self._pings.add(task)
            task.add_done_callback(self._pings.discard)


async def ping(url: str) -> None:
    """Its failures are only logged: silence is what the other side alarms on."""
    try:
        async with aiohttp.ClientSession(timeout=PING_TIMEOUT) as session, session.get(url) as answer:
            if answer.status >= 400:
                log.warning("ping_refused", status=answer.status)
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
        log.warning("ping_failed", error=error)


async def send(settings: Settings, address: str, title: str, text: str) -> None:
    """By the bot or by apprise. Raises SendFailed."""
    if is_telegram(address):
        await send_alone(settings.telegram_token, settings.telegram_url, chat_of(address), f"{title}\n{text}")
    else:
        await staff_notifier.send(address, title, text)


def build(settings: Settings) -> Watchdog:
    """Read all that an alarm needs. Raises ContentError or SetupError."""
    desk, addresses = open_desk(settings), check_addresses(settings.addresses_file)
    named = desk.escalation.alarms
    reachable = {name: addresses[name] for name in named if name in addresses}
    if not reachable:
        log.warning("no_alarm_addresses", named=len(named))
    return Watchdog(
        Look(partial(open_database, settings), lambda: desk.told("imminent", now()).state != "nobody"),
        Vitals(WATCHED, settings.alarm_after_seconds),
        Alarm(reachable, desk.texts, partial(send, settings)),
        settings.deadman_url,
        settings.deadman_every_seconds,
    )


async def watch(settings: Settings) -> None:
    """Until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    watching = asyncio.create_task(build(settings).run())
    log.info("watchdog_up")
    waiting = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({waiting, watching}, return_when=asyncio.FIRST_COMPLETED)
    if watching in done:
        watching.result()
    watching.cancel()


def main() -> int:
    configure_logs()
    try:
        asyncio.run(watch(read_settings()))
    except (SettingsError, ContentError, OSError) as error:
        print(f"interlude watchdog: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
