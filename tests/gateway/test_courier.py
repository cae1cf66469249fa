from __future__ import annotations

import asyncio

import pytest

from bot.gateway.courier import Courier
from bot.services import conversation, people
from bot.services.conversation import Database
from tests.gateway.channel_fake import FakeChannel
from tests.guards import guard_of_checkout


@pytest.fixture
def chat(database: Database) -> str:
    with database.transaction() as tx:
        return people.demo_chat(tx, "page", "somebody").id


def store(database: Database, chat: str, *bodies: dict[str, object]) -> None:
    """Store bubbles as the reply to a message."""
    conversation.receive_text(database, guard_of_checkout(), chat, f"key-{id(bodies)}", "hello")
    message = conversation.next_message(database, chat)
    assert message
    conversation.finish(database, message, list(bodies))


def pace(*seconds: float) -> dict[str, object]:
    frames = [{"show": f"step {n}", "seconds": s, "round": 1} for n, s in enumerate(seconds)]
    return {"text": "step 0", "buttons": [], "custom": {"visit": 3, "commands": [], "pace": frames}}


async def test_bubbles_go_out_in_order_and_once(database: Database, chat: str) -> None:
    channel = FakeChannel()
    courier = Courier(database, channel)
    store(database, chat, {"text": "one"}, {"text": "two"})
    await courier.deliver(chat)
    await courier.deliver(chat)
    assert channel.texts == ["one", "two"]


async def test_what_is_handed_over_goes_out_once_even_when_another_delivery_was_quicker(
    database: Database, chat: str
) -> None:
    channel = FakeChannel()
    courier = Courier(database, channel)
    store(database, chat, {"text": "one"}, {"text": "two"})
    waiting = conversation.unsent(database, chat)
    courier.deliver_soon(chat)
    await courier.idle()
    courier.deliver_soon(chat, waiting)
    await courier.idle()
    assert channel.texts == ["one", "two"]


async def test_what_could_not_be_sent_is_sent_later(database: Database, chat: str) -> None:
    channel = FakeChannel()
    courier = Courier(database, channel)
    store(database, chat, {"text": "one"})
    channel.broken = True
    with pytest.raises(ConnectionError):
        await courier.deliver(chat)
    channel.broken = False
    await courier.catch_up()
    await courier.idle()
    assert channel.texts == ["one"]


async def test_a_paced_bubble_shows_each_frame_and_ends(database: Database, chat: str) -> None:
    channel = FakeChannel()
    store(database, chat, pace(0.2, 0.2))
    await Courier(database, channel).deliver(chat)
    await asyncio.sleep(0.8)
    assert [(moment.show, moment.over) for _, moment in channel.moments] == [
        ("step 0", False),
        ("step 1", False),
        ("step 1", True),
    ]


async def test_the_end_of_a_pace_is_kept_as_a_timer(database: Database, chat: str) -> None:
    store(database, chat, pace(0.3))
    await Courier(database, FakeChannel()).deliver(chat)
    assert conversation.next_message(database, chat) is None
    await asyncio.sleep(0.5)
    timer = conversation.next_message(database, chat)
    assert timer
    assert timer.metadata["pace_over"]
    assert timer.metadata["visit"] == 3


async def test_a_paced_bubble_stands_still_when_the_person_writes(database: Database, chat: str) -> None:
    channel = FakeChannel()
    courier = Courier(database, channel)
    store(database, chat, pace(5, 5))
    await courier.deliver(chat)
    await asyncio.sleep(0.1)
    courier.stop_pace(chat)
    await asyncio.sleep(0.1)
    assert [moment.over for _, moment in channel.moments] == [False, True]


async def test_a_bubble_that_was_moving_moves_on_after_a_restart(database: Database, chat: str) -> None:
    store(database, chat, pace(0.2, 5))
    await Courier(database, FakeChannel()).deliver(chat)
    await asyncio.sleep(0.3)
    channel = FakeChannel()
    await Courier(database, channel).catch_up()
    await asyncio.sleep(0.1)
    assert [moment.show for _, moment in channel.moments] == ["step 1"]
