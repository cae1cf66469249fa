"""The ladder climbs until somebody acknowledges, whatever clocks and processes do; reminders and follow-ups."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import update

from bot.db import ids, outbox, tables
from bot.services import incidents
from bot.services.findings import findings
from tests.clock import Clock
from tests.services.duty import FILE, Team, desk


def paged(team: Team, clock: Clock, minutes: int) -> list[str]:
    """Who was told within these minutes, by a worker that looks every minute; what it finds is in order."""
    told = team.deliver()
    for _ in range(minutes):
        clock.move(minutes=1)
        team.climb()
        told += team.deliver()
        assert findings(team.database) == []
    return told


def said(team: Team) -> list[str]:
    with team.database.reading() as tx:
        return [message.body["text"] for message in outbox.unsent(tx, team.chat.id)]


FIRST, SECOND, THIRD = ["ana_email", "ana_sms"], ["ben_sms"], ["ben_sms", "cleo_email"]


def test_it_climbs_and_repeats_the_last_rung_without_end(team: Team, clock: Clock) -> None:
    row = team.raised()
    assert paged(team, clock, 9) == [*FIRST, *SECOND]
    assert paged(team, clock, 1) == THIRD
    assert paged(team, clock, 600) == THIRD * 120
    assert team.now(row).state == "notified"
    team.acknowledge(row)
    assert paged(team, clock, 20) == []


def test_a_first_notice_that_went_out_makes_it_notified(team: Team, clock: Clock) -> None:
    row = team.raised()
    team.deliver(fails=frozenset({"ana_sms"}))
    assert (team.now(row).state, team.now(row).notified_at) == ("notified", clock.moment)
    assert ("notice_sent", None, "page 0 ana ana_email") in team.events(row)
    assert ("notice_failed", None, "page 0 ana ana_sms http_403") in team.events(row)


def test_rungs_missed_by_a_worker_that_was_down_follow_at_once(team: Team, clock: Clock) -> None:
    team.raised()
    clock.move(hours=1)
    assert team.climb() == 2
    assert team.climb() == 0
    assert team.deliver() == sorted([*FIRST, "ben_sms", "cleo_email"]), "one that waits for the same address will do"
    assert paged(team, clock, 5) == THIRD


@pytest.mark.parametrize("hours", [-1, 1])
@pytest.mark.parametrize("after", [1, 7, 12])
def test_a_clock_set_by_an_hour_skips_no_page(team: Team, clock: Clock, hours: int, after: int) -> None:
    """Forward it pages early; back it pages at most one gap late."""
    row = team.raised()
    before = paged(team, clock, after)
    clock.move(hours=hours)
    team.climb()
    paged(team, clock, 15)
    sent = [(one.step, one.channel) for one in team.notices(row) if one.state == "sent"]
    assert {channel for _, channel in sent} == {"ana_sms", "ana_email", "ben_sms", "cleo_email"}
    assert len(sent) == len(set(sent)) > len(before)
    assert max(step for step, _ in sent) >= 3


@pytest.mark.parametrize("moment", ["2026-03-08T06:55+00:00", "2026-11-01T05:55+00:00"])
def test_daylight_saving_changes_nothing(team: Team, clock: Clock, moment: str) -> None:
    """In New York clocks change at 07:00 and 06:00 UTC."""
    clock.moment = datetime.fromisoformat(moment)
    team.raised()
    assert paged(team, clock, 20) == [*FIRST, *SECOND, *THIRD * 3]


def test_the_next_rung_follows_at_once_when_all_of_one_is_lost(team: Team, clock: Clock) -> None:
    row = team.raised()
    assert team.climb() == 0
    team.deliver(fails=frozenset(FIRST))
    assert team.climb() == 1
    assert team.deliver(fails=frozenset(SECOND)) == []
    assert team.climb() == 1
    assert team.deliver() == THIRD
    assert team.climb() == 0
    assert {one.error for one in team.notices(row) if one.state == "failed"} == {"http_403"}


def test_when_nothing_can_be_reached_it_goes_on_in_its_own_time(team: Team, clock: Clock) -> None:
    row = team.raised()
    every = frozenset({"ana_sms", "ana_email", "ben_sms", "cleo_email"})
    for _ in range(10):
        team.deliver(fails=every)
        team.climb()
    assert team.now(row).step == 3, "the last rung is not repeated in a burst"
    assert team.now(row).state == "open"
    clock.move(minutes=4)
    assert findings(team.database) == [f"nobody_reached {row.id}"]
    assert paged(team, clock, 1) == THIRD


def test_one_channel_that_fails_does_not_hurry_the_next_rung(team: Team, clock: Clock) -> None:
    team.raised()
    team.deliver(fails=frozenset({"ana_sms"}))
    assert team.climb() == 0
    clock.move(minutes=5)
    assert team.climb() == 1


def test_the_rota_is_looked_up_when_a_step_is_due(team: Team, clock: Clock) -> None:
    shifts = [
        {"people": ["ana"], "from": "monday 00:00", "to": "monday 12:03"},
        {"people": ["ben"], "from": "monday 12:03", "to": "tuesday 00:00"},
    ]
    rungs = [{"after": 0, "notify": ["on_call"]}]
    ladder = {**FILE["ladders"]["crisis"], "rungs": rungs}
    team.desk = desk(rota={"on_call": {"shifts": shifts, "fallback": ["cleo"]}}, ladders={"crisis": ladder})
    team.raised()
    assert paged(team, clock, 5) == [*FIRST, "ben_sms"]


def test_who_acknowledged_is_reminded_until_it_is_resolved(team: Team, clock: Clock) -> None:
    row = team.acknowledge(team.raised(), "ben")
    clock.move(minutes=29)
    assert incidents.remind(team.database, team.desk) == 0
    told = []
    for _ in range(3):
        clock.move(minutes=30)
        assert incidents.remind(team.database, team.desk) == 1
        assert incidents.remind(team.database, team.desk) == 0
        told.append(team.deliver())
    assert told == [["ben_sms"], ["ben_sms"], ["ben_sms", "cleo_email"]], "from the third on, others too"
    team.resolve(row, "ben")
    clock.move(hours=3)
    assert (incidents.remind(team.database, team.desk), team.deliver()) == (0, [])
    assert [one.purpose for one in incidents.notices_of(team.database, row.id)].count("reminder") == 4


def test_a_reminder_does_not_wait_for_a_clock_set_back(team: Team, clock: Clock) -> None:
    team.acknowledge(team.raised())
    clock.move(hours=-1)
    assert incidents.remind(team.database, team.desk) == 1


def test_a_check_that_was_taken_still_waits_for_its_answer(team: Team, clock: Clock) -> None:
    row = team.acknowledge(team.checked())
    assert incidents.remind(team.database, team.desk) == 0
    assert incidents.promote_silent(team.database, team.desk) == 0
    clock.move(minutes=5)
    assert incidents.promote_silent(team.database, team.desk) == 1
    assert (team.now(row).state, team.now(row).level) == ("open", "page")


def test_the_follow_up_comes_once(team: Team, clock: Clock) -> None:
    row = team.raised()
    clock.move(hours=11)
    assert incidents.follow_up(team.database, team.desk) == 0
    clock.move(hours=1)
    assert incidents.follow_up(team.database, team.desk) == 1
    assert incidents.follow_up(team.database, team.desk) == 0
    assert said(team) == [body["text"] for body in team.desk.texts.follow_up("en")]
    assert team.now(row).followed_up_at == clock.moment


def test_several_incidents_of_one_chat_are_followed_up_after_the_newest(team: Team, clock: Clock) -> None:
    team.raised("message:1")
    clock.move(hours=6)
    team.raised("message:2")
    clock.move(hours=6)
    assert incidents.follow_up(team.database, team.desk) == 0
    clock.move(hours=6)
    assert incidents.follow_up(team.database, team.desk) == 1
    assert len(said(team)) == len(team.desk.texts.follow_up("en"))


def test_a_check_with_a_no_is_not_followed_up(team: Team, clock: Clock) -> None:
    row = team.checked()
    with team.database.transaction() as tx:
        incidents.answer_no(tx, row.id)
    clock.move(hours=30)
    assert incidents.follow_up(team.database, team.desk) == 0


def test_the_clock_of_the_system_is_in_utc() -> None:
    assert timedelta(seconds=-5) < ids.now() - datetime.now(timezone.utc) < timedelta(seconds=5)


def test_an_incident_that_cannot_be_moved_keeps_no_other_from_being_paged(team: Team, clock: Clock) -> None:
    broken, sound = team.raised(), team.raised("message:2")
    team.deliver()
    with team.database.transaction() as tx:
        tx.run(update(tables.incident).where(tables.incident.c.id == broken.id).values(ladder="torn"))
    clock.move(minutes=5)
    assert team.climb() == 1
    assert team.now(sound).step == 2
    assert team.now(broken).step == 1
