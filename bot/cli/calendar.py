"""``interlude calendar``: sessions, assigned practice, and when each participant wants to hear from us."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.errors import clear_errors
from bot.cli.incident_table import SHORT, age
from bot.db.ids import now
from bot.schedule.rules import Rules
from bot.services import calendar, reminders
from bot.services.calendar import AssignmentRow, Rhythm, SessionRow
from bot.services.setup import Database, load_content, open_database
from bot.settings import read_settings

calendar_app = typer.Typer(help=__doc__, no_args_is_help=True)

Participant = Annotated[str, typer.Argument(metavar="PARTICIPANT", help="The participant's id, or its first digits.")]
Some = Annotated[str | None, typer.Argument(metavar="[PARTICIPANT]", help="Only this participant.")]
All = Annotated[bool, typer.Option("--all", help="What is over, cancelled or ended too.")]
_LINES = {
    "staff_quiet": "no message",
    "staff_erased": "erased their data",
    "staff_unreachable": "cannot be reached here any more",
}
OFF = "default"
"""What gives somebody the program's own time zone or quiet hours back."""


@calendar_app.command()
def add(
    participant: Participant,
    kind: Annotated[str, typer.Argument(help="group, individual, family or prescriber")],
    at: Annotated[datetime, typer.Argument(formats=["%Y-%m-%dT%H:%M"], help="By the clock on their wall.")],
    minutes: Annotated[int | None, typer.Option(help="How long it lasts, if not as long as this kind does.")] = None,
    weeks: Annotated[int, typer.Option(help="The same hour of so many weeks.")] = 1,
) -> None:
    """Add a session, or one a week."""
    with clear_errors():
        database, rules = _open()
        who = calendar.participant_id_of(database, participant)
        added = calendar.add_sessions(database, rules, who, kind, at, minutes=minutes, weeks=weeks)
        _write_sessions(database, rules, added)


@calendar_app.command("list")
def list_(participant: Some = None, all_: All = False) -> None:
    """List sessions and assigned practice."""
    with clear_errors():
        database, rules = _open()
        who = calendar.participant_id_of(database, participant) if participant else None
        _write_sessions(database, rules, calendar.list_sessions(database, who, past=all_))
        _write_assignments(calendar.list_assignments(database, who, ended=all_))


@calendar_app.command()
def cancel(session: Annotated[str, typer.Argument(help="The session's id, or its first digits.")]) -> None:
    """Call a session off: nothing is said about it any more."""
    with clear_errors():
        typer.echo(f"{calendar.cancel_session(_open()[0], session).id} is cancelled.")


@calendar_app.command()
def assign(
    participant: Participant,
    script: Annotated[str, typer.Argument(help="Which exercise, by the name of its file.")],
    days: Annotated[str, typer.Option(help="Such as mon,wed,fri.")] = "mon,tue,wed,thu,fri,sat,sun",
    at: Annotated[str, typer.Option(help="By the clock on their wall, such as 18:00.")] = "18:00",
    times: Annotated[int, typer.Option(help="How often a day; the reminder stays one a day.")] = 1,
) -> None:
    """Assign practice: they are reminded on these days at this time."""
    with clear_errors():
        settings = read_settings()
        database, scripts = open_database(settings), load_content(settings).scripts
        who = calendar.participant_id_of(database, participant)
        named = [day.strip().lower() for day in days.split(",")]
        _write_assignments([calendar.assign(database, who, script, named, at, scripts, times)])


@calendar_app.command()
def end(assignment: Annotated[str, typer.Argument(help="The assignment's id, or its first digits.")]) -> None:
    """End assigned practice: no reminder of it any more."""
    with clear_errors():
        typer.echo(f"{calendar.end_assignment(_open()[0], assignment).id} has ended.")


