"""Staff take and resolve incidents from the terminal; words are shown only where it is kept who read them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.cli.incident_table import age
from bot.db import ids
from bot.db.database import Database
from bot.services.setup import open_desk
from bot.settings import ROOT, read_settings
from tests.cli.terminal import Terminal
from tests.clock import Clock
from tests.db.people import stored_chat
from tests.services.duty import Team

CANARY = "purple canary [phrase]"


@pytest.fixture
def state(database: Database) -> Path:
    assert database.file is not None
    return database.file.parent


@pytest.fixture
def terminal(state: Path) -> Terminal:
    return Terminal(state)


@pytest.fixture
def team(database: Database, state: Path) -> Team:
    """Works by the escalation file of this checkout."""
    return Team(database, stored_chat(database), open_desk(read_settings({"INTERLUDE_STATE": str(state)})))


def test_the_list_shows_what_is_open_and_no_words(terminal: Terminal, team: Team) -> None:
    row = team.raised(f"message:{team.wrote(CANARY)}", kind="self_harm")
    drill = team.raised("drill:1", kind="drill", drill=True)
    done = team.resolve(team.acknowledge(team.raised("message:3"), "alex"), "alex")
    for arguments in ((), ("list",)):
        shown = terminal.run("incidents", *arguments)
        assert (shown.returncode, shown.stderr) == (0, "")
        assert row.id[:8] in shown.stdout
        assert "self_harm" in shown.stdout
        assert f"{drill.id[:8]}" in shown.stdout
        assert "DRILL drill" in shown.stdout
        assert done.id[:8] not in shown.stdout
        assert "canary" not in shown.stdout
    assert done.id[:8] in terminal.run("incidents", "list", "--all").stdout
    assert "Alex Example" in terminal.run("incidents", "list", "--state", "resolved").stdout


def test_json_has_one_incident_a_line(terminal: Terminal, team: Team) -> None:
    first, second = team.raised("message:1"), team.checked("message:2")
    shown = [json.loads(line) for line in terminal.run("incidents", "list", "--format", "json").stdout.splitlines()]
    assert [(one["incident"], one["level"]) for one in shown] == [(second.id, "check"), (first.id, "page")]


def test_an_empty_list_says_so(terminal: Terminal, team: Team) -> None:
    assert terminal.run("incidents").stdout == "Nothing is open.\n"


def test_show_has_the_words_and_keeps_who_read_them(terminal: Terminal, team: Team) -> None:
    row = team.raised(f"message:{team.wrote(CANARY)}")
    shown = terminal.run("incidents", "show", row.id[:6], "--by", "sam")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"words  {CANARY}" in shown.stdout
    assert "words_read by Sam Example" in shown.stdout
    assert team.events(row)[-1] == ("words_read", "sam", None)
    terminal.run("incidents", "show", row.id)
    event, actor, _ = team.events(row)[-1]
    assert (event, (actor or "").split()[0]) == ("words_read", "login")


def test_who_is_nobody_reads_nothing(terminal: Terminal, team: Team) -> None:
    row = team.raised(f"message:{team.wrote(CANARY)}")
    shown = terminal.run("incidents", "show", row.id, "--by", "nobody")
    assert (shown.returncode, shown.stdout) == (1, "")
    assert "`nobody` is nobody of `people`" in shown.stderr
    assert len(team.events(row)) == 1


def test_acknowledge_takes_several_and_names_those_it_could_not(terminal: Terminal, team: Team) -> None:
    first, second = team.raised("message:1"), team.raised("message:2")
    team.acknowledge(second, "sam")
    shown = terminal.run("incidents", "acknowledge", first.id[:10], second.id, "no-such-id", "--by", "alex")
    assert shown.returncode == 1
    assert f"{first.id} is yours, Alex Example." in shown.stdout
    assert f"{second.id}: sam has acknowledged it" in shown.stderr
    assert "no-such-id: there is no such incident" in shown.stderr
    assert "Traceback" not in shown.stderr
    assert (team.now(first).acknowledged_by, team.now(second).acknowledged_by) == ("alex", "sam")
    assert team.events(None) == [("ack_refused", "alex", "not_found")]


def test_resolve_closes_with_a_note(terminal: Terminal, team: Team) -> None:
    row = team.raised()
    early = terminal.run("incidents", "resolve", row.id, "--by", "alex", "--note", "called")
    assert (early.returncode, early.stderr) == (1, "interlude: acknowledge it first\n")
    terminal.run("incidents", "acknowledge", row.id, "--by", "alex")
    done = terminal.run("incidents", "resolve", row.id, "--by", "alex", "--note", "called, safe")
    assert (done.returncode, done.stdout) == (0, f"{row.id} is resolved.\n")
    assert team.now(row).note == "called, safe"
    assert "note  called, safe" in terminal.run("incidents", "show", row.id).stdout


def test_resolve_needs_a_note_and_a_person(terminal: Terminal, team: Team) -> None:
    row = team.acknowledge(team.raised(), "alex")
    for arguments in (("--by", "alex"), ("--note", "called"), ("--by", "somebody", "--note", "called")):
        assert terminal.run("incidents", "resolve", row.id, *arguments).returncode != 0
    assert team.now(row).state == "acknowledged"


def test_check_names_the_line_of_a_fault_in_the_escalation_file(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    path = data / "safety" / "escalation.yml"
    path.write_text(path.read_text().replace("fallback: [lead]", "fallback: [leed]"))
    shown = Terminal(tmp_path / "state", {"INTERLUDE_DATA": str(data)}).run("check")
    assert shown.returncode == 1
    assert f"{path}:" in shown.stderr
    assert "`leed` is nobody of `people`" in shown.stderr


def test_ages_read_well(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(ids, "clock", clock)
    begun, ages = clock.moment, []
    for seconds in (5, 55, 600, 3 * 3600, 3 * 86400):
        clock.move(seconds=seconds)
        ages.append(age(begun))
    assert ages == ["5 s", "1 min", "11 min", "3 h 11 min", "3 days"]
