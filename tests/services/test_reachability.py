"""A participant whom nobody can write to any more, and who comes back."""

from __future__ import annotations

import pytest

from bot.db import chats, outbox
from bot.db.database import Database
from bot.services import incidents, reachability, reminders
from tests.services.duty import Team


def store(team: Team, text: str) -> None:
    with team.database.transaction() as tx:
        outbox.store(tx, team.chat.id, text, [{"text": text}])


def unsent(database: Database) -> list[str]:
    with database.reading() as tx:
        return [one.body["text"] for one in outbox.unsent(tx)]


def events(team: Team, incident_id: str) -> list[tuple[str, str]]:
    kinds = (reachability.UNREACHABLE, reachability.REACHABLE)
    found = incidents.history(team.database, incident_id)
    return [(one.event, one.detail) for one in found if one.event in kinds]


def test_staff_get_one_line_however_often_it_fails(team: Team) -> None:
    for _ in range(3):
        reachability.lost(team.database, team.chat.id, "blocked")
    [line] = reminders.staff_lines(team.database)
    assert (line.kind, line.participant_id) == (reachability.STAFF_LINE, team.chat.participant_id)
    with team.database.reading() as tx:
        assert chats.unreachable(tx) == ["blocked"]


def test_what_waits_is_given_up(team: Team) -> None:
    store(team, "one")
    reachability.lost(team.database, team.chat.id, "blocked")
    assert unsent(team.database) == []


@pytest.mark.parametrize("code", ["blocked", "deactivated"])
def test_whoever_takes_an_open_incident_sees_that_the_person_cannot_be_written_to(team: Team, code: str) -> None:
    row = team.raised()
    reachability.lost(team.database, team.chat.id, code)
    assert events(team, row.id) == [(reachability.UNREACHABLE, code)]
    with team.database.transaction() as tx:
        reachability.mark_found(tx, team.chat.id)
        reachability.mark_found(tx, team.chat.id)
    assert events(team, row.id) == [(reachability.UNREACHABLE, code), (reachability.REACHABLE, "")]


def test_who_is_back_can_be_written_to_and_lost_again(team: Team) -> None:
    reachability.lost(team.database, team.chat.id, "blocked")
    with team.database.transaction() as tx:
        reachability.mark_found(tx, team.chat.id)
        assert chats.unreachable(tx) == []
    store(team, "two")
    assert unsent(team.database) == ["two"]
