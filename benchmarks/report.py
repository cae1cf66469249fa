"""The figures as a Markdown table and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

MemoryOf = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Row:
    """One measure of two sides. ``aim`` is the highest ratio of the first to the second that is good enough."""

    measure: str
    unit: str
    first: float
    second: float
    aim: float | None = None

    @property
    def ratio(self) -> float:
        return self.first / self.second

    @property
    def verdict(self) -> str:
        if self.aim is None:
            return ""
        return "met" if self.ratio <= self.aim else "missed"


def table(rows: Sequence[Row], first: str, second: str) -> str:
    lines = [f"| | {first} | {second} | ratio | aim | |", "| --- | ---: | ---: | ---: | ---: | --- |"]
    for row in rows:
        aim = "" if row.aim is None else f"≤ {row.aim:g}"
        values = f"{_number(row.first)} | {_number(row.second)} | {row.ratio:.2f}"
        lines.append(f"| {row.measure} ({row.unit}) | {values} | {aim} | {row.verdict} |")
    return "\n".join(lines)


def memory_table(ours: MemoryOf, stock: MemoryOf) -> str:
    lines = ["| process | RSS (MB) | PSS (MB) |", "| --- | ---: | ---: |"]
    for side, found in (("interlude", ours), ("stock", stock)):
        lines += [f"| {side}: {name} | {used['rss']:.0f} | {used['pss']:.0f} |" for name, used in found.items()]
    return "\n".join(lines)


def total(found: MemoryOf, kind: str) -> float:
    return sum(used[kind] for used in found.values())


def machine() -> str:
    """What ran, for the reader of the figures."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    at = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    return f"{at}; {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; load {load}"


def write(folder: Path, sections: dict[str, list[Row]], more: dict[str, object], name: str = "turn_latency") -> Path:
    """The rows with their ratios, and whatever else was measured. ``name``: of the benchmark."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{datetime.now(timezone.utc).strftime('%Y%m%d-%H%M%S')}.json"
    rows = {
        title: [{**asdict(row), "ratio": row.ratio, "verdict": row.verdict} for row in section]
        for title, section in sections.items()
    }
    path.write_text(json.dumps({"machine": machine(), **rows, **more}, indent=1))
    return path


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"
