"""A dossier as CSV: one file a table, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone
from typing import Literal, get_args

from bot.services.exports.dossiers import Dossier

Table = Literal["runs", "answers", "measures", "incidents"]
TABLES: tuple[Table, ...] = get_args(Table)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet would take for a formula, or read over to find one."""
Cell = str | int | datetime | None
Row = Sequence[Cell]


def as_csv(dossier: Dossier, table: Table) -> bytes:
    """One table in UTF-8 with a mark that spreadsheets know it by; every cell quoted, times in UTC.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    head, rows = _HEADS[table], _ROWS[table](dossier)
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def as_zip(dossier: Dossier) -> bytes:
    """All tables, ``runs.csv`` and so on, in one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in TABLES:
            archive.writestr(f"{table}.csv", as_csv(dossier, table))
    return packed.getvalue()


def _cell(value: Cell) -> str | int:
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, str):
        text = value.replace("\0", "")  # CSV has no way to write it
        return f"'{text}" if text.startswith(_FORMULA) else text
    return "" if value is None else value


def _runs(dossier: Dossier) -> Iterator[Row]:
    for run in dossier.runs:
        script, rated = run.script, (run.distress_before, run.distress_after, run.helped)
        yield (
            *(run.id, run.at, run.ended_at, script.script_id, script.title, script.kind, run.version),
            *(run.origin, run.status, *rated, run.trigger, run.kept_private),
        )


def _answers(dossier: Dossier) -> Iterator[Row]:
    for run in dossier.runs:
        for one in run.answers:
            told = (one.question, one.kind, one.said, one.number, one.value, one.logged_as)
            yield run.id, run.script.script_id, one.step, *told, one.at


def _measures(dossier: Dossier) -> Iterator[Row]:
    for run in dossier.measures:
        score = run.score
        told = (score.instrument, score.total, score.highest) if score else (None, None, None)
        yield run.id, run.at, run.script.script_id, run.version, run.script.title, *told, run.status


def _incidents(dossier: Dossier) -> Iterator[Row]:
    for one in dossier.incidents:
        acknowledged, resolved = (one.acknowledged_at, one.acknowledged_by), (one.resolved_at, one.resolved_by)
        yield one.id, one.at, one.kind, one.level, one.state, *acknowledged, *resolved


_HEADS: dict[Table, Iterable[str]] = {
    "runs": (
        *("run", "began_utc", "ended_utc", "script", "title", "kind", "version", "origin", "status"),
        *("distress_before", "distress_after", "helped", "trigger", "answers_kept_private"),
    ),
    "answers": ("run", "script", "step", "question", "kind", "said", "number", "value", "logged_as", "given_utc"),
    "measures": ("run", "began_utc", "script", "version", "title", "instrument", "total", "highest", "status"),
    "incidents": (
        *("incident", "opened_utc", "kind", "level", "state"),
        *("acknowledged_utc", "acknowledged_by", "resolved_utc", "resolved_by"),
    ),
}
_ROWS = {"runs": _runs, "answers": _answers, "measures": _measures, "incidents": _incidents}
