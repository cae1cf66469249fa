"""``interlude demo-data``: invented participants with three weeks behind them, to look at and to measure by."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.errors import clear_errors
from bot.cli.staff import set_up_address
from bot.services import demo
from bot.services.demo import Content, Demo, Wanted
from bot.services.setup import Database, open_database
from bot.settings import Settings, read_settings

MOST_PEOPLE, MOST_RUNS, MOST_WEEKS = 5000, 1_000_000, 26


def demo_data(  # noqa: PLR0913  (the options of a command)
    participants: Annotated[int, typer.Option(min=1, max=MOST_PEOPLE, help="How many invented people.")] = demo.CAST,
    weeks: Annotated[int, typer.Option(min=1, max=MOST_WEEKS, help="How many weeks they have behind them.")] = 3,
    runs: Annotated[
        int | None, typer.Option(min=1, max=MOST_RUNS, help="Fill up to so many runs; one person gets a tenth.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, other weeks.")] = 1,
    now: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M"], help="When it is; by the program's clock.")
    ] = None,
    beside: Annotated[bool, typer.Option("--beside", help="Although there are real participants.")] = False,
    sign_in: Annotated[bool, typer.Option("--sign-in", help="Links to set up the demo's staff accounts.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take the demo out again.")] = False,
) -> None:
    """Store a plausible caseload of invented people, marked as synthetic. Nothing of it is ever sent to anybody."""
    with clear_errors():
        settings = read_settings()
        database = open_database(settings)
        if remove:
            typer.echo(f"{demo.remove(database)} demo participants are gone.")
            return
        if not (sign_in and demo.known_staff(database)):
            content = demo.open_content(settings)
            moment = now.replace(tzinfo=content.rules.time_zone) if now else None
            wanted = Wanted(seed, moment, participants, weeks, runs)
            _show(demo.make(database, content, wanted, beside=beside), content)
        if sign_in:
            _write_links(settings, database)


def _show(made: Demo, content: Content) -> None:
    zone: ZoneInfo = content.rules.time_zone
    for one in made.people[: demo.CAST]:
        typer.echo(f"{one.id}  {one.caseload:<4} {one.language}  {one.name:<16} {one.arc}")
    if len(made.people) > demo.CAST:
        typer.echo(f"… and {len(made.people) - demo.CAST} more")
    when = f"{made.now.astimezone(zone):%Y-%m-%d %H:%M %Z}"
    typer.echo(
        f"{len(made.people)} invented participants, {made.runs} runs, {len(made.incidents)} incidents, as of {when}."
    )


def _write_links(settings: Settings, database: Database) -> None:
    for name, link in demo.staff_links(database).items():
        until = f"{link.expires_at:%Y-%m-%d %H:%M} UTC"
        typer.echo(f"{name}, once, until {until}: {set_up_address(settings, link)}")
