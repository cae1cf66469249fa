"""Prints runs as table, JSON lines or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from enum import Enum

from rich.console import Console
from rich.table import Table

from bot.services.run_log import RunRow

COLUMNS = (
    "run",
    "participant",
    "script",
    "version",
    "origin",
    "status",
    "step",
    "started",
    "ended",
    "distress_before",
    "distress_after",
    "helped",
    "trigger",
)


class OutputFormat(str, Enum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def write_runs(runs: Sequence[RunRow], format: OutputFormat) -> None:
    """Write to standard output. JSON is one object a line."""
    rows = [_row(run) for run in runs]
    if format is OutputFormat.JSON:
        for row in rows:
            print(json.dumps(row))
    elif format is OutputFormat.CSV:
        writer = csv.DictWriter(sys.stdout, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    else:
        _table(rows)


def _row(run: RunRow) -> dict[str, object]:
    return {
        "run": run.id,
        "participant": run.participant_id,
        "script": run.script_id,
        "version": run.version,
        "origin": run.origin,
        "status": run.status,
        "step": run.step,
        "started": run.started_at.isoformat(timespec="seconds"),
        "ended": run.ended_at.isoformat(timespec="seconds") if run.ended_at else None,
        "distress_before": run.distress_before,
        "distress_after": run.distress_after,
        "helped": run.helped,
        "trigger": run.tags.get("trigger"),
    }


def _table(rows: Sequence[dict[str, object]]) -> None:
    shown = ("started", "participant", "script", "status", "step", "distress_before", "distress_after", "helped")
    table = Table(box=None)
    for name in shown:
        table.add_column(name.replace("distress_", ""))
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in shown))
    Console(soft_wrap=True).print(table if rows else "No runs yet.")


def _cell(value: object) -> str:
    return "–" if value is None else str(value)
