from __future__ import annotations

import pytest

from bot.db.notices import REMINDER
from bot.services import incidents
from bot.services.incidents import IncidentRow, Refused, State
from tests.clock import Clock
from tests.services.duty import Team


def hand_over(team: Team, row: IncidentRow, by: str = "ana", to: str = "ben") -> IncidentRow:
    """Committed after a refusal, too, as pages do it."""
    refused: Refused | None = None
    with team.database.transaction() as tx:
        try:
            return incidents.hand_over_within(tx, team.desk, row.id, by, to)
        except Refused as refusal:
            refused = refusal
    raise refused


@pytest.fixture
def taken(team: Team, clock: Clock) -> IncidentRow:
    row = team.raised()
    team.deliver()
    return team.acknowledge(row)


def test_the_new_owner_has_it_and_is_told_at_once(team: Team, taken: IncidentRow) -> None:
    row = hand_over(team, taken)
    assert (row.acknowledged_by, row.state) == ("ben", State.ACKNOWLEDGED)
    assert incidents.remind(team.database, team.desk) == 1
    assert [one.channel for one in team.notices(row, REMINDER)] == ["ben_sms"]
    assert team.events(row)[-2] == ("handed_over", "ana", "to ben")


def test_a_colleague_may_take_it_from_who_cannot_see_to_it(team: Team, taken: IncidentRow) -> None:
    assert hand_over(team, taken, by="cleo", to="cleo").acknowledged_by == "cleo"


@pytest.mark.parametrize(("by", "to"), [("ana", "nobody"), ("nobody", "ben"), ("ana", "ana")])
def test_it_goes_to_somebody_else_of_its_own_rota(team: Team, taken: IncidentRow, by: str, to: str) -> None:
    with pytest.raises(Refused):
        hand_over(team, taken, by, to)
    assert team.now(taken) == taken
    assert team.events(taken)[-1][0] == "hand_over_refused"


def test_what_nobody_has_taken_or_what_is_resolved_is_not_handed_over(team: Team, clock: Clock) -> None:
    row = team.raised()
    with pytest.raises(Refused):
        hand_over(team, row)
    team.acknowledge(row)
    team.resolve(row)
    with pytest.raises(Refused):
        hand_over(team, row)


def test_a_button_of_before_is_stale_after_it(team: Team, taken: IncidentRow) -> None:
    hand_over(team, taken)
    with team.database.transaction() as tx, pytest.raises(incidents.Stale):
        incidents.resolve_within(tx, team.desk, taken.id, "ana", "done", taken.version)
