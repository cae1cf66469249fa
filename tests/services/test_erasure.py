"""What goes and what stays when somebody erases their data; and that it goes from the files, too."""

from __future__ import annotations

import pytest

from bot.db import chats, participants
from bot.db.database import Database
from bot.db.tables import metadata
from bot.scripts.library import Library
from bot.services import erasure, incidents, reminders
from bot.services.care.legal_holds import lay_hold, lift_hold
from bot.services.incidents import State
from bot.settings import read_settings
from tests.clock import Clock
from tests.services.enrolling import Newcomer
from tests.services.life import NAME, PLACE, SAID, WRITTEN, Life, filled, rows

KEPT = {
    "participant": "that there was one; emptied",
    "chat": "where it was, so that nobody is known by it; emptied",
    "incident": "what staff had to do, and when; its note is staff's",
    "incident_event": "the same",
    "incident_note": "what staff noted about it",
    "notice": "whom it reached",
    "legal_hold": "that the law asked for the data, why, and who said so",
    "audit": "who of staff read and changed what; by the pseudonym",
}
"""Of what belongs to a participant. Ids, codes and times; the line to staff stands in `reminder`."""
NOBODYS = {"script_version", "key_check", "heartbeat", "therapy_group"}
STAFFS = {"staff", "staff_link", "staff_session", "recovery_code", "sign_in_attempt"}
STAYS = {*KEPT, *NOBODYS, *STAFFS}
ABOUT_SOMEBODY = ("participant_id", "chat_id", "run_id", "message_id", "incident_id", "sender_id", "subject")
"""Columns by which a row is somebody's."""


@pytest.fixture
def life(database: Database, library: Library, clock: Clock) -> Life:
    return Life(database, library)


def in_files(database: Database, secrets: set[bytes]) -> int:
    """How many of these the database's files hold."""
    assert database.file is not None
    files = [path.read_bytes() for path in database.file.parent.glob(f"{database.file.name}*")]
    return sum(any(secret in file for file in files) for secret in secrets)


def staffs(life: Life) -> set[bytes]:
    """Sealed values that are staff's, or that staff wrote where it has to be kept."""
    kept = {"incident": "note", "incident_note": "body", "legal_hold": "reason", "therapy_group": "name"}
    found = {row[column] for table, column in kept.items() for row in rows(life.database, table)}
    own = {value for table in (*STAFFS, "audit") for row in rows(life.database, table) for value in row.values()}
    return found | {value for value in own if isinstance(value, bytes)}


def test_something_is_stored_in_every_table_so_that_none_is_forgotten(life: Life) -> None:
    """A new table needs a row in ``life`` and a decision whether erasing and exporting touch it."""
    assert set(filled(life.database)) == set(metadata.tables)


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_each_table_of_a_participant_is_erased_or_kept_for_a_reason(life: Life, name: str) -> None:
    """A new table with a column of ABOUT_SOMEBODY has to be in ``erasures``, or in KEPT with its reason."""
    table = metadata.tables[name]
    of_somebody = any(column in table.c for column in ABOUT_SOMEBODY) or name in ("participant", "chat", "incident")
    if not of_somebody:
        assert name in NOBODYS | STAFFS | {"enrolment_attempt"}
        return
    life.resolve()
    life.erase()
    left = [row for row in rows(life.database, name) if row.get("kind") != erasure.erasures.STAFF_LINE]
    assert bool(left) is (name in KEPT)


def test_everything_goes_but_what_names_nobody(life: Life) -> None:
    life.resolve()
    life.erase()
    assert set(filled(life.database)) == STAYS | {"reminder"}
    assert [row["kind"] for row in rows(life.database, "reminder")] == [erasure.erasures.STAFF_LINE]
    [who] = rows(life.database, "participant")
    assert who["id"] == life.id
    assert [who[name] for name in ("name", "time_zone", "quiet_from", "quiet_to", "wants_reminders")] == [None] * 5
    assert [who[name] for name in ("cautions", "discharged_at", "aftercare_until")] == [None] * 3
    assert who["phase"] == "iop", "as everybody's, until it is set"
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
    kept = staffs(life)
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
    assert in_files(life.database, life.sealed - staffs(life)) == 0


def test_every_connection_overwrites_what_is_deleted(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1


# While an alert is open


def test_an_open_incident_is_not_lost_and_staff_can_still_reach_the_person(life: Life) -> None:
    life.erase()
    assert set(filled(life.database)) == STAYS | {"reminder", "caseload"}, "whoever looks after them still sees it"
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
    assert in_files(life.database, life.sealed - staffs(life)) == 0


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


def lay(life: Life) -> str:
    [lee] = [row["id"] for row in rows(life.database, "staff")]
    with life.database.transaction() as tx:
        return lay_hold(tx, life.id, lee, "a court asked for it")


def lift(life: Life, hold: str) -> None:
    with life.database.transaction() as tx:
        lift_hold(tx, hold, rows(life.database, "staff")[0]["id"])


def test_a_legal_hold_keeps_everything_until_the_last_is_lifted(life: Life) -> None:
    first, second = lay(life), lay(life)
    before = filled(life.database)
    for hold in (first, second):
        with pytest.raises(erasure.MustBeKept), life.database.transaction() as tx:
            erasure.erase(tx, life.id)
        assert filled(life.database) == before
        lift(life, hold)
    life.resolve()
    life.erase()
    assert set(filled(life.database)) == STAYS | {"reminder"}


def test_a_hold_laid_while_an_alert_is_open_keeps_who_it_was(life: Life) -> None:
    life.erase()
    hold = lay(life)
    life.resolve()
    assert erasure.finish(life.database) == 0
    with life.database.reading() as tx:
        found = participants.get(tx, life.id)
    assert found is not None
    assert found.name == NAME
    lift(life, hold)
    assert erasure.finish(life.database) == 1


def test_the_chat_says_truthfully_that_data_has_to_be_kept(life: Life) -> None:
    """At once, without a question that would come to nothing; and to a question that was asked before."""
    life.person.types("delete")
    asked = list(life.person.seen)
    hold = lay(life)
    before = filled(life.database)
    answer = life.person.types("delete")
    assert life.person.titles() == []
    assert "has to keep your data for now" in life.person.texts()[0]
    assert not answer.erased
    life.person.seen = asked
    assert not life.person.presses("Erase everything").erased
    assert "has to keep your data for now" in life.person.texts()[0]
    assert filled(life.database) == before
    lift(life, hold)
    life.erase()
    assert life.person.last is not None
    assert life.person.last.erased


def test_the_account_can_be_enrolled_again_as_somebody_new(life: Life) -> None:
    life.resolve()
    life.erase()
    again = Newcomer(life.database, PLACE)
    assert again.enrols().participant_id != life.id
    assert again.decisions() == []
