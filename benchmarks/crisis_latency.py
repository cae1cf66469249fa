"""How long a crisis message takes to its safety reply and to staff's first page, beside the least it could take.

    .venv/bin/python benchmarks/crisis_latency.py            100 in a quiet system, then five floods of 1,000
    .venv/bin/python benchmarks/crisis_latency.py --quick    20, and one flood
    .venv/bin/python benchmarks/crisis_latency.py --rasa     with Rasa and the action server in place of a stub

Gateway and worker run as processes, as always; by default a stub answers for Rasa, one turn of 15 ms after the other.
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

import crisis_measures
import crisis_stack
import report
from crisis_measures import Times
from crisis_stack import Running
from interlude_stack import ROOT
from measures import p50, p95
from processes import DidNotWork
from report import Row

STORED_AIM = 5.0
"""Times the floor, at the median of a quiet system."""
FLOOD_LIMIT_SECONDS = 5.0


def main() -> int:
    options = read_options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    stack = crisis_stack.with_rasa(options.cache / "models") if options.rasa else crisis_stack.with_stub()
    try:
        with stack as running:
            measure(running, options)
    except DidNotWork as error:
        print(f"crisis_latency: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("crisis_latency: interrupted; all processes are ended", file=sys.stderr)
        return 130
    return 0


def measure(running: Running, options: argparse.Namespace) -> None:
    behind = "Rasa" if options.rasa else f"a stub of Rasa, {crisis_stack.STUB_SECONDS * 1e3:.0f} ms a turn"
    say(f"{options.crises} crisis messages in a quiet system …")
    quiet, floor = asyncio.run(crisis_measures.idle(running, options.crises))
    say(f"{options.floods} floods of {options.messages} messages …")
    flood, seconds = asyncio.run(crisis_measures.flooded(running, options.messages, options.floods, options.every))
    sections = {"idle": beside_the_floor(quiet, floor), "flood": beside_the_limit(flood)}
    print(f"{report.machine()}; behind the gateway: {behind}\n")
    print(f"{report.table(sections['idle'], 'quiet', 'floor')}\n")
    print(f"{report.table(sections['flood'], 'in a flood', 'limit')}\n")
    took = f"{min(seconds):.0f} to {max(seconds):.0f} s"
    print(f"{len(flood.paged)} crisis messages in {len(seconds)} floods; a flood took {took}.")
    more = {"behind": behind, "idle_seconds": vars(quiet), "floor_seconds": floor, "flood_seconds": vars(flood)}
    path = report.write(ROOT / "results", sections, {**more, "floods_took": seconds}, "crisis_latency")
    say(f"written: {path}")


def beside_the_floor(times: Times, floor: list[float]) -> list[Row]:
    """The floor: one commit and one phrase match."""
    return [
        Row("safety reply stored, p50", "ms", p50(times.stored) * 1e3, p50(floor) * 1e3, STORED_AIM),
        Row("safety reply stored, p95", "ms", p95(times.stored) * 1e3, p95(floor) * 1e3),
        Row("safety reply shown, p50", "ms", p50(times.shown) * 1e3, p50(floor) * 1e3),
        Row("safety reply shown, p95", "ms", p95(times.shown) * 1e3, p95(floor) * 1e3),
        Row("first page at staff's channel, p50", "ms", p50(times.paged) * 1e3, p50(floor) * 1e3),
        Row("first page at staff's channel, p95", "ms", p95(times.paged) * 1e3, p95(floor) * 1e3),
    ]


def beside_the_limit(times: Times) -> list[Row]:
    limit = FLOOD_LIMIT_SECONDS * 1e3
    return [
        Row("safety reply stored, p95", "ms", p95(times.stored) * 1e3, limit, 1.0),
        Row("safety reply shown, p95", "ms", p95(times.shown) * 1e3, limit, 1.0),
        Row("first page at staff's channel, p50", "ms", p50(times.paged) * 1e3, limit, 1.0),
        Row("first page at staff's channel, p95", "ms", p95(times.paged) * 1e3, limit, 1.0),
    ]


def read_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    cache = Path(tempfile.gettempdir()) / f"interlude-benchmarks-{os.getuid()}"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crises", type=int, default=100, help="crisis messages in the quiet system (100)")
    parser.add_argument("--floods", type=int, default=5, help="floods (5)")
    parser.add_argument("--messages", type=int, default=1000, help="ordinary messages in each flood (1000)")
    parser.add_argument("--every", type=float, default=1.0, help="seconds from one crisis message to the next (1)")
    parser.add_argument("--rasa", action="store_true", help="the whole of `interlude run` in place of a stub")
    parser.add_argument("--cache", type=Path, default=cache, help=f"folder of models ({cache})")
    parser.add_argument("--quick", action="store_true", help="20 crisis messages, one flood")
    options = parser.parse_args(arguments)
    if options.quick:
        vars(options).update(crises=20, floods=1)
    return options


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
