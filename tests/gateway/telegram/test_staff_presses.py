"""A press of staff through poll, database and out again; its effect on the participant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.db.database import Database
from bot.services.incidents import list_incidents
from tests.gateway.telegram.desk import telegram_desk
from tests.services.staff_room import StaffRoom, staff_room
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.faults import Fault


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def room(database: Database, telegram: FakeTelegram) -> AsyncIterator[StaffRoom]:
    """With a gateway that polls."""
    async with staff_room(database, telegram) as one, telegram_desk(database, telegram) as desk:
        desk.intake.door = one.door
        yield one


def words(telegram: FakeTelegram) -> list[str]:
    return [answer.text for answer in telegram.answers]


async def test_from_the_press_over_the_note_to_the_message_without_buttons(
    room: StaffRoom, telegram: FakeTelegram
) -> None:
    await room.page()
    room.group.press(room.ana, "Acknowledge")
    await telegram.becomes(lambda: room.last(room.group).labels == [["Resolve"]])
    room.group.press(room.ana, "Resolve")
    await telegram.becomes(lambda: ["Met in person"] in room.last(room.group).labels)
    room.group.press(room.ana, "Met in person")
    await telegram.becomes(lambda: room.last(room.group).buttons == [])
    await telegram.becomes(lambda: words(telegram) == ["You have it now.", "", "Resolved."])
    [incident] = list_incidents(room.team.database)
    assert (incident.resolved_by, incident.note) == ("ana", "Met in person")


async def test_a_refused_press_is_answered_at_the_button(room: StaffRoom, telegram: FakeTelegram) -> None:
    await room.page()
    room.group.press(telegram.person("Nosy"), "Acknowledge")
    await telegram.becomes(lambda: words(telegram) == ["These buttons are for people on the rota."])
    await telegram.becomes(lambda: telegram.pending == [])
    assert room.last(room.group).edits == 0
    assert telegram.calls_of("leaveChat") == []


async def test_an_edit_that_fails_at_the_press_is_made_good_by_the_worker(
    room: StaffRoom, telegram: FakeTelegram
) -> None:
    row = await room.page()
    plan = telegram.fail("editMessageText", room.group, with_=Fault(500))
    room.group.press(room.ana, "Acknowledge")
    await telegram.becomes(lambda: plan.met == 1)
    shown = lambda: {one.channel: one.shown_version for one in room.team.notices(row)}  # noqa: E731
    await telegram.becomes(lambda: shown()["team_tg"] == 0)
    await room.board.redraw()
    assert room.last(room.group).labels == [["Resolve"]]
    assert [["Resolve"]] in [one.labels for one in telegram.sent(room.ana)]
    assert shown() == {"team_tg": 2, "ana_tg": 2}
