"""What a turn costs by Telegram, through intake, screen, Rasa, actions and output, beside a bot that only echoes.

    PYTHONPATH=. .venv/bin/python benchmarks/telegram_turn.py            everything, some ten minutes
    PYTHONPATH=. .venv/bin/python benchmarks/telegram_turn.py --quick    fewer turns

Both bots poll an imitation of Telegram's Bot API on this machine, which this program runs and pays for, too. Prints
Markdown and writes JSON to results/. Only the ratios mean something on another machine. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import crisis_stack
import report
from chat_client import SCRIPT_WALK
from crisis_measures import CRISIS, REPLY
from crisis_stack import Running
from measures import p50, p95
from processes import DidNotWork, environment, running
from report import Row
from telegram_people import Writer, enrolled

from bot.settings import ROOT
from tests.telegram.fake_api import FakeTelegram

TOKEN, ECHO_TOKEN = "8400000001:benchmark", "8400000002:benchmark"
CRISIS_AIM = 2.0
"""The crisis reply beside an echo, at the median."""
RATE_LIMIT = 30.0
"""Messages a second that Telegram takes from one bot (core.telegram.org/bots/faq, "broadcasting to users")."""


@dataclass
class Measured:
    """Seconds of turns, of the first and last message of crisis replies, and of echoes; messages a second that the bot
    sent and took."""

    turns: list[float] = field(default_factory=list)
    crises: list[float] = field(default_factory=list)
    crises_whole: list[float] = field(default_factory=list)
    echoes: list[float] = field(default_factory=list)
    sent_rates: list[float] = field(default_factory=list)
    taken_rates: list[float] = field(default_factory=list)
    echo_rates: list[float] = field(default_factory=list)


@dataclass
class Sides:
    """``people`` write to interlude: the first walks, the next ones write together, all after them are in crisis."""

    people: list[Writer]
    echo: list[Writer]
    counts: list[int]
    """Messages that answer each turn of a walk."""


def main() -> int:
    options = read_options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with FakeTelegram(TOKEN) as ours, FakeTelegram(ECHO_TOKEN) as theirs:
            settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": ours.url}
            with crisis_stack.with_rasa(options.cache / "models", settings) as stack, echoing(theirs):
                measured = asyncio.run(measure(ours, theirs, stack, options))
    except DidNotWork as error:
        print(f"telegram_turn: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("telegram_turn: interrupted; all processes are ended", file=sys.stderr)
        return 130
    print_and_write(measured, options)
    return 0


async def measure(ours: FakeTelegram, theirs: FakeTelegram, stack: Running, options: argparse.Namespace) -> Measured:
    """Block about, so that a change of the machine's speed meets all."""
    measured = Measured()
    async with stack.receiver.listening():
        sides = await prepare(ours, theirs, stack, options)
        crises = iter(sides.people[1 + options.chats :])
        for block in range(options.blocks):
            say(f"block {block + 1} of {options.blocks} …")
            measured.turns += await sides.people[0].walk(sides.counts)
            for number in range(len(SCRIPT_WALK)):
                measured.echoes.append(await sides.echo[0].turn(f"message {number}"))
                if number % 3 == 0:
                    first, *_, last = await next(crises).answers(CRISIS, REPLY)
                    measured.crises.append(first)
                    measured.crises_whole.append(last)
        for block in range(options.crowds):
            say(f"{options.chats} people at once, {block + 1} of {options.crowds} …")
            await together(sides, measured, options.chats)
    return measured


async def prepare(ours: FakeTelegram, theirs: FakeTelegram, stack: Running, options: argparse.Namespace) -> Sides:
    """Everybody has written before: what comes once in a chat does not count."""
    crises = options.blocks * -(-len(SCRIPT_WALK) // 3)
    people = enrolled(ours, stack.database(), 1 + options.chats + crises)
    echo = [Writer(theirs.person(f"Synthetic {number}")) for number in range(options.chats)]
    say("one walk to see how it goes …")
    await people[0].learn()
    counts = await people[0].learn()
    await asyncio.gather(*(one.learn() for one in people[1 : 1 + options.chats]))
    await asyncio.gather(*(one.turn("hello") for one in echo))
    return Sides(people, echo, counts)


async def together(sides: Sides, measured: Measured, chats: int) -> None:
    """Each writes as soon as the answer to the message before is there."""
    messages = chats * len(SCRIPT_WALK)
    async with clocked() as took:
        await asyncio.gather(*(one.walk(sides.counts) for one in sides.people[1 : 1 + chats]))
    measured.sent_rates.append(chats * sum(sides.counts) / took[0])
    measured.taken_rates.append(messages / took[0])
    async with clocked() as took:
        await asyncio.gather(*(echoes(one) for one in sides.echo))
    measured.echo_rates.append(messages / took[0])


async def echoes(writer: Writer) -> None:
    for text in SCRIPT_WALK:
        await writer.turn(text)


@asynccontextmanager
async def clocked() -> AsyncIterator[list[float]]:
    """Gives a list that holds the seconds at the end."""
    took: list[float] = []
    begins = time.monotonic()
    yield took
    took.append(time.monotonic() - begins)


@contextmanager
def echoing(telegram: FakeTelegram) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "benchmarks/telegram_echo.py", telegram.token, telegram.url]
        with running(command, ROOT, environment(), Path(folder) / "echo.log"):
            yield


def print_and_write(measured: Measured, options: argparse.Namespace) -> None:
    turns, crises, whole, echoes = measured.turns, measured.crises, measured.crises_whole, measured.echoes
    beside_echo = [
        Row("crisis reply, first message, p50", "ms", p50(crises) * 1e3, p50(echoes) * 1e3, CRISIS_AIM),
        Row("crisis reply, first message, p95", "ms", p95(crises) * 1e3, p95(echoes) * 1e3),
        Row("crisis reply, all of it, p50", "ms", p50(whole) * 1e3, p50(echoes) * 1e3),
        Row("crisis reply, all of it, p95", "ms", p95(whole) * 1e3, p95(echoes) * 1e3),
        Row("turn, p50", "ms", p50(turns) * 1e3, p50(echoes) * 1e3),
        Row("turn, p95", "ms", p95(turns) * 1e3, p95(echoes) * 1e3),
    ]
    rate = median(measured.sent_rates)
    rates = [Row(f"messages sent, {options.chats} people at once", "per s", RATE_LIMIT, rate, 1.0)]
    print(f"{report.machine()}\n\n{report.table(beside_echo, 'interlude', 'echo')}\n")
    print(f"{report.table(rates, 'Telegram takes', 'interlude')}\n")
    print(
        f"{len(turns)} turns, {len(crises)} crisis replies, {len(echoes)} echoes; at once, interlude took "
        f"{median(measured.taken_rates):.0f} and the echo {median(measured.echo_rates):.0f} messages a second."
    )
    sections = {"beside_echo": beside_echo, "rates": rates}
    say(f"written: {report.write(ROOT / 'results', sections, vars(measured), 'telegram_turn')}")


def read_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    cache = Path(tempfile.gettempdir()) / f"interlude-benchmarks-{os.getuid()}"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blocks", type=int, default=20, help="walks of 15 turns, and as many echoes (20)")
    parser.add_argument("--chats", type=int, default=16, help="people who write at once (16)")
    parser.add_argument("--crowds", type=int, default=5, help="how often they do (5)")
    parser.add_argument("--cache", type=Path, default=cache, help=f"folder of models ({cache})")
    parser.add_argument("--quick", action="store_true", help="3 walks, once at once")
    options = parser.parse_args(arguments)
    if options.quick:
        vars(options).update(blocks=3, crowds=1)
    return options


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
