"""Staff keep the calendar from the terminal."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.db import chats, reminders
from bot.db.database import Database
from bot.db.ids import now
from bot.settings import ROOT
from tests.cli.terminal import Terminal


@pytest.fixture
def terminal(database: Database, tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "state")


@pytest.fixture
def person(database: Database) -> str:
    with database.transaction() as tx:
        return chats.add_participant(tx)


def first_id(shown: str) -> str:
    """Of the first row below the head."""
    return shown.splitlines()[1].split()[0]


def test_sessions_are_added_listed_and_cancelled(terminal: Terminal, person: str) -> None:
    added = terminal.run("calendar", "add", person[:8], "group", "2099-03-04T10:00", "--weeks", "2")
    assert (added.returncode, added.stderr) == (0, "")
    assert re.search(r"group +Wed 2099-03-04 10:00 EST +180", added.stdout)
    assert re.search(r"group +Wed 2099-03-11 10:00 EDT +180", added.stdout)
    cancelled = terminal.run("calendar", "cancel", first_id(added.stdout))
    assert cancelled.stdout.endswith("is cancelled.\n")
    assert "2099-03-04" not in terminal.run("calendar", "list", person).stdout
    everything = terminal.run("calendar", "list", person, "--all").stdout
    assert re.search(r"2099-03-04 10:00 EST +180 +cancelled", everything)


def test_practice_is_assigned_and_ended(terminal: Terminal, person: str) -> None:
    options = ("--days", "mon, Fri", "--at", "7:30", "--times", "2")
    assigned = terminal.run("calendar", "assign", person, "long_exhale", *options)
    assert re.search(rf"{person} +long_exhale +mon,fri +07:30 +2 a day", assigned.stdout), assigned.stderr
    ended = terminal.run("calendar", "end", first_id(assigned.stdout))
    assert ended.stdout.endswith("has ended.\n")
    assert "No practice is assigned." in terminal.run("calendar", "list").stdout


def test_time_zone_quiet_hours_and_snooze_are_set_and_shown(terminal: Terminal, person: str) -> None:
    assert terminal.run("calendar", "set", person).stdout.splitlines() == [
        "time zone    America/New_York",
        "quiet hours  21:00-08:00",
        "reminders    on",
    ]
    own = ("--time-zone", "Europe/Madrid", "--quiet", "22:00-09:30", "--no-reminders", "--snooze-days", "2")
    shown = terminal.run("calendar", "set", person, *own).stdout.splitlines()
    assert shown[:2] == ["time zone    Europe/Madrid", "quiet hours  22:00-09:30"]
    assert re.fullmatch(r"reminders    off, none before \d{4}-\d\d-\d\d \d\d:\d\d", shown[2])
    back = ("--time-zone", "default", "--quiet", "default", "--reminders", "--snooze-days", "0")
    assert terminal.run("calendar", "set", person, *back).stdout == terminal.run("calendar", "set", person).stdout
    assert "America/New_York" in terminal.run("calendar", "set", person).stdout


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("add", "nobody", "group", "2099-03-04T10:00"), "there is no such participant"),
        (("add", "PERSON", "group", "2001-03-04T10:00"), "is over"),
        (("assign", "PERSON", "long_exhail"), "there is no script `long_exhail`; there are"),
        (("set", "PERSON", "--time-zone", "Mars/Base", "--no-reminders"), "'Mars/Base' is no time zone"),
        (("set", "PERSON", "--quiet", "night"), "are no quiet hours; write them as 21:00-08:00"),
        (("cancel", "zz"), "there is no such session"),
        (("end", "zz"), "there is no such assignment"),
        (("quiet", "--seen", "zz"), "there is no such line"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_changes_nothing(
    terminal: Terminal, person: str, arguments: tuple[str, ...], fault: str
) -> None:
    done = terminal.run("calendar", *(person if one == "PERSON" else one for one in arguments))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("interlude: ")
    assert fault in done.stderr
    assert terminal.run("calendar", "set", person).stdout.splitlines()[0] == "time zone    America/New_York"
    assert terminal.run("calendar", "set", person).stdout.splitlines()[2] == "reminders    on"


def test_who_stays_quiet_is_listed_until_somebody_has_seen_to_it(
    terminal: Terminal, database: Database, person: str
) -> None:
    assert terminal.run("calendar", "quiet").stdout == "Nobody stays quiet.\n"
    with database.transaction() as tx:
        times = {"due_at": now(), "about_at": now() - timedelta(days=9, hours=1)}
        reminders.add(tx, person, "staff_quiet:1", "staff_quiet", state=reminders.WAITING, **times)
    shown = terminal.run("calendar", "quiet").stdout
    assert re.search(rf"{person} +no message +9 days", shown)
    assert terminal.run("calendar", "quiet", "--seen", first_id(shown)).stdout.endswith("is off the list.\n")
    assert terminal.run("calendar", "quiet").stdout == "Nobody stays quiet.\n"


@pytest.mark.parametrize("command", [("check", "--scripts"), ("run",)])
def test_a_fault_in_the_reminders_is_named_with_its_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    path = data / "stories" / "reminders.yml"
    path.write_text(path.read_text().replace("script: after_session", "script: after"))
    line = next(n for n, one in enumerate(path.read_text().splitlines(), 1) if one == "  script: after")
    shown = Terminal(tmp_path / "state", {"INTERLUDE_DATA": str(data)}).run(*command)
    assert shown.returncode == 1
    assert f"{path}:{line}: `script` names no script" in shown.stderr


def test_a_reminder_that_must_never_be_said_is_named(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    path = data / "stories" / "reminders.yml"
    path.write_text(path.read_text().replace("A few minutes are enough.", "Cheer up."))
    shown = Terminal(tmp_path / "state", {"INTERLUDE_DATA": str(data)}).run("check", "--scripts")
    assert shown.returncode == 1
    assert f"{path}:" in shown.stderr
    assert '"cheer up" plays down what somebody feels' in shown.stderr
