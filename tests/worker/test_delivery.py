"""Delivery by itself, on a real database, with senders that do as told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clients.staff_notifier import SendFailed
from bot.db.database import Database, DatabaseUnavailable
from bot.services import paging
from bot.services.incidents import notices_of
from bot.worker import delivery as module
from bot.worker.delivery import Delivery
from tests.db.people import stored_chat
from tests.services.duty import Team

EVERYWHERE = {"ana_sms": "sms", "ana_email": "email"}


class Senders:
    """Remembers what was sent; addresses may fail, hang until let go, or break."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.failures: dict[str, Exception] = {}
        self.hanging: dict[str, asyncio.Event] = {}

    async def __call__(self, address: str, title: str, text: str) -> None:
        if address in self.hanging:
            await self.hanging[address].wait()
        if address in self.failures:
            raise self.failures[address]
        self.sent.append((address, text))

    @property
    def addresses(self) -> list[str]:
        return sorted(address for address, _ in self.sent)


@pytest.fixture
def team(database: Database) -> Team:
    return Team(database, stored_chat(database))


@pytest.fixture
def senders() -> Senders:
    return Senders()


@pytest.fixture
def delivery(team: Team, senders: Senders) -> Delivery:
    return Delivery(team.database, team.desk, EVERYWHERE, "https://staff.example.org", "one", senders)


async def until(holds: Callable[[], object], seconds: float = 5) -> None:
    async def poll() -> None:
        while not holds():  # noqa: ASYNC110  (what is waited for has no event)
            await asyncio.sleep(0.01)

    await asyncio.wait_for(poll(), seconds)


def states(team: Team) -> list[str]:
    return sorted(one.state for one in team.notices(team.now(team.raised())))


async def test_everything_that_waits_is_sent_and_marked(team: Team, delivery: Delivery, senders: Senders) -> None:
    row = team.raised()
    await delivery.start_waiting()
    await delivery.finish(5)
    assert senders.addresses == ["email", "sms"]
    assert states(team) == ["sent", "sent"]
    assert all(f"https://staff.example.org/{row.id}" in text for _, text in senders.sent)


async def test_without_a_web_page_the_notice_names_the_command(
    team: Team, delivery: Delivery, senders: Senders
) -> None:
    delivery.link = ""
    row = team.raised()
    await delivery.start_waiting()
    await delivery.finish(5)
    assert f"`interlude incidents show {row.id}`" in senders.sent[0][1]


async def test_one_that_hangs_holds_up_no_other(team: Team, delivery: Delivery, senders: Senders) -> None:
    senders.hanging["sms"] = asyncio.Event()
    team.raised()
    await delivery.start_waiting()
    await until(lambda: senders.addresses == ["email"])
    team.raised("message:2")
    await delivery.start_waiting()
    await until(lambda: senders.addresses == ["email", "email"])
    senders.hanging["sms"].set()
    await delivery.finish(5)
    assert senders.addresses == ["email", "email", "sms", "sms"]


async def test_what_is_under_way_is_not_sent_again_when_its_lease_ends(
    team: Team, delivery: Delivery, senders: Senders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark then counts under the newest lease."""
    monkeypatch.setattr(paging, "LEASE", timedelta(seconds=0))
    senders.hanging["sms"] = asyncio.Event()
    team.raised()
    for _ in range(3):
        await delivery.start_waiting()
        await asyncio.sleep(0.02)
    senders.hanging["sms"].set()
    await delivery.finish(5)
    assert senders.addresses.count("sms") == 1
    assert states(team) == ["sent", "sent"]


async def test_a_mark_that_cannot_be_stored_is_tried_until_it_is(
    team: Team, delivery: Delivery, senders: Senders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MARK_AGAIN_SECONDS", 0.01)
    problems, sent = [DatabaseUnavailable("x")] * 5, paging.sent

    def unsteady(*given: object) -> bool:
        if problems:
            raise problems.pop()
        return sent(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(paging, "sent", unsteady)
    team.raised()
    await delivery.start_waiting()
    await delivery.finish(5)
    assert senders.addresses == ["email", "sms"]
    assert states(team) == ["sent", "sent"]


async def test_failures_are_marked_with_their_code(team: Team, delivery: Delivery, senders: Senders) -> None:
    senders.failures = {"sms": SendFailed("http_403", permanent=True), "email": SendFailed("timeout")}
    row = team.raised()
    await delivery.start_waiting()
    await delivery.finish(5)
    found = {one.channel: (one.state, one.error) for one in notices_of(team.database, row.id)}
    assert found == {"ana_sms": ("failed", "http_403"), "ana_email": ("waiting", "timeout")}


async def test_a_sender_that_breaks_leaves_the_notice_for_later(
    team: Team, delivery: Delivery, senders: Senders, monkeypatch: pytest.MonkeyPatch
) -> None:
    senders.failures = {"sms": RuntimeError("a fault of ours")}
    team.raised()
    await delivery.start_waiting()
    await delivery.finish(5)
    assert senders.addresses == ["email"]
    senders.failures.clear()
    monkeypatch.setattr(paging, "LEASE", timedelta(seconds=-60))
    await delivery.start_waiting()
    await delivery.finish(5)
    assert senders.addresses == ["email", "sms"]


async def test_a_flood_is_taken_in_portions(
    team: Team, delivery: Delivery, senders: Senders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_AT_ONCE", 5)
    senders.hanging["sms"] = asyncio.Event()
    for number in range(6):
        team.raised(f"message:{number}")
    await delivery.start_waiting()
    await asyncio.sleep(0.1)
    assert len(senders.sent) <= 5
    senders.hanging["sms"].set()
    for _ in range(5):
        await delivery.start_waiting()
        await delivery.finish(5)
    assert len(senders.sent) == 12


async def test_a_database_that_is_away_is_the_rounds_matter(delivery: Delivery, tmp_path: Path) -> None:
    delivery.database = Database(f"sqlite:///{tmp_path}/none/x.db", delivery.database.keys)
    with pytest.raises(DatabaseUnavailable):
        await delivery.start_waiting()
