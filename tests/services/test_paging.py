"""A notice is leased to one process at a time, tried until it goes out, and what is left behind is found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from bot.services import incidents, paging
from bot.services.findings import findings
from bot.services.paging import LEASE, Leased
from tests.clock import Clock
from tests.services.duty import Team


def take(team: Team, owner: str = "one") -> list[Leased]:
    return paging.take(team.database, owner, 10)


def test_a_notice_is_leased_to_one_taker(team: Team, clock: Clock) -> None:
    row = team.raised()
    mine = take(team)
    assert [(one.channel, one.person, one.purpose, one.fence) for one in mine] == [
        ("ana_sms", "ana", "page", 1),
        ("ana_email", "ana", "page", 1),
    ]
    assert take(team, "two") == []
    assert [one.lease_until for one in team.notices(row)] == [clock.moment + LEASE] * 2


def test_two_takers_at_once_share_what_there_is(team: Team) -> None:
    for number in range(20):
        team.raised(f"message:{number}")
    barrier = Barrier(4)

    def work(owner: str) -> list[str]:
        barrier.wait()
        found = []
        while leased := paging.take(team.database, owner, 3):
            found += [one.id for one in leased]
        return found

    with ThreadPoolExecutor(4) as pool:
        taken = [one for found in pool.map(work, "abcd") for one in found]
    assert len(taken) == len(set(taken)) == 40


def test_a_lease_that_ran_out_goes_to_the_next_and_the_first_is_too_late(team: Team, clock: Clock) -> None:
    row = team.raised()
    [late, *_] = take(team)
    clock.move(seconds=LEASE.total_seconds() - 1)
    assert take(team, "two") == []
    clock.move(seconds=1)
    [held, *_] = take(team, "two")
    assert (held.id, held.fence) == (late.id, late.fence + 1)
    assert not paging.sent(team.database, late)
    assert not paging.failed(team.database, late, "http_500", True)
    assert team.notices(row)[0].state == "waiting"
    assert paging.sent(team.database, held)
    assert team.notices(row)[0].state == "sent"
    assert not paging.sent(team.database, held)


def test_who_still_sends_renews_its_lease_at_half_time(team: Team, clock: Clock) -> None:
    team.raised()
    first = take(team)
    assert take(team) == []
    for _ in range(3):
        clock.move(seconds=LEASE.total_seconds() / 2)
        assert take(team, "two") == []
        held = take(team)
        assert [one.id for one in held] == [one.id for one in first]
    assert not paging.sent(team.database, first[0])
    assert paging.sent(team.database, held[0])


def test_a_lease_from_a_clock_set_back_does_not_bind(team: Team, clock: Clock) -> None:
    team.raised()
    take(team)
    clock.move(hours=-1)
    assert len(take(team, "two")) == 2


def test_a_temporary_failure_is_tried_again_with_growing_waits(team: Team, clock: Clock) -> None:
    row = team.raised()
    waits = []
    for _ in range(8):
        [one] = [one for one in take(team) if one.channel == "ana_sms"]
        paging.failed(team.database, one, "http_503", False)
        waits.append((team.notices(row)[0].next_try_at - clock.moment).total_seconds())
        assert not [one for one in take(team) if one.channel == "ana_sms"]
        clock.move(seconds=waits[-1])
    assert waits == [1, 2, 4, 8, 15, 15, 15, 15]
    assert (team.notices(row)[0].state, team.notices(row)[0].attempts) == ("waiting", 8)
    assert [event for event, *_ in team.events(row)].count("notice_failed") == 1, "not a line for every try"


def test_a_next_try_from_a_clock_set_back_is_now(team: Team, clock: Clock) -> None:
    team.raised()
    team.deliver(fails=frozenset({"ana_sms"}), permanent=False)
    clock.move(hours=-1)
    assert team.deliver() == ["ana_sms"]


def test_pages_go_before_reminders(team: Team, clock: Clock) -> None:
    team.acknowledge(team.raised("message:1"))
    clock.move(minutes=30)
    incidents.remind(team.database, team.desk)
    team.raised("message:2")
    assert [one.purpose for one in take(team)] == ["page", "page", "reminder", "reminder"]


def test_one_that_was_being_sent_during_the_acknowledgement_is_kept_as_sent(team: Team) -> None:
    row = team.raised()
    leased = take(team)
    team.acknowledge(row)
    assert paging.sent(team.database, leased[0])
    assert [one.state for one in team.notices(row)] == ["sent", "dropped"]
    assert team.now(row).state == "acknowledged"
    assert take(team) == []


def test_a_failure_after_the_acknowledgement_moves_nothing(team: Team) -> None:
    row = team.raised()
    leased = take(team)
    team.acknowledge(row)
    for one in leased:
        paging.failed(team.database, one, "http_403", True)
    assert team.now(row).next_at is None
    assert team.climb() == 0


def test_what_a_drill_sends_is_marked(team: Team) -> None:
    team.raised("drill:1", kind="drill", drill=True)
    assert [one.drill for one in take(team)] == [True, True]


def test_all_in_order_has_no_findings(team: Team) -> None:
    team.raised()
    team.checked("message:2")
    team.acknowledge(team.raised("message:3"))
    team.deliver()
    assert findings(team.database) == []


def test_what_nobody_did_is_found(team: Team, clock: Clock) -> None:
    page, check, mine = team.raised(), team.checked("message:2"), team.acknowledge(team.raised("message:3"))
    take(team)
    clock.move(minutes=40)
    codes = findings(team.database)
    leases = [f"lease_left_behind {one.id}" for one in team.notices(page)]
    assert codes == [
        f"step_overdue {page.id}",
        f"nobody_reached {page.id}",
        f"silence_overdue {check.id}",
        f"reminder_overdue {mine.id}",
        *leases,
    ]


def test_a_notice_that_does_not_go_out_is_found(team: Team, clock: Clock) -> None:
    row = team.raised()
    team.deliver(fails=frozenset({"ana_sms"}), permanent=False)
    clock.move(minutes=3)
    assert findings(team.database) == [f"notice_unsent {team.notices(row)[0].id}"]


def test_a_step_too_far_ahead_is_found_until_climbing_mends_it(team: Team, clock: Clock) -> None:
    row = team.raised()
    team.deliver()
    clock.move(hours=-1)
    assert findings(team.database) == [f"step_too_far_ahead {row.id}"]
    team.climb()
    team.deliver()
    assert findings(team.database) == []


def test_heartbeats_hold_the_latest(team: Team, clock: Clock) -> None:
    paging.beat(team.database, "worker")
    clock.move(seconds=5)
    paging.beat(team.database, "worker")
    paging.beat(team.database, "gateway")
    assert paging.beats(team.database) == {"worker": clock.moment, "gateway": clock.moment}
