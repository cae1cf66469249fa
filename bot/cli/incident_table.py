"""Prints incidents: a list as table or JSON lines, or one with all that is known of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.db.ids import now
from bot.services.incidents import Desk, EventRow, IncidentRow, NoticeRow

SHORT = 8
"""Digits of an id in the table; enough to name it."""


class ListFormat(str, Enum):
    TABLE = "table"
    JSON = "json"


def write_incidents(rows: Sequence[IncidentRow], desk: Desk, format: ListFormat) -> None:
    """Write to standard output. JSON is one object a line, with whole ids and times in UTC."""
    if format is ListFormat.JSON:
        for row in rows:
            print(json.dumps(_facts(row)))
        return
    table = Table(box=None)
    for name in ("id", "age", "what", "level", "state", "who has it", "next page"):
        table.add_column(name)
    for row in rows:
        what = f"DRILL {row.kind}" if row.drill else row.kind
        who = _name(desk, row.resolved_by or row.acknowledged_by)
        table.add_row(row.id[:SHORT], age(row.opened_at), what, row.level, row.state, who, _until(row.next_at))
    Console(soft_wrap=True).print(table if rows else "Nothing is open.")


def show_incident(
    row: IncidentRow, desk: Desk, words: str | None, notices: Sequence[NoticeRow], events: Sequence[EventRow]
) -> None:
    console = Console(soft_wrap=True, highlight=False)
    facts = {name: value for name, value in _facts(row).items() if value not in (None, False)}
    for name, value in facts.items():
        console.print(f"[bold]{name}[/bold]  {escape(str(value))}")
    console.print(f"[bold]words[/bold]  {escape(words) if words is not None else '(no message led to it)'}")
    if row.note is not None:
        console.print(f"[bold]note[/bold]  {escape(row.note)}")
    console.print("\nnotices:" if notices else "\nno notices")
    for one in notices:
        tries = f", {one.attempts} failed ({one.error})" if one.attempts else ""
        console.print(f"  {one.purpose} {one.step}: {_name(desk, one.person)} by {one.channel}: {one.state}{tries}")
    console.print("\nhistory:")
    for event in events:
        who = event.actor if event.actor is None else f" by {_name(desk, event.actor)}"
        console.print(f"  {age(event.at):>8} ago  {event.event}{who or ''}  {escape(event.detail or '')}")


def age(since: datetime) -> str:
    """ "40 s", "12 min", "3 h 05 min", "2 days"."""
    return _length(now() - since)


def _until(moment: datetime | None) -> str:
    return "–" if moment is None else f"in {_length(max(moment - now(), timedelta(0)))}"


def _length(length: timedelta) -> str:
    seconds = max(0, int(length.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 48 * 3600:
        return f"{seconds // 3600} h {seconds % 3600 // 60:02} min"
    return f"{seconds // 86400} days"


def _name(desk: Desk, person: str | None) -> str:
    known = desk.escalation.people_by_id.get(person or "")
    return known.name if known else person or "–"


def _facts(row: IncidentRow) -> dict[str, object]:
    return {
        "incident": row.id,
        "participant": row.participant_id,
        "kind": row.kind,
        "rule": row.rule,
        "level": row.level,
        "state": row.state,
        "drill": row.drill,
        "version": row.version,
        "cause": row.cause,
        "opened": _time(row.opened_at),
        "paged": _time(row.paged_at),
        "notified": _time(row.notified_at),
        "next_page": _time(row.next_at),
        "answered": row.answered,
        "acknowledged": _time(row.acknowledged_at),
        "acknowledged_by": row.acknowledged_by,
        "resolved": _time(row.resolved_at),
        "resolved_by": row.resolved_by,
        "followed_up": _time(row.followed_up_at),
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
