from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.db.database import Database
from bot.db.ids import now
from bot.scripts.library import Library
from tests.cli.terminal import Terminal
from tests.db.people import stored_chat
from tests.services.practising import Person, tiny_library

CANARY = "purple canary phrase"
KEYS = "1:" + "QUFB" * 10 + "QUE="
COLUMNS = [
    *("run", "participant", "script", "version", "origin", "status", "step", "started", "ended"),
    *("distress_before", "distress_after", "helped", "trigger"),
]


@pytest.fixture
def terminal(database: Database) -> Terminal:
    """A terminal on the state folder of the database fixture."""
    return Terminal(Path(database.engine.url.database).parent)


@pytest.fixture
def person(database: Database, library: Library, tmp_path: Path) -> Person:
    """Somebody with a finished and an open run."""
    one = Person(database, tiny_library(tmp_path, library), stored_chat(database))
    one.begin()
    one.say("7", CANARY, "ok", "4", "home", "share")
    one.begin()
    return one


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_json_has_one_run_a_line_newest_first(terminal: Terminal, person: Person) -> None:
    done = terminal.run("log", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    newest, oldest = rows(done.stdout)
    assert list(newest) == COLUMNS
    assert (newest["status"], newest["ended"], newest["distress_before"]) == ("open", None, None)
    assert (oldest["status"], oldest["script"], oldest["step"]) == ("finished", "tiny", "share")
    assert (oldest["distress_before"], oldest["distress_after"], oldest["trigger"]) == (7, 4, "home")
    assert oldest["participant"] == person.chat.participant_id
    assert str(oldest["started"]).endswith("+00:00")


def test_csv_has_a_header_and_the_same_rows(terminal: Terminal, person: Person) -> None:
    table = csv.DictReader(io.StringIO(terminal.run("log", "--format", "csv").stdout))
    assert table.fieldnames == COLUMNS
    newest, oldest = list(table)
    assert (newest["status"], newest["distress_before"]) == ("open", "")
    assert (oldest["distress_before"], oldest["trigger"]) == ("7", "home")


def test_the_table_is_for_reading(terminal: Terminal, person: Person) -> None:
    shown = terminal.run("log").stdout.splitlines()
    assert shown[0].split() == ["started", "participant", "script", "status", "step", "before", "after", "helped"]
    assert shown[1].split()[-4:] == ["before", "–", "–", "–"]
    assert shown[2].split()[-5:] == ["finished", "share", "7", "4", "–"]


def test_no_format_shows_what_was_written(terminal: Terminal, person: Person) -> None:
    for style in ("table", "json", "csv"):
        assert CANARY not in terminal.run("log", "--format", style).stdout


def test_runs_of_one_participant(terminal: Terminal, person: Person) -> None:
    other = Person(person.database, person.library, stored_chat(person.database, "other"))
    run_id = other.begin().run_id
    only = rows(terminal.run("log", "--format", "json", "--participant", other.chat.participant_id).stdout)
    assert [row["run"] for row in only] == [run_id]
    assert rows(terminal.run("log", "--format", "json", "--participant", "nobody").stdout) == []


@pytest.mark.parametrize(("days", "count"), [(-1, 2), (1, 0)])
@pytest.mark.parametrize("style", ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
def test_runs_since_a_moment(terminal: Terminal, person: Person, days: int, count: int, style: str) -> None:
    since = (now() + timedelta(days=days)).strftime(style)
    assert len(rows(terminal.run("log", "--format", "json", "--since", since).stdout)) == count


def test_an_empty_log_says_so(terminal: Terminal) -> None:
    assert terminal.run("log").stdout == "No runs yet.\n"
    assert terminal.run("log", "--format", "json").stdout == ""


def test_an_unknown_format_or_date_is_refused(terminal: Terminal) -> None:
    assert terminal.run("log", "--format", "xml").returncode == 2
    assert terminal.run("log", "--since", "yesterday").returncode == 2


@pytest.mark.parametrize("keys", ["", KEYS])
def test_before_the_first_start_it_says_what_to_do(tmp_path: Path, keys: str) -> None:
    state = tmp_path / "fresh"
    state.mkdir()
    done = Terminal(state, {"INTERLUDE_KEYS": keys}).run("log")
    assert done.returncode == 1
    assert "run `interlude migrate` once" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_gone_is_one_clear_line(tmp_path: Path) -> None:
    gone = {"INTERLUDE_KEYS": KEYS, "DATABASE_URL": f"sqlite:///{tmp_path / 'gone' / 'x.db'}"}
    for command in ("log", "migrate"):
        done = Terminal(tmp_path / "fresh", gone).run(command)
        assert done.returncode == 1
        assert done.stderr.splitlines() == [
            "interlude: the database is locked, full or gone; see DATABASE_URL and INTERLUDE_STATE"
        ]


def test_migrate_makes_what_is_missing_and_can_be_repeated(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "fresh")
    for _ in range(2):
        done = terminal.run("migrate")
        assert (done.returncode, done.stdout) == (0, "The database is up to date.\n")
    assert {"keys", "secret", "interlude.db"} <= {path.name for path in terminal.state.iterdir()}
    assert terminal.run("log").stdout == "No runs yet.\n"


def test_a_setting_that_cannot_be_used_is_one_clear_line(tmp_path: Path) -> None:
    done = Terminal(tmp_path / "fresh", {"INTERLUDE_WEB_PORT": "soon"}).run("log")
    assert done.returncode == 1
    assert done.stderr == "interlude: INTERLUDE_WEB_PORT is 'soon'; write a whole number from 1 to 65535\n"
