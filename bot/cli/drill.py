"""``interlude drill``: a marked test crisis through the running system."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.errors import clear_errors
from bot.clients.gateway import send_drill
from bot.services.drill import Drill, Report
from bot.services.incidents import Desk
from bot.services.setup import SECRET_HEADER, open_database, open_desk, read_secret
from bot.settings import read_settings


def drill(
    by: Annotated[str, typer.Option("--by", metavar="PERSON", help="Your id in data/safety/escalation.yml.")],
    rungs: Annotated[bool, typer.Option("--rungs", help="Climb the whole ladder, a few seconds a rung.")] = False,
) -> None:
    """Send a marked test crisis through the running system; exit 1 when a rung could not be reached.

    Staff get real notices that say DRILL. The incident is resolved at the end in your name.
    """
    with clear_errors():
        settings = read_settings()
        database, desk = open_database(settings), open_desk(settings)
        send = partial(send_drill, settings.web_port, SECRET_HEADER, read_secret(settings))
        typer.echo("Drill: the message is sent; waiting for what becomes of it …")
        report = Drill(database, desk, by, send, climb=rungs).run()
        write_report(report, desk)
        database.close()
    raise typer.Exit(0 if report.passed else 1)


def write_report(report: Report, desk: Desk) -> None:
    console = Console(soft_wrap=True, highlight=False)
    console.print(_hops(report))
    if report.notices:
        console.print(_notices(report, desk))
    for line in _verdict(report, desk):
        typer.echo(line)


def _hops(report: Report) -> Table:
    table = Table("hop", "after", box=None)
    for hop in report.hops:
        table.add_row(hop.name, _seconds(hop.seconds) or "NEVER")
    return table


def _notices(report: Report, desk: Desk) -> Table:
    table = Table("rung", "person", "address", "outcome", "after", box=None)
    for one in report.notices:
        known = desk.escalation.people_by_id.get(one.person)
        name = known.name if known else one.person
        table.add_row(str(one.rung + 1), name, one.channel, one.outcome, _seconds(one.seconds) or "–")
    return table


def _verdict(report: Report, desk: Desk) -> list[str]:
    if report.incident_id is None:
        return ["FAILED: the message opened no incident."]
    lines = [f"rung {number + 1}: NOT REACHED" for number in range(report.rungs) if number not in report.reached]
    if report.acknowledged_by:
        lines.append(f"{report.acknowledged_by} acknowledged it meanwhile, so it climbed no further.")
    never = [hop.name for hop in report.hops if hop.seconds is None]
    if not report.resolved:
        lines.append(f"incident {report.incident_id} could not be resolved; see `interlude incidents`")
    lines += [f"NEVER: {name}" for name in never]
    passed = (
        f"Passed: {len(report.reached)} of {report.rungs} rungs reached. Incident {report.incident_id} is resolved."
    )
    return [*lines, passed if report.passed else "FAILED."]


def _seconds(seconds: float | None) -> str | None:
    return None if seconds is None else f"{seconds:.2f} s"
