"""Pages by Telegram: what fails, and messages that follow their incident."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.db import ids
from bot.db.database import Database
from bot.logs import CodesOnly
from bot.services import incidents
from bot.worker.staff_board import AGAIN_SECONDS
from tests.clock import Clock
from tests.services.staff_room import StaffRoom, staff_room
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.faults import Fault

CANARY = "marzipan lighthouse"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(ids, "clock", one)
    return one


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def room(database: Database, telegram: FakeTelegram, clock: Clock) -> AsyncIterator[StaffRoom]:
    async with staff_room(database, telegram) as one:
        yield one


# Sending


async def test_when_all_of_a_rung_have_blocked_the_bot_the_next_rung_is_due_at_once(room: StaffRoom) -> None:
    room.ana.block()
    room.group.remove_bot(room.ana)
    row = await room.page()
    assert {(one.state, one.error) for one in room.team.notices(row)} == {("failed", "blocked"), ("failed", "kicked")}
    assert room.team.climb() == 1
    await room.send()
    assert room.last(room.ben).labels == [["Acknowledge", "Resolve"]]


async def test_a_chat_that_does_not_exist_fails_for_good(room: StaffRoom) -> None:
    room.delivery.addresses = {**room.delivery.addresses, "ana_tg": "telegram:99"}
    row = await room.page()
    assert {one.channel: one.state for one in room.team.notices(row)} == {"ana_tg": "failed", "team_tg": "sent"}


async def test_without_a_bot_the_address_is_not_connected(room: StaffRoom) -> None:
    room.delivery.telegram = None
    row = await room.page()
    assert {(one.state, one.error) for one in room.team.notices(row)} == {("failed", "not_connected")}


async def test_a_chat_that_wants_to_be_left_alone_is_tried_again_when_it_said(room: StaffRoom, clock: Clock) -> None:
    room.telegram.fail("sendMessage", room.ana, with_=Fault(429, retry_after=40))
    row = await room.page()
    assert {one.channel: one.state for one in room.team.notices(row)} == {"ana_tg": "waiting", "team_tg": "sent"}
    clock.move(seconds=39)
    await room.send()
    assert room.telegram.sent(room.ana) == []
    clock.move(seconds=1)
    await room.send()
    assert len(room.telegram.sent(room.ana)) == 1


@pytest.mark.parametrize("fault", [Fault(500), Fault("cut")])
async def test_what_fails_for_now_is_tried_again(room: StaffRoom, clock: Clock, fault: Fault) -> None:
    room.telegram.fail("sendMessage", room.ana, with_=fault)
    row = await room.page()
    clock.move(seconds=2)
    await room.send()
    assert len(room.telegram.sent(room.ana)) == 1
    assert {one.state for one in room.team.notices(row)} == {"sent"}


async def test_a_reminder_offers_to_resolve_only(room: StaffRoom, clock: Clock) -> None:
    row = await room.page()
    room.team.acknowledge(row, "ana")
    clock.move(minutes=30)
    incidents.remind(room.team.database, room.team.desk)
    await room.send()
    assert room.last(room.ana).text.startswith("interlude reminder")
    assert room.last(room.ana).labels == [["Resolve"]]


# Following


async def test_what_is_done_elsewhere_shows_in_every_message(room: StaffRoom, clock: Clock) -> None:
    row = await room.page()
    await room.board.redraw()
    assert room.telegram.calls_of("editMessageText") == []
    room.team.acknowledge(row, "ben")
    await room.board.redraw()
    for where in (room.ana, room.group):
        assert room.last(where).text.endswith("Taken by Ben Example, 2026-03-02 12:00 EST")
        assert room.last(where).labels == [["Resolve"]]
    clock.move(minutes=5)
    room.team.resolve(row, "ben", CANARY)
    await room.board.redraw()
    await room.board.redraw()
    for where in (room.ana, room.group):
        assert room.last(where).text.endswith("Resolved by Ben Example, 2026-03-02 12:05 EST")
        assert room.last(where).buttons == []
        assert room.last(where).edits == 2


async def test_an_edit_that_fails_is_tried_again_a_few_times_and_then_left(room: StaffRoom) -> None:
    row = await room.page()
    room.team.acknowledge(row)
    moment = 0.0
    room.board.clock = lambda: moment
    plan = room.telegram.fail("editMessageText", room.ana, times=None)
    await room.board.redraw()
    for number, wait in enumerate(AGAIN_SECONDS, 1):
        moment += wait - 1
        await room.board.redraw()
        assert plan.met == number
        moment += 1
        await room.board.redraw()
        assert plan.met == number + 1
    moment += 100_000
    await room.board.redraw()
    assert plan.met == 1 + len(AGAIN_SECONDS)
    assert "Taken by" in room.last(room.group).text
    room.telegram.heal()
    room.team.resolve(row)
    await room.board.redraw()
    assert "Resolved by Ana Example" in room.last(room.ana).text


async def test_a_message_that_was_taken_away_is_tried_once(room: StaffRoom) -> None:
    row = await room.page()
    room.ana.take_away(room.last(room.ana))
    room.team.acknowledge(row)
    for _ in range(3):
        await room.board.redraw()
    assert len(room.telegram.calls_of("editMessageText", room.ana)) == 1


async def test_a_chat_that_wants_to_be_left_alone_holds_up_no_other(room: StaffRoom) -> None:
    moment = 0.0
    room.board.clock = lambda: moment
    for number in range(3):
        room.team.acknowledge(await room.page(f"message:{number}"))
    room.telegram.fail("editMessageText", room.group, times=1, with_=Fault(429, retry_after=30))
    for _ in range(5):
        await room.board.redraw()
    assert len(room.telegram.calls_of("editMessageText", room.group)) == 1
    assert all("Taken by" in one.text for one in room.telegram.sent(room.ana))
    moment = 30
    await room.board.redraw()
    assert all("Taken by" in one.text for one in room.telegram.sent(room.group))


# What is not said


async def test_neither_words_nor_numbers_of_chats_are_logged_or_sent(
    room: StaffRoom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    inbox_id = room.team.wrote(CANARY)
    room.ana.block()
    room.telegram.fail("editMessageText", room.group, times=1)
    row = await room.page(f"message:{inbox_id}")
    room.press(room.ben, "Acknowledge", room.group)
    room.press(room.telegram.person("Nosy"), "Acknowledge", room.group)
    await room.board.redraw()
    room.team.resolve(row, "ben", CANARY)
    await room.board.redraw()
    lines = [CodesOnly().format(record) for record in caplog.records]
    assert any("notice_failed" in line for line in lines)
    assert any("notice_not_changed" in line for line in lines)
    secrets = [CANARY, room.telegram.token, *(str(abs(one.id)) for one in (room.ana, room.ben, room.group))]
    said = json.dumps([call.parameters.get("text") for call in room.telegram.calls])
    assert "Resolved by" in said
    for secret in secrets:
        assert secret not in "\n".join(lines)
        assert secret not in said
        assert secret not in str(room.team.events(row))
