"""``interlude staff`` and ``interlude audit``: accounts of the web app, and the proof of what was done with them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer

from bot.cli.errors import clear_errors
from bot.services.setup import open_database
from bot.services.staff import accounts, auditing
from bot.services.staff.accounts import StaffLink
from bot.services.staff.auditing import Head
from bot.settings import LOOPBACK, Settings, read_settings

staff_app = typer.Typer(no_args_is_help=True, help="Accounts of staff at the web app.")


@staff_app.command("list")
def list_staff() -> None:
    """Who has an account, and in which state."""
    with clear_errors():
        with open_database(read_settings()).reading() as tx:
            rows = accounts.everybody(tx)
        for row in rows:
            state = "disabled" if row.disabled_at else "active" if row.ready else "invited"
            typer.echo(f"{row.id[:8]}  {row.role:<14} {state:<9} {row.email}  {row.name}")


@staff_app.command("link")
def link(email: Annotated[str, typer.Argument(help="Of the account.")]) -> None:
    """A link to set an account up anew, for an administrator who lost phone and codes. It ends their sessions."""
    with clear_errors():
        settings = read_settings()
        with open_database(settings).transaction() as tx:
            row = accounts.of_email(tx, email)
            made = accounts.invite_again(tx, auditing.SYSTEM, row.id)
        typer.echo(f"Once, until {made.expires_at:%Y-%m-%d %H:%M} UTC: {set_up_address(settings, made)}")


def audit(
    noted: Annotated[str | None, typer.Option(metavar="NO:HASH", help="A head noted earlier: is it there?")] = None,
) -> None:
    """Verify the audit's chain; exit 1 when a row was changed, added or taken out."""
    with clear_errors():
        proof = auditing.verify(open_database(read_settings()), _head(noted))
        if proof.broken is not None:
            typer.echo(f"The chain is broken at row {proof.broken} of {proof.rows}.", err=True)
        if not proof.noted:
            typer.echo("The noted row is not there any more, or is another one.", err=True)
        if not proof.holds:
            raise typer.Exit(1)
        typer.echo(f"{proof.rows} rows hold.")
        if proof.head:
            typer.echo(f"Note elsewhere: {proof.head.seq}:{proof.head.hash}")


def set_up_address(settings: Settings, made: StaffLink) -> str:
    """Where a link leads: by the address that staff use, where the operator has set one."""
    public = urlsplit(settings.staff_url)
    base = f"{public.scheme}://{public.netloc}" if public.netloc else f"http://{LOOPBACK}:{settings.staff_port}"
    return f"{base}/set-up/{made.code}"


def _head(text: str | None) -> Head | None:
    if text is None:
        return None
    number, _, digest = text.partition(":")
    if not number.isdecimal() or not digest:
        raise typer.BadParameter("write it as it was printed, such as 12:ab34…", param_hint="--noted")
    return Head(int(number), digest)
