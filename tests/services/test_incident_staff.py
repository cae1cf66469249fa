"""Taking and resolving: one owner, and every other try is refused and kept."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.db import outbox
from bot.db.database import Database, DatabaseUnavailable
from bot.services import incidents
from bot.services.incidents import (
    AlreadyAcknowledged,
    AlreadyResolved,
    IncidentRow,
    NoNote,
    NotAcknowledged,
    NotAllowed,
    NotFound,
    Refused,
    Stale,
)
from tests.clock import Clock
from tests.services.duty import Team

CANARY = "purple canary phrase"


def outcome(call: Callable[[], IncidentRow]) -> str:
    try:
        return call().acknowledged_by or ""
    except Refused as refusal:
        return refusal.code


def test_acknowledging_gives_it_an_owner_and_stops_the_pages(team: Team, clock: Clock) -> None:
    row = team.raised()
    team.deliver(fails=frozenset({"ana_email"}), permanent=False)
    row = team.acknowledge(row, "ben")
    assert (row.state, row.acknowledged_by, row.acknowledged_at) == ("acknowledged", "ben", clock.moment)
    assert [one.state for one in team.notices(row)] == ["sent", "dropped"]
    clock.move(minutes=20)
    assert (team.climb(), team.deliver()) == (0, [])
    assert team.events(row)[-1] == ("acknowledged", "ben", None)


def test_the_participant_is_told_that_somebody_has_seen_it(team: Team) -> None:
    row = team.raised()
    with team.database.reading() as tx:
        assert outbox.unsent(tx, team.chat.id) == []
    team.acknowledge(row)
    with pytest.raises(AlreadyAcknowledged):
        team.acknowledge(row, "ben")
    with team.database.reading() as tx:
        assert [message.body for message in outbox.unsent(tx)] == team.desk.texts.seen("en")


def test_racing_acknowledgements_have_one_owner(team: Team) -> None:
    row = team.raised()
    people = ["ana", "ben", "cleo"] * 4
    barrier = Barrier(len(people))

    def race(person: str) -> str:
        barrier.wait()
        return outcome(lambda: team.acknowledge(row, person))

    with ThreadPoolExecutor(len(people)) as pool:
        outcomes = list(pool.map(race, people))
    [owner] = [one for one in outcomes if one in ("ana", "ben", "cleo")]
    assert outcomes.count("already_acknowledged") == len(people) - 1
    assert team.now(row).acknowledged_by == owner
    events = [event for event, *_ in team.events(row)]
    assert (events.count("acknowledged"), events.count("ack_refused")) == (1, len(people) - 1)
    with team.database.reading() as tx:
        assert len(outbox.unsent(tx)) == 1


def test_a_replay_is_refused_and_kept(team: Team) -> None:
    row = team.acknowledge(team.raised())
    with pytest.raises(AlreadyAcknowledged) as refused:
        team.acknowledge(row)
    assert refused.value.owner == "ana"
    assert team.events(row)[-1] == ("ack_refused", "ana", "already_acknowledged")


def test_who_looked_before_it_changed_is_refused(team: Team) -> None:
    row = team.checked()
    team.raised()
    with pytest.raises(Stale):
        team.acknowledge(row, "ben", seen_version=row.version)
    assert team.events(row)[-1] == ("ack_refused", "ben", "stale")
    assert team.now(row).state == "open"


def test_climbing_does_not_make_anybody_too_late(team: Team, clock: Clock) -> None:
    row = team.raised()
    team.deliver()
    clock.move(minutes=5)
    team.climb()
    team.deliver()
    assert team.acknowledge(row, "ana", seen_version=row.version).acknowledged_by == "ana"


def test_who_is_nobody_of_staff_is_refused_and_what_they_typed_is_not_kept(team: Team) -> None:
    row = team.raised()
    for call in (lambda: team.acknowledge(row, CANARY), lambda: team.resolve(row, CANARY)):
        with pytest.raises(NotAllowed):
            call()
    assert team.events(row)[1:] == [("ack_refused", None, "not_allowed"), ("resolve_refused", None, "not_allowed")]
    assert team.now(row).state == "open"


def test_an_id_that_is_made_up_is_refused_and_kept(team: Team) -> None:
    for forged in ("0" * 32, CANARY, ""):
        with pytest.raises(NotFound):
            incidents.acknowledge(team.database, team.desk, forged, "ana")
    assert team.events(None) == [("ack_refused", "ana", "not_found")] * 3


def test_a_resolution_needs_an_owner_and_a_note(team: Team, clock: Clock) -> None:
    row = team.raised()
    with pytest.raises(NotAcknowledged):
        team.resolve(row)
    team.acknowledge(row)
    with pytest.raises(NoNote):
        team.resolve(row, note=" \n")
    done = team.resolve(row, "ben", note=f" {CANARY} ")
    assert (done.state, done.resolved_by, done.resolved_at, done.note) == ("resolved", "ben", clock.moment, CANARY)
    for again in (lambda: team.resolve(row), lambda: team.acknowledge(row)):
        with pytest.raises(AlreadyResolved):
            again()
    refused = [detail for event, _, detail in team.events(row) if event.endswith("refused")]
    assert refused == ["not_acknowledged", "no_note", "already_resolved", "already_resolved"]


def test_resolving_a_check_acknowledges_it(team: Team, clock: Clock) -> None:
    row = team.resolve(team.checked())
    assert (row.state, row.acknowledged_by, row.resolved_by) == ("resolved", "ana", "ana")
    assert [event for event, *_ in team.events(row)] == ["opened", "acknowledged", "resolved"]


def test_no_acknowledgement_without_commit(team: Team) -> None:
    row = team.raised()
    other = Database(str(team.database.engine.url) + "?timeout=0.05", team.database.keys)
    with team.database.transaction(), pytest.raises(DatabaseUnavailable):
        incidents.acknowledge(other, team.desk, row.id, "ana")
    other.close()
    assert team.now(row).state == "open"


def test_reading_the_words_is_kept(team: Team) -> None:
    row = team.raised(f"message:{team.wrote(CANARY)}:high_distress")
    assert incidents.read_words(team.database, row.id, "ben") == CANARY
    assert team.events(row)[-1] == ("words_read", "ben", None)


def test_what_no_message_caused_has_no_words(team: Team) -> None:
    row = team.raised("drill:7")
    assert incidents.read_words(team.database, row.id, "ben") is None
    assert len(team.events(row)) == 1


def test_the_first_digits_of_an_id_are_enough(team: Team) -> None:
    row = team.raised()
    assert incidents.get_incident(team.database, row.id[:8]) == row
    for wrong in ("", "%", "zz"):
        with pytest.raises(NotFound):
            incidents.get_incident(team.database, wrong)


def test_incidents_are_listed_newest_first(team: Team) -> None:
    first, second = team.raised("message:1"), team.raised("message:2")
    assert incidents.list_incidents(team.database) == [second, first]
    team.acknowledge(first)
    assert [row.id for row in incidents.list_incidents(team.database, "open")] == [second.id]
