"""``interlude incidents``: what staff must know of, and taking and resolving it from the terminal."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from bot.cli.errors import clear_errors
from bot.cli.incident_table import ListFormat, show_incident, write_incidents
from bot.services import incidents
from bot.services.incidents import NotAllowed, NotFound, Refused, State
from bot.services.setup import Database, Desk, open_database, open_desk
from bot.settings import read_settings

incidents_app = typer.Typer(help=__doc__, no_args_is_help=False)

Id = Annotated[str, typer.Argument(metavar="ID", help="The incident's id, or its first digits.")]
By = Annotated[str, typer.Option("--by", metavar="PERSON", help="Your id in data/safety/escalation.yml.")]


@incidents_app.callback(invoke_without_command=True)
def incidents_command(context: typer.Context) -> None:
    """List incidents; show, acknowledge or resolve one."""
    if context.invoked_subcommand is None:
        list_()


@incidents_app.command("list")
def list_(
    state: Annotated[State | None, typer.Option(help="Only this state.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False,
    format: Annotated[ListFormat, typer.Option(help="How to print.")] = ListFormat.TABLE,
) -> None:
    """List incidents that are not resolved, newest first."""
    with clear_errors():
        database, desk = _open()
        rows = incidents.list_incidents(database, state.value if state else None)
        shown = [row for row in rows if all_ or state or row.state != State.RESOLVED]
        write_incidents(shown, desk, format)


@incidents_app.command()
def show(
    incident: Id,
    by: Annotated[str | None, typer.Option("--by", metavar="PERSON", help="Who reads it; else your login.")] = None,
) -> None:
    """Show one incident with its history and the words that caused it. That you read them is kept."""
    with clear_errors():
        database, desk = _open()
        if by is not None and by not in desk.escalation.people_by_id:
            raise NotAllowed(f"`{by}` is nobody of `people` in data/safety/escalation.yml")
        row = incidents.get_incident(database, incident)
        words = incidents.read_words(database, row.id, by or f"login {getpass.getuser()}"[:64])
        show_incident(row, desk, words, incidents.notices_of(database, row.id), incidents.history(database, row.id))


@incidents_app.command()
def acknowledge(
    incident: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, or their first digits.")], by: By
) -> None:
    """Take incidents: nobody is paged for them any more, and you are reminded until they are resolved."""
    with clear_errors():
        database, desk = _open()
        refused = False
        for one in incident:
            try:
                row = incidents.acknowledge(database, desk, _full(database, one), by)
                typer.echo(f"{row.id} is yours, {desk.escalation.people_by_id[by].name}.")
            except Refused as refusal:
                refused = True
                typer.echo(f"interlude: {one}: {refusal}", err=True)
    raise typer.Exit(1 if refused else 0)


@incidents_app.command()
def resolve(
    incident: Id, by: By, note: Annotated[str, typer.Option(help="What was done. It is stored sealed.")]
) -> None:
    """Close an incident. A page is acknowledged first."""
    with clear_errors():
        database, desk = _open()
        row = incidents.resolve(database, desk, _full(database, incident), by, note)
        typer.echo(f"{row.id} is resolved.")


def _open() -> tuple[Database, Desk]:
    settings = read_settings()
    return open_database(settings), open_desk(settings)


def _full(database: Database, given: str) -> str:
    """What names nothing goes on as it is, so that the refusal is audited."""
    try:
        return incidents.get_incident(database, given).id
    except NotFound:
        return given