@calendar_app.command("set")
def set_(
    participant: Participant,
    time_zone: Annotated[str | None, typer.Option(help=f"Such as America/Chicago, or `{OFF}`.")] = None,
    quiet: Annotated[str | None, typer.Option(help=f"Quiet hours, such as 21:00-08:00, or `{OFF}`.")] = None,
    reminders: Annotated[bool | None, typer.Option("--reminders/--no-reminders", help="On or off.")] = None,
    snooze_days: Annotated[int | None, typer.Option(min=0, max=365, help="No reminder so long; 0 ends it.")] = None,
) -> None:
    """Show, and set where given, when a participant wants to hear from us."""
    with clear_errors():
        database, rules = _open()
        who = calendar.participant_id_of(database, participant)
        with database.transaction() as tx:
            if time_zone is not None:
                calendar.set_time_zone(tx, who, _own(time_zone))
            if quiet is not None:
                calendar.set_quiet_hours(tx, who, _own(quiet))
            if reminders is not None:
                calendar.set_reminders(tx, who, reminders)
            if snooze_days is not None:
                calendar.snooze(tx, who, now() + timedelta(days=snooze_days) if snooze_days else None)
            for line in _settings_of(calendar.person(tx, who), calendar.rhythm_of(tx, rules, who)):
                typer.echo(line)


@calendar_app.command()
def quiet(
    seen: Annotated[str | None, typer.Option(metavar="ID", help="Take this line off the list.")] = None,
) -> None:
    """List who stays quiet, and what else staff should see to without haste. Nobody is paged for it."""
    with clear_errors():
        database = open_database(read_settings())
        if seen is not None:
            typer.echo(f"{reminders.line_seen(database, seen).id} is off the list.")
            return
        rows = reminders.staff_lines(database)
        cells = (
            (row.id[:SHORT], row.participant_id, _LINES.get(row.kind, row.kind), age(row.about_at)) for row in rows
        )
        _write(("id", "participant", "what", "since"), cells, "Nobody stays quiet.")


def _open() -> tuple[Database, Rules]:
    settings = read_settings()
    return open_database(settings), reminders.open_rules(settings)


def _own(given: str) -> str | None:
    return None if given == OFF else given


def _settings_of(person: calendar.PersonRow, rhythm: Rhythm) -> list[str]:
    after = person.reminders_after
    snoozed = after.astimezone(rhythm.zone).strftime(", none before %Y-%m-%d %H:%M") if after and after > now() else ""
    return [
        f"time zone    {rhythm.zone.key}",
        f"quiet hours  {rhythm.quiet.start:%H:%M}-{rhythm.quiet.end:%H:%M}",
        f"reminders    {'on' if person.wants else 'off'}{snoozed}",
    ]


def _write_sessions(database: Database, rules: Rules, rows: Sequence[SessionRow]) -> None:
    with database.reading() as tx:
        rhythms = {row.participant_id: calendar.rhythm_of(tx, rules, row.participant_id) for row in rows}
    cells = (
        (
            row.id[:SHORT],
            row.participant_id,
            row.kind,
            row.starts_at.astimezone(rhythms[row.participant_id].zone).strftime("%a %Y-%m-%d %H:%M %Z"),
            str(row.minutes),
            "cancelled" if row.cancelled_at else "",
        )
        for row in rows
    )
    _write(("session", "participant", "kind", "starts", "minutes", ""), cells, "No session is planned.")


def _write_assignments(rows: Sequence[AssignmentRow]) -> None:
    cells = (
        (
            row.id[:SHORT],
            row.participant_id,
            row.script_id,
            ",".join(row.days),
            row.at,
            f"{row.times_a_day} a day",
            "ended" if row.ended_at else "",
        )
        for row in rows
    )
    _write(("assignment", "participant", "script", "days", "at", "dose", ""), cells, "No practice is assigned.")


def _write(head: Sequence[str], cells: Iterable[Sequence[str]], none: str) -> None:
    table = Table(*head, box=None)
    for row in cells:
        table.add_row(*row)
    Console(soft_wrap=True, highlight=False).print(table if table.row_count else none)
