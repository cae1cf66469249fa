"""What a turn of interlude costs beside a turn of the stock Rasa bot, measured in one run on this machine.

    .venv/bin/python benchmarks/turn_latency.py            everything, about a quarter of an hour
    .venv/bin/python benchmarks/turn_latency.py --quick    fewer turns, no training, no 300 scripts

Prints Markdown and writes JSON to results/. Only the ratios mean something on another machine. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import interlude_stack
import many_scripts
import measures
import report
import stock_bot
from interlude_stack import ROOT
from processes import DidNotWork, memory
from report import Row
from stock_bot import Started

TURN_AIM, TRAINING_AIM, START_AIM, GROWTH_AIM = 0.5, 0.2, 0.5, 1.1


def main() -> int:
    options = read_options()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        Benchmark(options).run()
    except DidNotWork as error:
        print(f"turn_latency: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("turn_latency: interrupted; all processes are ended", file=sys.stderr)
        return 130
    return 0


class Benchmark:
    """Takes the measures one after the other and reports them together."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.stock_folder = options.cache / "stock"
        self.models = options.cache / "models"
        self.data = ROOT / "data"
        self.against_stock: list[Row] = []
        self.growth: list[Row] = []
        self.more: dict[str, object] = {"options": {k: str(v) for k, v in vars(options).items()}}

    def run(self) -> None:
        say("making the stock bot and our model, unless they are there …")
        stock_bot.make(self.stock_folder)
        interlude_stack.make_model(self.models, self.data)
        if self.options.trainings:
            self.training()
        stock_starts, our_starts = self.extra_starts()
        with (
            stock_bot.started(self.stock_folder) as stock,
            interlude_stack.started(self.models, self.data) as ours,
        ):
            both = (median([*our_starts, ours.seconds]), median([*stock_starts, stock.seconds]))
            self.against_stock.append(Row("start to first answer", "s", *both, START_AIM))
            self.turns(ours, stock)
            self.memory(ours, stock)
            self.long_chat(ours)
            if self.options.scripts:
                self.many_scripts(ours)
        self.report()

    def training(self) -> None:
        ours, stock, plain = [], [], []
        for number in range(self.options.trainings):
            say(f"training from scratch, round {number + 1} …")
            stock.append(stock_bot.train(self.stock_folder))
            plain.append(interlude_stack.train_from_scratch(as_interlude_does=False))
            ours.append(interlude_stack.train_from_scratch(as_interlude_does=True))
        self.against_stock += [
            Row("training, `rasa train --force`", "s", median(plain), median(stock), TRAINING_AIM),
            Row("training as `interlude` does it, without validation", "s", median(ours), median(stock), TRAINING_AIM),
        ]

    def extra_starts(self) -> tuple[list[float], list[float]]:
        """All starts but the last, whose processes are then measured."""
        stock_seconds, our_seconds = [], []
        for number in range(1, self.options.starts):
            say(f"starting, round {number} …")
            with stock_bot.started(self.stock_folder) as stock:
                stock_seconds.append(stock.seconds)
            with interlude_stack.started(self.models, self.data) as ours:
                our_seconds.append(ours.seconds)
        return stock_seconds, our_seconds

    def turns(self, ours: Started, stock: Started) -> None:
        count, chats = self.options.turns, self.options.chats
        say(f"{count} turns of each …")
        mine, theirs = asyncio.run(measures.turn_times(ours.url, stock.url, count, self.options.blocks))
        say(f"{chats} chats side by side …")
        rates = asyncio.run(measures.throughput(ours.url, stock.url, chats, max(60, count // 4)))
        self.more["turn_seconds"] = {"interlude": mine, "stock": theirs}
        self.against_stock += [
            Row("turn, p50", "ms", measures.p50(mine) * 1e3, measures.p50(theirs) * 1e3, TURN_AIM),
            Row("turn, p95", "ms", measures.p95(mine) * 1e3, measures.p95(theirs) * 1e3, TURN_AIM),
            Row(f"{chats} chats side by side", "turns/s", *rates),
        ]

    def memory(self, ours: Started, stock: Started) -> None:
        mine = memory(ours.process, interlude_stack.NAMES)
        theirs = memory(stock.process, stock_bot.NAMES)
        self.more["memory_mb"] = {"interlude": mine, "stock": theirs}
        self.against_stock += [
            Row(f"memory, {kind.upper()} of all processes", "MB", report.total(mine, kind), report.total(theirs, kind))
            for kind in ("rss", "pss")
            if report.total(theirs, kind)
        ]
        self.memory_table = report.memory_table(mine, theirs)

    def long_chat(self, ours: Started) -> None:
        turn = self.options.long_turn
        say(f"one chat to turn {turn} …")
        early, late = asyncio.run(measures.long_chat(ours.url, turn, self.options.fresh_chats))
        self.more["long_chat_seconds"] = {"early": early, "late": late}
        label = f"turn {turn} of a chat beside turn 10, p50"
        self.growth.append(Row(label, "ms", measures.p50(late) * 1e3, measures.p50(early) * 1e3, GROWTH_AIM))

    def many_scripts(self, few: Started) -> None:
        scripts, now = self.options.scripts, many_scripts.count(self.data)
        say(f"{scripts} scripts beside {now} …")
        with tempfile.TemporaryDirectory() as temporary:
            data = many_scripts.make(self.data, Path(temporary) / "data", scripts)
            interlude_stack.make_model(self.models, data)
            with interlude_stack.started(self.models, data) as many:
                one, other = asyncio.run(measures.two_stacks(few.url, many.url, self.options.turns))
        self.more["scripts_seconds"] = {str(now): one, str(scripts): other}
        label = f"turn with {scripts} scripts beside {now}, p50"
        self.growth.append(Row(label, "ms", measures.p50(other) * 1e3, measures.p50(one) * 1e3, GROWTH_AIM))

    def report(self) -> None:
        print(f"{report.machine()}\n\n{report.table(self.against_stock, 'interlude', 'stock')}\n")
        print(f"{report.table(self.growth, 'large', 'small')}\n\n{self.memory_table}\n")
        sections = {"against_stock": self.against_stock, "growth": self.growth}
        say(f"written: {report.write(ROOT / 'results', sections, self.more)}")


def read_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    cache = Path(tempfile.gettempdir()) / f"interlude-benchmarks-{os.getuid()}"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=480, help="timed turns of each side (480)")
    parser.add_argument("--blocks", type=int, default=16, help="how often the sides take turns (16)")
    parser.add_argument("--chats", type=int, default=8, help="chats side by side (8)")
    parser.add_argument("--long-turn", type=int, default=1000, help="the late turn of the long chat (1000)")
    parser.add_argument("--fresh-chats", type=int, default=5, help="new chats it is compared with (5)")
    parser.add_argument("--scripts", type=int, default=300, help="scripts of the large copy; 0 leaves it out (300)")
    parser.add_argument("--trainings", type=int, default=1, help="trainings of each side; 0 leaves them out (1)")
    parser.add_argument("--starts", type=int, default=2, help="starts of each side (2)")
    parser.add_argument("--cache", type=Path, default=cache, help=f"folder of the stock bot and models ({cache})")
    parser.add_argument("--quick", action="store_true", help="120 turns, turn 200, no training, no 300 scripts")
    options = parser.parse_args(arguments)
    if options.quick:
        vars(options).update(turns=120, blocks=4, long_turn=200, fresh_chats=3, scripts=0, trainings=0, starts=1)
    return options


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
