"""What goes and what stays when somebody erases their data; and that it goes from the files, too."""

from __future__ import annotations

import pytest

from bot.db import chats, participants
from bot.db.database import Database
from bot.db.tables import metadata
from bot.scripts.library import Library
from bot.services import erasure, incidents, reminders
from bot.services.incidents import State
from bot.settings import read_settings
from tests.clock import Clock
from tests.services.enrolling import Newcomer
from tests.services.life import NAME, PLACE, SAID, WRITTEN, Life, filled, rows

STAYS = {"participant", "chat", "incident", "incident_event", "notice", "script_version", "key_check", "heartbeat"}
"""Ids, codes and times; the line to staff stands in `reminder`."""


@pytest.fixture
def life(database: Database, library: Library, clock: Clock) -> Life:
    return Life(database, library)


def in_files(database: Database, secrets: set[bytes]) -> int:
    """How many of these the database's files hold."""
    assert database.file is not None
    files = [path.read_bytes() for path in database.file.parent.glob(f"{database.file.name}*")]
    return sum(any(secret in file for file in files) for secret in secrets)


def test_something_is_stored_in_every_table_so_that_none_is_forgotten(life: Life) -> None:
    """A new table needs a row in ``life`` and a decision whether erasing and exporting touch it."""
    assert set(filled(life.database)) == set(metadata.tables)


def test_everything_goes_but_what_names_nobody(life: Life) -> None:
    life.resolve()
    life.erase()
    assert set(filled(life.database)) == STAYS | {"reminder"}
    assert [row["kind"] for row in rows(life.database, "reminder")] == [erasure.erasures.STAFF_LINE]
    [who] = rows(life.database, "participant")
    assert who["id"] == life.id
    assert [who[name] for name in ("name", "time_zone", "quiet_from", "quiet_to", "wants_reminders")] == [None] * 5
    with life.database.reading() as tx:
        assert chats.find(tx, "telegram", PLACE) is None
        assert chats.place_of(tx, life.team.chat.id) == ("telegram", "")


def test_another_participant_keeps_everything(life: Life) -> None:
    neighbour = Newcomer(life.database, "neighbour")
    neighbour.enrols()
    neighbour.agrees()
    said, decided = len(neighbour.outbox()), neighbour.decisions()
    life.erase()
    assert (len(neighbour.outbox()), neighbour.decisions()) == (said, decided)
    assert neighbour.chat.left_at is None


def test_no_sealed_word_is_left_in_the_file_or_its_log(life: Life) -> None:
    """Sealed words, those written over meanwhile included: a key that leaks later opens nothing."""
    life.resolve()
    kept = {row["note"] for row in rows(life.database, "incident")}
    assert in_files(life.database, life.sealed) > 10
    life.erase()
    assert erasure.clean(life.database)
    assert in_files(life.database, life.sealed - kept) == 0
    life.database.close()
    assert in_files(life.database, life.sealed - kept) == 0
    assert in_files(life.database, {word.encode() for word in (SAID, WRITTEN, NAME, PLACE)}) == 0


def test_the_log_is_emptied_later_when_somebody_reads_it(life: Life) -> None:
    life.resolve()
    with life.database.reading() as tx:
        participants.get(tx, life.id)
        life.erase()
        assert not erasure.clean(life.database)
    assert erasure.clean(life.database)
    assert in_files(life.database, life.sealed - {row["note"] for row in rows(life.database, "incident")}) == 0


def test_every_connection_overwrites_what_is_deleted(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1


# While an alert is open


def test_an_open_incident_is_not_lost_and_staff_can_still_reach_the_person(life: Life) -> None:
    life.erase()
    assert set(filled(life.database)) == STAYS | {"reminder"}
    row = life.team.now(life.incident)
    assert (row.state, row.resolved_at, row.opened_at) == (State.OPEN, None, life.incident.opened_at)
    assert incidents.read_words(life.database, row.id, "ana") is None
    assert ("person_erased", None, None) in life.team.events(row)
    with life.database.reading() as tx:
        found = participants.get(tx, life.id)
        assert found is not None
        assert found.name == NAME
        assert chats.place_of(tx, life.team.chat.id) == ("telegram", PLACE)
        assert chats.find(tx, "telegram", PLACE) is None
    assert erasure.finish(life.database) == 0


def test_who_it_was_goes_when_the_last_alert_is_resolved(life: Life) -> None:
    second = life.team.checked("message:2", kind="self_harm")
    life.erase()
    life.resolve()
    assert erasure.finish(life.database) == 0
    life.team.resolve(second)
    assert (erasure.finish(life.database), erasure.finish(life.database)) == (1, 0)
    with life.database.reading() as tx:
        found = participants.get(tx, life.id)
        assert found is not None
        assert found.name is None
        assert chats.place_of(tx, life.team.chat.id) == ("telegram", "")
    assert set(filled(life.database)) == STAYS | {"reminder"}, "what was said to them since is gone as well"
    assert in_files(life.database, life.sealed) == 0


def test_an_open_alert_still_climbs_after_the_erasure(life: Life, clock: Clock) -> None:
    life.erase()
    clock.move(minutes=6)
    assert life.team.climb() >= 1
    assert "ben_sms" in life.team.deliver()


def test_a_question_nobody_answered_pages_although_the_words_are_gone(life: Life, clock: Clock) -> None:
    life.resolve()
    check = life.team.checked("message:7", kind="passive_ideation")
    life.erase()
    clock.move(minutes=6)
    incidents.promote_silent(life.database, life.team.desk)
    assert life.team.now(check).level == "page"


def test_nobody_is_asked_how_they_are_after_they_have_erased(life: Life, clock: Clock) -> None:
    life.resolve()
    life.erase()
    clock.move(hours=24)
    assert incidents.follow_up(life.database, life.team.desk) == 0


def test_a_drill_keeps_nobodys_name(life: Life) -> None:
    life.resolve()
    life.team.raised("drill:1", kind="drill", drill=True)
    life.erase()
    with life.database.reading() as tx:
        found = participants.get(tx, life.id)
    assert found is not None
    assert found.name is None


# Staff, and the law


def test_staff_get_one_line_and_no_page(life: Life) -> None:
    life.resolve()
    life.team.deliver()
    life.erase()
    [line] = reminders.staff_lines(life.database)
    assert (line.kind, line.participant_id) == ("staff_erased", life.id)
    assert life.team.deliver() == []


def test_the_line_stays_until_staff_have_seen_it(life: Life, library: Library) -> None:
    life.resolve()
    life.erase()
    rules = reminders.open_rules(read_settings({}), library)
    reminders.look_for_silence(life.database, rules)
    [line] = reminders.staff_lines(life.database)
    reminders.line_seen(life.database, line.id)
    assert reminders.staff_lines(life.database) == []


def test_a_legal_hold_keeps_everything(life: Life) -> None:
    before = filled(life.database)
    with pytest.raises(erasure.MustBeKept), life.database.transaction() as tx:
        erasure.erase(tx, life.id, on_hold=lambda _tx, who: who == life.id)
    assert filled(life.database) == before
    life.erase()
    life.resolve()
    assert erasure.finish(life.database, on_hold=lambda _tx, _who: True) == 0
    with life.database.reading() as tx:
        found = participants.get(tx, life.id)
    assert found is not None
    assert found.name == NAME


def test_the_account_can_be_enrolled_again_as_somebody_new(life: Life) -> None:
    life.resolve()
    life.erase()
    again = Newcomer(life.database, PLACE)
    assert again.enrols().participant_id != life.id
    assert again.decisions() == []
