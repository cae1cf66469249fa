"""``interlude enrol``: a participant, and the link by which the account of theirs is bound."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import segno
import typer

from bot.cli.errors import clear_errors
from bot.scripts.words import DEFAULT_LANGUAGE, LANGUAGES
from bot.services import enrolment
from bot.services.enrolment import VALID_DAYS, Invitation, NoBotName, NoSuchParticipant
from bot.services.setup import Database, open_database
from bot.settings import Settings, SettingsError, read_settings

PICTURES = {".svg": "svg", ".png": "png"}
SCALE = 8
LONGEST_DAYS = 90


def enrol(
    name: Annotated[str | None, typer.Option(help="The participant's name. It is stored sealed.")] = None,
    participant: Annotated[
        str | None, typer.Option(metavar="ID", help="A new link for this participant; older unused ones are void.")
    ] = None,
    language: Annotated[str, typer.Option(help=" or ".join(LANGUAGES))] = DEFAULT_LANGUAGE,
    time_zone: Annotated[str | None, typer.Option(metavar="ZONE", help="Such as America/New_York.")] = None,
    bot: Annotated[str | None, typer.Option(help="The bot's username; else TELEGRAM_BOT_USERNAME.")] = None,
    days: Annotated[int, typer.Option(min=1, max=LONGEST_DAYS, help="How long the link can be opened.")] = VALID_DAYS,
    qr: Annotated[Path | None, typer.Option(metavar="FILE", help="The picture: .svg or .png.")] = None,
) -> None:
    """Make a participant and a link that binds the first Telegram account that opens it."""
    with clear_errors():
        settings = read_settings()
        _check(name, participant, language, time_zone, qr)
        username = _bot_name(settings, bot)
        database = open_database(settings)
        made = _invite(database, name, participant, language, time_zone, days)
        link = made.link(username)
        picture = _write(link, qr or settings.state / f"enrol-{made.participant_id[:8]}.svg")
        _show(made, link, picture)


def _check(name: str | None, participant: str | None, language: str, time_zone: str | None, qr: Path | None) -> None:
    """Before anything is stored. Raises typer.BadParameter."""
    if bool(name and name.strip()) == bool(participant):
        raise typer.BadParameter("give --name for a new participant, or --participant for a new link of one")
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language!r} is not spoken; write {' or '.join(LANGUAGES)}", param_hint="--language")
    if time_zone is not None and not _is_zone(time_zone):
        raise typer.BadParameter(
            f"{time_zone!r} is no time zone; write one such as America/New_York", param_hint="--time-zone"
        )
    if qr is not None and (qr.suffix.lower() not in PICTURES or not qr.absolute().parent.is_dir()):
        raise typer.BadParameter("name a .svg or .png file in a folder that is there", param_hint="--qr")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return len(name) <= 40  # as long as its column


def _bot_name(settings: Settings, given: str | None) -> str:
    """Proven before anything is stored, so that a slip leaves no participant behind."""
    name = given or settings.telegram_bot
    if not name:
        raise SettingsError("the bot's username is not known; give --bot or set TELEGRAM_BOT_USERNAME")
    try:
        enrolment.check_bot(name)
    except NoBotName as error:
        raise typer.BadParameter(str(error), param_hint="--bot") from None
    return name


def _invite(
    database: Database, name: str | None, participant: str | None, language: str, time_zone: str | None, days: int
) -> Invitation:
    if participant is None:
        assert name is not None
        return enrolment.invite(database, name=name.strip(), language=language, time_zone=time_zone, days=days)
    try:
        return enrolment.invite_again(database, participant, days)
    except NoSuchParticipant as error:
        raise typer.BadParameter(str(error), param_hint="--participant") from None


def _write(link: str, path: Path) -> Path:
    """For the owner's eyes only: whoever has the picture can enrol. One that lay there is replaced."""
    picture = io.BytesIO()
    segno.make(link, error="m").save(picture, kind=PICTURES[path.suffix.lower()], scale=SCALE)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(picture.getvalue())
    return path


def _show(made: Invitation, link: str, picture: Path) -> None:
    typer.echo(f"Participant: {made.participant_id}")
    typer.echo(f"Link, once, until {made.expires_at:%Y-%m-%d %H:%M} UTC: {link}")
    typer.echo(f"Picture: {picture}")
    if sys.stdout.isatty():
        segno.make(link, error="m").terminal(compact=True)
