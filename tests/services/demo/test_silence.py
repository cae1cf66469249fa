"""Nothing of the demo is ever sent, nobody is paged for it, and the watchdog finds all where it must be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from bot.db import chats, ids, inbox, incidents, notices, outbox
from bot.db.database import Database
from bot.escalation.ladder import thaw
from bot.escalation.loader import ESCALATION_FILE, load_escalation
from bot.services import conversation, demo, reminders
from bot.services import incidents as desk_of
from bot.services.demo import Content, Wanted
from bot.services.findings import findings
from bot.services.incidents import IncidentRow, Level, State, raise_incident
from bot.settings import ROOT
from bot.worker.delivery import Delivery
from tests.clock import MONDAY_NOON, Clock
from tests.services.demo.conftest import Made
from tests.services.life import rows

MOMENTS = [
    {"minutes": 1},
    {"minutes": 30},
    {"hours": 13},
    {"days": 8},
    {"days": 800},
    {"days": -1},
    {"days": -800},
]


@pytest.fixture(params=["small", "large"])
def made(request: pytest.FixtureRequest) -> Made:
    either: Made = request.getfixturevalue(request.param)
    return either


@dataclass
class Worker:
    """All that the worker does, by hand. ``told``: the addresses that were sent to."""

    database: Database
    content: Content
    told: list[str]

    @property
    def delivery(self) -> Delivery:
        addresses = {
            address: "json://127.0.0.1"
            for person in load_escalation(ROOT / "data" / "safety" / ESCALATION_FILE).people
            for address in person.channels.values()
        }
        return Delivery(self.database, self.content.guard.desk, addresses, "", "worker", send=self._send)

    async def round(self) -> None:
        """Climb, care, remind, and deliver."""
        desk = self.content.guard.desk
        for work in (desk_of.climb, desk_of.promote_silent, desk_of.remind, desk_of.follow_up):
            work(self.database, desk)
        reminders.remind(self.database, self.content.rules)
        reminders.look_for_silence(self.database, self.content.rules)
        delivery = self.delivery
        await delivery.start_waiting()
        await delivery.finish(5)

    async def _send(self, address: str, title: str, text: str) -> None:
        self.told.append(address)


@contextmanager
def unchanged(database: Database, *tables: str) -> Iterator[None]:
    before = [rows(database, table) for table in tables]
    yield
    assert [rows(database, table) for table in tables] == before


def open_ones(database: Database) -> dict[str, IncidentRow]:
    """By level."""
    with database.reading() as tx:
        return {row.level: row for row in incidents.find(tx) if row.state != State.RESOLVED.value}


def test_nothing_waits(made: Made) -> None:
    with made.database.reading() as tx:
        assert notices.waiting(tx) == []
        assert outbox.unsent(tx) == []
        assert set(inbox.counts(tx)) == {inbox.HANDLED}
        assert incidents.unanswered(tx) == incidents.taken(tx) == []
    assert rows(made.database, "reminder") == rows(made.database, "telegram_update") == []
    assert conversation.work_ahead(made.database, []) == ([], None)


@pytest.mark.parametrize("later", MOMENTS, ids=str)
async def test_the_worker_has_nothing_to_do_and_the_watchdog_nothing_to_find(
    made: Made, content: Content, clock: Clock, later: dict[str, float]
) -> None:
    clock.move(**later)
    worker = Worker(made.database, content, [])
    with unchanged(made.database, "incident", "notice", "incident_event", "outbox", "reminder"):
        await worker.round()
    assert worker.told == []
    assert findings(made.database) == []


async def test_a_real_incident_beside_it_is_paged_all_the_same(
    database: Database, content: Content, clock: Clock
) -> None:
    """The test before could fail: this is what it would see."""
    made = demo.make(database, content, Wanted(now=MONDAY_NOON, participants=1))
    with database.transaction() as tx:
        chat = chats.get(tx, made.people[0].chat_id)
        assert chat is not None
        raise_incident(tx, content.guard.desk, chat, cause="x", kind="imminent", level=Level.PAGE)
    worker = Worker(database, content, [])
    await worker.round()
    assert worker.told == ["json://127.0.0.1"] * 2
    clock.move(minutes=5)
    await worker.round()
    assert len(worker.told) > 2
    clock.move(minutes=90)
    assert len(findings(database)) == 1


def test_two_are_open_and_wait_for_somebody_to_look(small: Made) -> None:
    found = open_ones(small.database)
    page, check = found["page"], found["check"]
    assert (page.id, check.id) == (small.demo.incidents["open_page"], small.demo.incidents["open_check"])
    assert (page.state, page.acknowledged_by, page.drill) == ("notified", None, False)
    assert (check.state, check.answered, check.drill) == ("open", "no", False)
    assert len(open_ones(small.database)) == 2


def test_the_words_behind_each_message_can_be_read(small: Made, content: Content) -> None:
    found = {
        name: desk_of.read_words(small.database, incident_id, "sam")
        for name, incident_id in small.demo.incidents.items()
    }
    crisis = content.bank.crisis
    assert found["open_page"] == crisis.page_ideation.to("en")
    assert found["open_check"] == found["check_denied"] == crisis.check_passive.to("en")
    assert found["check_silent"] == crisis.check_passive.to("es")
    assert found["high_distress"] == "9"


def test_what_is_over_has_a_whole_history(small: Made) -> None:
    with small.database.reading() as tx:
        over = [row for row in incidents.find(tx) if row.state == State.RESOLVED.value]
    assert len(over) == 6
    for row in over:
        happened = [one.event for one in desk_of.history(small.database, row.id)]
        assert happened[0] == "opened"
        assert happened.index("acknowledged") < happened.index("resolved")
        assert row.note
        assert ("notice_sent" in happened) == (row.level == "page")
        assert row.opened_at < row.acknowledged_at <= row.resolved_at  # type: ignore[operator]
    climbed = small.demo.incidents["page_climbed"]
    assert {one.step for one in desk_of.notices_of(small.database, climbed)} == {0, 1}


def test_no_address_of_theirs_is_one_of_the_operators(made: Made, content: Content) -> None:
    real = {address for one in content.guard.desk.escalation.people for address in one.channels.values()}
    with made.database.reading() as tx:
        for row in incidents.find(tx):
            own = {address for one in thaw(row.ladder).escalation.people for address in one.channels.values()}
            assert own & real == set()
            assert {one.channel for one in notices.of_incident(tx, row.id)} <= own


async def test_taking_the_open_page_and_handing_it_over_reaches_nobody(
    database: Database, content: Content, clock: Clock
) -> None:
    made = demo.make(database, content, Wanted(now=MONDAY_NOON, participants=8, weeks=1))
    page = made.incidents["open_page"]
    desk_of.acknowledge(database, content.guard.desk, page, "sam")
    with database.transaction() as tx:
        desk_of.hand_over_within(tx, content.guard.desk, page, "sam", "lead")
    worker = Worker(database, content, [])
    for _ in range(3):
        clock.move(days=1, minutes=1)
        await worker.round()
        assert findings(database) == []
    reminded = [one for one in desk_of.notices_of(database, page) if one.purpose == notices.REMINDER]
    assert {(one.state, one.error) for one in reminded} == {("failed", "not_connected")}
    assert worker.told == []
    assert desk_of.resolve(database, content.guard.desk, page, "lead", "seen").state == State.RESOLVED.value


def test_the_clock_is_put_back_where_it_was(small: Made, clock: Clock) -> None:
    assert ids.clock is clock
