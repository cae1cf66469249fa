"""Pages in Telegram and their buttons: real database and Bot API client, a strict fake Bot API."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.db import chats, incidents, telegram_updates
from bot.db.database import Database
from bot.escalation.staff_chat import buttons, note_buttons
from bot.escalation.states import State
from bot.services.staff_chat import StaffChats, drawn
from bot.services.telegram import Received
from tests.clock import Clock
from tests.services.duty import Team, desk, texts
from tests.services.staff_room import LINK, STAFF, StaffRoom, staff_room
from tests.telegram.fake_api import FakeTelegram

ACK, RESOLVE, BACK, SAFE = "Acknowledge", "Resolve", "Back", "Spoke with them, safe"


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def room(database: Database, telegram: FakeTelegram, clock: Clock) -> AsyncIterator[StaffRoom]:
    async with staff_room(database, telegram) as one:
        yield one


def refusals(team: Team, row: object) -> list[tuple[str, str | None, str | None]]:
    return [one for one in team.events(row) if "refused" in one[0]]  # type: ignore[arg-type]


# What is sent


async def test_a_page_comes_with_two_buttons_and_says_what_other_channels_say(room: StaffRoom) -> None:
    row = await room.page(drill=True)
    title, body = room.team.desk.texts.notice(row.id, f"{LINK}/{row.id}", True)
    for where in (room.ana, room.group):
        assert room.last(where).text == f"{title}\n{body}"
        assert room.last(where).labels == [[ACK, RESOLVE]]
    assert title.startswith("DRILL")
    shown = {(one.remote_id, one.shown_version) for one in room.team.notices(row)}
    assert shown == {(str(room.last(where).message_id), 1) for where in (room.ana, room.group)}


def test_button_data_fits_telegram_and_names_no_person() -> None:
    words = texts().words.staff.chat
    rows = [*buttons(words, "f" * 32, State.OPEN), *note_buttons(words, "f" * 32)]
    data = [one for row in rows for _, one in row]
    assert len(set(data)) == len(data)
    assert all(len(one.encode()) <= 64 and one.startswith(f"s:{'f' * 32}:") for one in data)


# Taking and resolving


async def test_acknowledging_takes_it_and_the_message_says_who_and_when(room: StaffRoom) -> None:
    row = await room.page()
    received = room.press(room.ana, ACK, room.group)
    assert received.notice == "You have it now."
    assert (room.team.now(row).state, room.team.now(row).acknowledged_by) == ("acknowledged", "ana")
    drawing = received.drawing
    assert drawing
    assert drawing.text.endswith("\nTaken by Ana Example, 2026-03-02 12:00 EST")
    assert [[title for title, _ in line] for line in drawing.rows] == [[RESOLVE]]


async def test_resolving_asks_for_one_of_the_fixed_notes_and_keeps_it(room: StaffRoom) -> None:
    row = await room.page()
    await draw(room, room.press(room.ana, ACK))
    await draw(room, room.press(room.ana, RESOLVE))
    assert room.team.now(row).state == "acknowledged"
    assert room.last(room.ana).labels[0] == [SAFE]
    assert room.last(room.ana).labels[-1] == [BACK]
    received = room.press(room.ana, SAFE)
    assert received.notice == "Resolved."
    await draw(room, received)
    assert (room.team.now(row).state, room.team.now(row).note) == ("resolved", SAFE)
    assert room.last(room.ana).buttons == []
    assert "Resolved by Ana Example, 2026-03-02 12:00 EST" in room.last(room.ana).text


async def test_back_shows_the_buttons_of_the_state_again(room: StaffRoom) -> None:
    row = await room.page()
    await draw(room, room.press(room.ana, ACK))
    await draw(room, room.press(room.ana, RESOLVE))
    await draw(room, room.press(room.ana, BACK))
    assert room.last(room.ana).labels == [[RESOLVE]]
    assert room.team.now(row).state == "acknowledged"


async def test_somebody_else_of_the_rota_may_resolve_what_another_has(room: StaffRoom) -> None:
    row = await room.page()
    await draw(room, room.press(room.ana, ACK, room.group))
    await draw(room, room.press(room.ben, RESOLVE, room.group))
    room.press(room.ben, SAFE, room.group)
    assert (room.team.now(row).acknowledged_by, room.team.now(row).resolved_by) == ("ana", "ben")


async def test_the_raw_press_of_staff_is_kept_and_that_of_others_is_not(room: StaffRoom) -> None:
    await room.page()
    room.press(room.telegram.person("Nosy"), ACK, room.group)
    room.press(room.ana, ACK, room.group)
    with room.team.database.reading() as tx:
        assert telegram_updates.counts(tx) == {"passed": 1, "taken": 1}


# What does not count


async def test_a_page_that_nobody_has_taken_cannot_be_resolved(room: StaffRoom) -> None:
    row = await room.page()
    assert room.press(room.ana, RESOLVE).notice == "Acknowledge it first."
    assert room.forge(room.ana, note_data(room)).notice == "Acknowledge it first."
    assert room.team.now(row).state == "notified"
    assert refusals(room.team, row) == [("resolve_refused", "ana", "not_acknowledged")] * 2


async def test_somebody_in_the_group_who_is_not_on_the_rota_changes_nothing(room: StaffRoom) -> None:
    row = await room.page()
    received = room.press(room.telegram.person("Nosy"), ACK, room.group)
    assert received.notice == "These buttons are for people on the rota."
    assert received.drawing is None
    assert room.team.now(row).state == "notified"
    assert refusals(room.team, row) == [("press_refused", "unknown", "not_staff")]


async def test_a_participant_who_forges_a_press_is_refused_and_named_as_one(room: StaffRoom) -> None:
    row = await room.page()
    robin = room.telegram.person("Robin")
    robin.start()
    with room.team.database.transaction() as tx:
        chats.add(tx, chats.add_participant(tx, language="es"), "telegram", str(robin.id))
    await room.api.send(str(robin.id), "hello")
    received = room.forge(robin, room.data(ACK, room.ana))
    assert received.notice == "These buttons are for people on the rota."
    assert received.drawing is None
    assert room.team.now(row).state == "notified"
    assert refusals(room.team, row) == [("press_refused", "unknown", "participant")]


async def test_a_press_in_another_chat_than_the_notices_own_is_refused(room: StaffRoom) -> None:
    row = await room.page()
    await room.api.send(str(room.ben.id), "hello")
    for letter in ("a", "r", "b"):
        data = f"{room.data(ACK, room.ana)[:-1]}{letter}"
        assert room.forge(room.ben, data).notice == "This button does not count."
    assert room.team.now(row).state == "notified"
    assert refusals(room.team, row) == [("press_refused", "ben", "wrong_chat")] * 3


@pytest.mark.parametrize("data", ["s:", "s:a", f"s:{'0' * 32}:a", "s:%:a", "s:::"])
async def test_a_notice_that_does_not_exist_is_refused(room: StaffRoom, data: str) -> None:
    row = await room.page()
    assert room.forge(room.ana, data).notice == "This button does not count."
    assert room.team.now(row).state == "notified"
    assert refusals(room.team, None) == [("press_refused", "ana", "unknown_notice")]


@pytest.mark.parametrize("letter", ["", "x", "n", "nffffff", "aa"])
async def test_a_button_that_was_never_shown_is_refused(room: StaffRoom, letter: str) -> None:
    row = await room.page()
    room.team.acknowledge(row, "ben")
    assert room.forge(room.ana, f"{room.data(ACK, room.ana)[:-1]}{letter}").notice == "This button does not count."
    assert room.team.now(row).state == "acknowledged"
    assert refusals(room.team, row) == [("press_refused", "ana", "unknown_button")]


async def test_an_account_that_two_people_share_is_nobodys(room: StaffRoom) -> None:
    shared = desk(people=[{**one, "channels": {"chat": "ana_tg"}} for one in STAFF])
    assert StaffChats.of(shared, {"ana_tg": "telegram:12"}, LINK).people == {}
    assert StaffChats.of(room.team.desk, {"team_tg": "telegram:-12", "ana_tg": "telegram:12"}, "").people == {
        "12": "ana"
    }


async def test_who_was_taken_off_the_rota_cannot_press_any_more(room: StaffRoom) -> None:
    row = await room.page()
    del room.door.staff.people[str(room.ana.id)]  # type: ignore[attr-defined]
    assert room.press(room.ana, ACK).notice == "These buttons are for people on the rota."
    assert room.team.now(row).state == "notified"


# Old screens


async def test_a_second_acknowledgement_is_told_who_has_it(room: StaffRoom) -> None:
    row = await room.page()
    room.team.acknowledge(row, "ben")
    received = room.press(room.ana, ACK)
    assert received.notice == "Ben Example has it already."
    assert received.drawing
    assert "Taken by Ben Example" in received.drawing.text
    assert room.team.now(row).acknowledged_by == "ben"
    assert refusals(room.team, row) == [("ack_refused", "ana", "already_acknowledged")]


async def test_a_press_on_a_message_that_shows_an_older_version_is_stale(room: StaffRoom) -> None:
    """It was taken and opened again since: somebody looks at something else than they believe."""
    row = await room.page()
    [notice, *_] = [one for one in room.team.notices(row) if one.channel == "ana_tg"]
    with room.team.database.transaction() as tx:
        incidents.change(tx, room.team.now(row), answered="other")
    assert room.press(room.ana, ACK).notice == "It has changed. Look again."
    room.team.acknowledge(row, "ben")
    assert room.press(room.ana, RESOLVE).notice == "It has changed. Look again."
    assert notice.shown_version == 1
    assert room.team.now(row).state == "acknowledged"
    assert refusals(room.team, row) == [("ack_refused", "ana", "stale"), ("resolve_refused", "ana", "stale")]


async def test_what_was_resolved_elsewhere_refuses_every_button(room: StaffRoom) -> None:
    row = await room.page()
    room.team.acknowledge(row, "ben")
    room.team.resolve(row, "ben", "the canary wrote it")
    for data in (room.data(ACK, room.ana), room.data(RESOLVE, room.ana), note_data(room)):
        received = room.forge(room.ana, data)
        assert received.notice == "Ben Example has resolved it already."
        assert received.drawing
        assert received.drawing.rows == ()
        assert "canary" not in received.drawing.text
    assert (room.team.now(row).resolved_by, room.team.now(row).note) == ("ben", "the canary wrote it")
    assert [code for _, _, code in refusals(room.team, row)] == ["already_resolved"] * 3


async def test_an_update_that_comes_twice_counts_once(room: StaffRoom) -> None:
    row = await room.page()
    update = room.ana.press(ACK)
    room.take(update)
    version = room.team.now(row).version
    again = room.take({**update, "update_id": update["update_id"] + 100})
    assert again.notice == "This press has been counted before."
    assert again.drawing is None
    assert room.team.now(row).version == version
    assert refusals(room.team, row) == [("press_refused", "ana", "replayed")]


async def test_of_two_people_who_press_at_once_exactly_one_has_it(room: StaffRoom) -> None:
    for number in range(10):
        row = await room.page(f"message:{number}")
        message = room.last(room.group)
        updates = [one.press(ACK, on=message, chat=room.group) for one in (room.ana, room.ben)]
        start, words = threading.Barrier(2), []

        def take(update: object, start: threading.Barrier = start, words: list[str] = words) -> None:
            start.wait()
            words.append(room.take(update).notice)

        threads = [threading.Thread(target=take, args=(update,)) for update in updates]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        owner = room.team.now(row).acknowledged_by
        assert owner in ("ana", "ben")
        loser = "ben" if owner == "ana" else "ana"
        assert sorted(words) == sorted(["You have it now.", f"{owner.title()} Example has it already."])
        assert [one for one in room.team.events(row) if one[0] == "acknowledged"] == [("acknowledged", owner, None)]
        assert refusals(room.team, row) == [("ack_refused", loser, "already_acknowledged")]


async def test_a_press_before_the_sending_was_marked_counts(room: StaffRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that dies between sending and marking leaves a message that nobody has noted."""
    monkeypatch.setattr(room.delivery, "_mark_once", lambda *_: None)
    row = await room.page()
    received = room.press(room.ana, ACK)
    assert received.notice == "You have it now."
    assert received.drawing
    assert not received.drawing.recorded
    assert room.team.now(row).acknowledged_by == "ana"


# Groups


async def test_the_group_of_staff_is_not_left_and_any_other_is(room: StaffRoom) -> None:
    assert not room.take(room.group.write(room.ana, "/start")).leave
    other = room.telegram.group("Others")
    assert room.take(other.add_bot(room.ana)).leave


async def test_what_a_failed_drawing_left_is_drawn_anew(room: StaffRoom) -> None:
    row = await room.page()
    received = room.press(room.ana, ACK)
    assert received.drawing
    drawn(room.team.database, received.drawing, succeeded=False)
    await room.board.redraw()
    assert "Taken by Ana Example" in room.last(room.ana).text
    assert {one.shown_version for one in room.team.notices(row)} == {2}


async def draw(room: StaffRoom, received: Received) -> None:
    """As the gateway does."""
    one = received.drawing
    assert one
    await room.api.edit(one.address, one.message_id, one.text, one.rows)
    drawn(room.team.database, one)


def note_data(room: StaffRoom) -> str:
    rows = note_buttons(texts().words.staff.chat, room.data(ACK, room.ana).split(":")[1])
    return rows[0][0][1]
