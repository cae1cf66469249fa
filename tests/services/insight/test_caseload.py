from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.db import chats, rhythms, sessions
from bot.db.database import Database
from bot.services.insight import CareConsent, Glance, overview
from tests.clock import Clock
from tests.schedule.people import rules
from tests.services.insight.conftest import Enrols
from tests.services.insight.watched import Watched, statements

DAY = timedelta(days=1)


def glances(*people: Watched, since: datetime | None = None) -> list[Glance]:
    one = people[0]
    with one.database.reading() as tx:
        moment = one.clock.moment
        return overview(tx, rules(), [who.id for who in people], since or moment - DAY, moment)


def glance(who: Watched, since: datetime | None = None) -> Glance:
    [one] = glances(who, since=since)
    return one


def test_everybody_is_seen_in_the_order_asked_for(enrol: Enrols) -> None:
    one, two = enrol(), enrol()
    assert [found.person.id for found in glances(two, one, two)] == [two.id, one.id]
    with one.database.reading() as tx:
        assert overview(tx, rules(), ["nobody"], one.clock.moment, one.clock.moment) == []
        assert overview(tx, rules(), [], one.clock.moment, one.clock.moment) == []


def test_who_wrote_last_and_who_is_quiet_goes_by_the_reminders_rules(watched: Watched, clock: Clock) -> None:
    days = rules().quiet.days, rules().staff_quiet.days
    watched.writes()
    wrote = clock.moment
    expected = {days[0] - 1: (False, False), days[0]: (True, False), days[1] - 1: (True, False), days[1]: (True, True)}
    for passed, quiet in expected.items():
        clock.moment = wrote + passed * DAY + timedelta(hours=1)
        found = glance(watched)
        assert (found.last_heard, found.quiet, found.staff_quiet) == (wrote, *quiet)
    watched.writes()
    assert not glance(watched).quiet


def test_who_never_wrote_is_quiet_since_their_first_chat(watched: Watched, clock: Clock) -> None:
    clock.move(days=rules().staff_quiet.days)
    assert glance(watched).staff_quiet


def test_without_a_chat_nobody_is_heard_or_out_of_reach(database: Database, watched: Watched, clock: Clock) -> None:
    with database.transaction() as tx:
        watched.id = chats.add_participant(tx)
    clock.move(days=60)
    found = glance(watched)
    assert (found.last_heard, found.quiet, found.unreachable_since) == (None, False, None)


def test_runs_since_the_last_visit_are_new(watched: Watched, clock: Clock) -> None:
    watched.runs()
    visit = clock.moment
    assert glance(watched, visit).new_runs == 0
    clock.move(minutes=1)
    watched.runs()
    watched.runs()
    assert glance(watched, visit).new_runs == 2


def test_the_latest_rating_is_the_one_after_where_there_is_one(watched: Watched, clock: Clock) -> None:
    assert glance(watched).distress is None
    for rated, found in (((8, 3), 3), ((6, None), 6), ((None, 0), 0)):
        at = clock.moment
        watched.runs(rated=rated)
        watched.runs()
        latest = glance(watched).distress
        assert latest is not None
        assert (latest.at, latest.distress) == (at, found)


def test_sessions_of_today_are_those_of_the_participants_wall(watched: Watched, clock: Clock) -> None:
    clock.moment = datetime(2026, 3, 3, 4, tzinfo=timezone.utc)  # eleven on Monday night in New York
    with watched.database.transaction() as tx:
        today = sessions.add(tx, watched.id, "group", datetime(2026, 3, 2, 15, tzinfo=timezone.utc), 90)
        sessions.add(tx, watched.id, "group", datetime(2026, 3, 3, 15, tzinfo=timezone.utc), 90)
        called_off = sessions.add(tx, watched.id, "family", datetime(2026, 3, 2, 18, tzinfo=timezone.utc), 60)
        sessions.cancel(tx, called_off)
    assert [one.id for one in glance(watched).sessions] == [today]
    with watched.database.transaction() as tx:
        rhythms.set_time_zone(tx, watched.id, "Europe/Berlin")
    assert [one.starts_at.day for one in glance(watched).sessions] == [3]


def test_who_can_be_written_to_in_one_chat_is_not_out_of_reach(watched: Watched, clock: Clock) -> None:
    with watched.database.transaction() as tx:
        other = chats.add(tx, watched.id, "telegram", "another")
        chats.set_unreachable(tx, watched.chat.id, "blocked")
    assert glance(watched).unreachable_since is None
    with watched.database.transaction() as tx:
        chats.set_unreachable(tx, other.id, "blocked")
    assert glance(watched).unreachable_since == clock.moment


def test_without_consent_only_practice_is_hidden(watched: Watched, clock: Clock) -> None:
    watched.runs(rated=(8, 3))
    watched.writes()
    watched.decides(False)
    found = glance(watched)
    assert (found.person.consent, found.new_runs, found.distress) == (CareConsent.REFUSED, None, None)
    assert found.last_heard == clock.moment


def test_fifty_participants_take_as_many_statements_as_one(enrol: Enrols, database: Database, clock: Clock) -> None:
    people = [enrol() for _ in range(50)]
    for who in people:
        who.runs(rated=(8, 3))
        who.writes()

    def count(those: list[Watched]) -> int:
        with statements(database) as found:
            assert len(glances(*those)) == len(those)
        return len([one for one in found if one.startswith("SELECT")])

    assert count(people[:1]) == count(people) == 7
