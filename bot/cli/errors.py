"""What a user can mend is one clear message and exit 1, not a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.clients.gateway import GatewayUnavailable
from bot.scripts.yaml_lines import ContentError
from bot.services.calendar import CalendarFault
from bot.services.demo.refusing import HoldsDemo, HoldsPeople
from bot.services.incidents import Refused
from bot.services.reminders import NoSuchLine
from bot.services.setup import DatabaseUnavailable, SetupError
from bot.services.staff.accounts import AccountFault
from bot.settings import SettingsError
from bot.stack.preflight import NotReady
from bot.stack.supervision import StackFailed

CLEAR = (
    SettingsError,
    SetupError,
    ContentError,
    NotReady,
    StackFailed,
    Refused,
    GatewayUnavailable,
    CalendarFault,
    NoSuchLine,
    AccountFault,
    HoldsDemo,
    HoldsPeople,
)
"""Errors whose message says what to do."""


@contextmanager
def clear_errors() -> Iterator[None]:
    """Around every command."""
    try:
        yield
    except CLEAR as error:
        typer.echo(f"interlude: {error}", err=True)
        raise typer.Exit(1) from None
    except DatabaseUnavailable:
        typer.echo("interlude: the database is locked, full or gone; see DATABASE_URL and INTERLUDE_STATE", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
