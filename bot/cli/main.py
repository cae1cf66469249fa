"""The command line: ``interlude COMMAND``."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.calendar import calendar_app
from bot.cli.demo_data import demo_data
from bot.cli.drill import drill
from bot.cli.enrol import enrol
from bot.cli.errors import clear_errors
from bot.cli.incidents import incidents_app
from bot.cli.playing import play_script
from bot.cli.run_table import OutputFormat, write_runs
from bot.cli.screening import screen, train_screen
from bot.cli.staff import audit, set_up_address, staff_app
from bot.escalation.text_rules import check_texts
from bot.scripts.rasa_data import check_rasa_data
from bot.services.addresses import check_addresses
from bot.services.briefs import load_brief_words
from bot.services.care.words import load_care_words
from bot.services.chat_words import load_chat_words
from bot.services.reminders import open_rules
from bot.services.run_log import list_runs
from bot.services.setup import Desk, load_content, open_database, open_desk, prepare
from bot.services.staff import accounts
from bot.settings import ROOT, Settings, child_environment, read_settings
from bot.stack.preflight import NotReady
from bot.stack.preflight import check as preflight
from bot.stack.supervision import StackFailed, Supervisor, programs
from bot.stack.training import model_path, validate
from bot.stack.training import train as train_model

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(incidents_app, name="incidents")
app.add_typer(calendar_app, name="calendar")
app.add_typer(staff_app, name="staff")
app.command()(audit)
app.command()(demo_data)
app.command()(drill)
app.command()(enrol)
app.command()(screen)
app.command()(train_screen)

START_SECONDS = 180


@app.command()
def run() -> None:
    """Set up what is missing, train if needed, and run the assistant until Ctrl-C."""
    with clear_errors():
        _heed_signals()
        settings = read_settings()
        library = preflight(settings)
        open_rules(settings, library)
        _warn_of_missing_addresses(open_desk(settings))
        prepare(settings)
        model = model_path(settings, library)
        if not model.exists():
            with _patience("Training the assistant; this takes about half a minute …"):
                train_model(settings, library)
        with Supervisor(settings, programs(settings, model)) as stack:
            with _patience("Starting; this takes about twenty seconds …"):
                stack.wait_until_ready(START_SECONDS, _say)
            _wait(stack, _addresses(settings))


@app.command()
def train() -> None:
    """Train the assistant now, stale or not, and show Rasa's output."""
    with clear_errors():
        settings = read_settings()
        _say(f"Trained: {train_model(settings, load_content(settings), quiet=False)}")


@app.command()
def migrate() -> None:
    """Make keys and tables, or bring the tables up to date."""
    with clear_errors():
        prepare(read_settings())
        _say("The database is up to date.")


@app.command()
def log(
    participant: Annotated[str | None, typer.Option(help="Only this participant's id.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="UTC.")] = None,
    format: Annotated[OutputFormat, typer.Option(help="How to print.")] = OutputFormat.TABLE,
) -> None:
    """List runs of scripts, newest first."""
    with clear_errors():
        moment = since.replace(tzinfo=timezone.utc) if since else None
        database = open_database(read_settings())
        write_runs(list_runs(database, participant, moment), format)


@app.command()
def check(
    scripts: Annotated[bool, typer.Option("--scripts", help="Only scripts and wording; quick.")] = False,
    safety: Annotated[bool, typer.Option("--safety", help="Only crisis lexicon, texts and escalation; quick.")] = False,
) -> None:
    """Check all content and Rasa's data; exit 1 and name file and line where something is wrong."""
    from bot.safety.screen import check_lexicon

    with clear_errors():
        settings = read_settings()
        library = load_content(settings)
        load_chat_words(settings.data)
        load_care_words(settings.data)
        load_brief_words(settings.data)
        check_texts(settings.data, ROOT / "domain.yml")
        open_rules(settings, library)
        _say(f"{len(library.scripts)} scripts are in order.")
        if scripts:
            return
        _say(f"{check_lexicon(settings.data / 'safety')} entries of the crisis lexicon hold.")
        _check_escalation(settings)
        if safety:
            return
        check_rasa_data(settings.data, ROOT / "domain.yml", library)
        validate(settings)
        _say("Rasa's data is in order.")


@app.command()
def play(
    script: str,
    language: Annotated[str, typer.Option(help="en or es")] = "en",
    fast: Annotated[bool, typer.Option("--fast", help="Do not wait in paced steps.")] = False,
) -> None:
    """Walk a script here in the terminal; nothing is trained and nothing is stored."""
    with clear_errors():
        library = load_content(read_settings())
        if script not in library.scripts:
            raise NotReady(f"there is no script `{script}`; there are {', '.join(sorted(library.scripts))}")
        play_script(library, script, language, fast=fast)


@app.command()
def understand() -> None:
    """Read JSON lines with "text", write where each would lead: "want", "confidence", "runners_up"."""
    with clear_errors():
        settings = read_settings()
        model = model_path(settings, load_content(settings))
        if not model.exists():
            raise NotReady("the trained model is missing or stale; run `interlude train` first")
        raise typer.Exit(_in_rasa("bot.dialogue.understand", str(model)))


def _check_escalation(settings: Settings) -> None:
    check_addresses(settings.addresses_file)
    desk = open_desk(settings)
    _say(f"Escalation is in order: {len(desk.escalation.people)} people, {len(desk.connected)} addresses.")
    _warn_of_missing_addresses(desk)


def _warn_of_missing_addresses(desk: Desk) -> None:
    """A first run has none and goes on, but nobody may believe that somebody is told."""
    for line in desk.not_connected():
        typer.echo(f"interlude: {line}", err=True)


def _addresses(settings: Settings) -> str:
    practise, therapists = (f"http://127.0.0.1:{port}/" for port in (settings.web_port, settings.staff_port))
    first = f"\ninterlude is running. Practise at {practise}"
    return f"{first}\nTherapists: {therapists}{_first_steps(settings)}\nCtrl-C ends it."


def _first_steps(settings: Settings) -> str:
    """How the first administrator gets in; nothing once one can."""
    link = accounts.first_link(open_database(settings))
    if link is None:
        return ""
    address = set_up_address(settings, link)
    return f"\n  Set up the first administrator, once, until {link.expires_at:%Y-%m-%d %H:%M} UTC: {address}"


def _heed_signals() -> None:
    """SIGTERM ends like Ctrl-C; and Ctrl-C works although a shell in the background had it ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _in_rasa(module: str, *arguments: str) -> int:
    """Run a module that loads Rasa in a process of its own, so that this one stays light."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=child_environment(), check=False).returncode


def _wait(stack: Supervisor, said: str) -> None:
    """Say it, and wait for Ctrl-C: whoever has read it may press that at once."""
    try:
        _say(said)
        code = stack.wait()
    except KeyboardInterrupt:
        _say("\nEnding …")
        return
    raise StackFailed(f"the supervisor ended by itself (exit {code})")


@contextmanager
def _patience(text: str) -> Iterator[None]:
    """Say what takes a while; in a terminal something moves until it is done."""
    _say(text)
    with Console().status("still at it"):
        yield


def _say(text: str) -> None:
    typer.echo(text)


if __name__ == "__main__":
    app()
