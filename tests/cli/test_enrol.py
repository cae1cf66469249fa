"""``interlude enrol``: a link and its picture, for whoever may see them."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from bot.db.database import Database
from bot.services.enrolment import begin
from bot.services.reception import Reception
from tests.cli.terminal import Terminal
from tests.services import duty
from tests.services.enrolling import chat_words
from tests.services.life import filled

LINK = re.compile(r"https://t\.me/(\w+)\?start=([A-Za-z0-9_-]{22,64})")


@pytest.fixture
def terminal(database: Database) -> Terminal:
    assert database.file is not None
    return Terminal(database.file.parent, {"TELEGRAM_BOT_USERNAME": "my_program_bot"})


def field(shown: str, name: str) -> str:
    return next(line.split(": ", 1)[1] for line in shown.splitlines() if line.startswith(f"{name}: "))


def test_it_prints_a_link_that_binds_and_writes_a_picture_for_the_owner_alone(
    terminal: Terminal, database: Database
) -> None:
    done = terminal.run("enrol", "--name", "Robin", "--language", "es", "--time-zone", "America/Bogota")
    assert (done.returncode, done.stderr) == (0, "")
    link = LINK.search(done.stdout)
    assert link is not None
    assert link[1] == "my_program_bot"
    picture = Path(field(done.stdout, "Picture"))
    assert stat.S_IMODE(picture.stat().st_mode) == 0o600
    assert picture.read_text().lstrip().startswith("<?xml")
    begun = begin(database, Reception(chat_words(), duty.desk()), address="1", code=link[2])
    assert begun.chat is not None
    assert (begun.chat.participant_id, begun.chat.language) == (field(done.stdout, "Participant"), "es")


def test_a_new_link_for_the_same_participant_voids_the_older_one(terminal: Terminal, database: Database) -> None:
    first = terminal.run("enrol", "--name", "Robin")
    who = field(first.stdout, "Participant")
    second = terminal.run("enrol", "--participant", who)
    assert field(second.stdout, "Participant") == who
    reception, codes = Reception(chat_words(), duty.desk()), []
    for done in (first, second):
        link = LINK.search(done.stdout)
        assert link is not None
        codes.append(link[2])
    bound = [begin(database, reception, address=code, code=code).chat is not None for code in codes]
    assert bound == [False, True]
    assert filled(database)["participant"] == 1


def test_the_picture_can_be_a_png_where_one_says(terminal: Terminal, tmp_path: Path) -> None:
    picture = tmp_path / "link.png"
    picture.write_text("older, readable by all")
    done = terminal.run("enrol", "--name", "Robin", "--bot", "@other_bot", "--qr", str(picture))
    assert done.returncode == 0, done.stderr
    assert "https://t.me/other_bot?start=" in done.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert stat.S_IMODE(picture.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((), "give --name for a new participant"),
        (("--name", "  "), "give --name for a new participant"),
        (("--name", "Robin", "--participant", "1"), "give --name for a new participant"),
        (("--participant", "0" * 32), "there is no participant with this id"),
        (("--name", "Robin", "--language", "fr"), "'fr' is not spoken"),
        (("--name", "Robin", "--time-zone", "Mars/North"), "is no time zone"),
        (("--name", "Robin", "--time-zone", "../../etc/passwd"), "is no time zone"),
        (("--name", "Robin", "--days", "0"), "0"),
        (("--name", "Robin", "--bot", "not a bot"), "username has 4 to 32"),
        (("--name", "Robin", "--qr", "link.gif"), "name a .svg or .png"),
        (("--name", "Robin", "--qr", "/nowhere/at/all/link.svg"), "name a .svg or .png"),
    ],
)
def test_a_slip_is_said_clearly_and_stores_nothing(
    terminal: Terminal, database: Database, arguments: tuple[str, ...], fault: str
) -> None:
    done = terminal.run("enrol", *arguments)
    assert done.returncode != 0
    assert fault in done.stderr
    assert "Traceback" not in done.stderr
    assert "participant" not in filled(database)


def test_without_a_bots_name_it_says_what_to_set(terminal: Terminal, database: Database) -> None:
    del terminal.environment["TELEGRAM_BOT_USERNAME"]
    done = terminal.run("enrol", "--name", "Robin")
    assert done.returncode == 1
    assert "give --bot or set TELEGRAM_BOT_USERNAME" in done.stderr
    assert "participant" not in filled(database)
