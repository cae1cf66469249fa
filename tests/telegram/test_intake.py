"""Updates: when they are shown, when they are forgotten, and who may ask."""

from __future__ import annotations

import asyncio
import json
import threading
import time

import httpx
import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, NetworkError, TelegramError

from tests.telegram.fake_api import FakeTelegram
from tests.telegram.faults import Fault
from tests.telegram.hook import Door
from tests.telegram.people import Person


def ids(updates: tuple[Update, ...]) -> list[int]:
    return [update.update_id for update in updates]


def texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [update.message.text if update.message else None for update in updates]


@pytest.fixture
def three(telegram: FakeTelegram, ana: Person) -> list[int]:
    """The ids of her start and of two messages."""
    return [telegram.pending[0]["update_id"], ana.write("one")["update_id"], ana.write("two")["update_id"]]


async def test_updates_are_shown_until_a_later_offset_confirms_them(
    telegram: FakeTelegram, bot: Bot, three: list[int]
) -> None:
    assert ids(await bot.get_updates()) == three
    assert ids(await bot.get_updates()) == three
    assert ids(await bot.get_updates(offset=three[1])) == three[1:]
    assert ids(await bot.get_updates()) == three[1:]
    assert [update["update_id"] for update in telegram.pending] == three[1:]
    assert ids(await bot.get_updates(offset=three[2] + 1)) == []
    assert telegram.pending == []


async def test_a_negative_offset_forgets_all_but_the_last(bot: Bot, three: list[int]) -> None:
    assert ids(await bot.get_updates(offset=-1)) == three[2:]
    assert ids(await bot.get_updates()) == three[2:]


async def test_an_offset_far_ahead_confirms_nothing(bot: Bot, three: list[int]) -> None:
    assert ids(await bot.get_updates(offset=three[2] + 1000)) == three


async def test_the_limit_is_kept_between_1_and_100(bot: Bot, ana: Person, three: list[int]) -> None:
    assert ids(await bot.get_updates(limit=2)) == three[:2]
    assert ids(await bot.get_updates(limit=0)) == three[:1]
    for number in range(110):
        ana.write(str(number))
    assert len(await bot.get_updates(limit=500)) == 100


async def test_a_long_poll_ends_as_soon_as_something_comes(bot: Bot, ana: Person, three: list[int]) -> None:
    timer = threading.Timer(0.3, ana.write, ["now"])
    timer.start()
    started = time.monotonic()
    updates = await bot.get_updates(offset=three[2] + 1, timeout=4)
    assert texts(updates) == ["now"]
    assert 0.25 < time.monotonic() - started < 1.5
    started = time.monotonic()
    assert await bot.get_updates(offset=updates[0].update_id + 1, timeout=1) == ()
    assert 0.9 < time.monotonic() - started < 2


async def test_a_second_poll_ends_the_first_one(telegram: FakeTelegram, bot: Bot, three: list[int]) -> None:
    first = asyncio.create_task(bot.get_updates(offset=three[2] + 1, timeout=4))
    await telegram.becomes(lambda: telegram.calls_of("getUpdates"))
    second = asyncio.create_task(bot.get_updates(offset=three[2] + 1, timeout=4))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await asyncio.wait_for(first, 2)
    assert not second.done()
    telegram.person().start()
    assert texts(await second) == ["/start"]


async def test_the_kinds_allowed_are_remembered(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["callback_query", "message_reaction"])
    message = await bot.send_message(ana.id, "Hi")
    assert "update_id" not in ana.write("not for the bot")
    ana.react(message.to_dict(), "👍")
    updates = await bot.get_updates()
    assert [update.message_reaction is not None for update in updates] == [False, True]
    await bot.get_updates(offset=updates[-1].update_id + 1, allowed_updates=[])
    ana.write("for the bot")
    assert "update_id" not in ana.react(message.to_dict(), "👎")
    assert texts(await bot.get_updates()) == ["for the bot"]


async def test_reactions_and_members_are_not_delivered_by_default(
    telegram: FakeTelegram, bot: Bot, ana: Person
) -> None:
    message = await bot.send_message(ana.id, "Hi")
    group = telegram.group()
    group.add_bot(by=ana, admin=True)
    await bot.get_updates(offset=telegram.next_update_id)
    ana.react(message.to_dict(), "👍")
    group.add(ana)
    (joined,) = await bot.get_updates()
    assert joined.message is not None
    assert [one.id for one in joined.message.new_chat_members] == [ana.id]


async def test_an_update_delivered_again_or_out_of_order_is_shown_once(
    telegram: FakeTelegram, bot: Bot, ana: Person, three: list[int]
) -> None:
    updates = await bot.get_updates()
    ahead = three[2] + 1
    assert await bot.get_updates(offset=ahead) == ()
    telegram.redeliver(updates[1].to_dict())
    assert ids(await bot.get_updates(offset=ahead)) == [three[1]]
    assert await bot.get_updates(offset=ahead) == ()
    telegram.next_update_id = three[0] - 5
    ana.write("below")
    assert texts(await bot.get_updates(offset=ahead)) == ["below"]


async def test_an_update_that_came_below_a_waiting_one_is_shown_before_it_is_confirmed(
    telegram: FakeTelegram, bot: Bot, ana: Person, three: list[int]
) -> None:
    """However close its arrival is to the confirmation of the one above it."""
    ahead = three[2] + 1
    await bot.get_updates()
    telegram.next_update_id = three[0] - 5
    ana.write("below")
    assert texts(await bot.get_updates(offset=ahead)) == ["below"]
    assert await bot.get_updates(offset=ahead) == ()


async def test_after_ids_start_again_low_an_old_offset_confirms_nothing(
    telegram: FakeTelegram, bot: Bot, ana: Person, three: list[int]
) -> None:
    await bot.get_updates(offset=three[2] + 1)
    telegram.next_update_id = 7
    ana.write("new row")
    for _ in range(2):
        assert ids(await bot.get_updates(offset=three[2] + 1)) == [7]
    assert ids(await bot.get_updates(offset=8)) == []


async def test_updates_are_kept_for_a_day() -> None:
    now = [1_700_000_000.0]
    with FakeTelegram(clock=lambda: now[0]) as telegram:
        telegram.person().start()
        now[0] += 24 * 3600 - 1
        assert len(telegram.pending) == 1
        now[0] += 2
        assert telegram.pending == []


@pytest.mark.parametrize("raw", [b'{"update_id": 100000009, "message": 7}', b'"nonsense"', b"{bad", b'"\xff\xfe"'])
async def test_anything_can_stand_in_the_place_of_an_update(telegram: FakeTelegram, ana: Person, raw: bytes) -> None:
    telegram.inject(raw)
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{telegram.url}/bot{telegram.token}/getUpdates")
    assert answer.content.endswith(b"," + raw + b"]}")
    assert len(telegram.pending) == 2


async def test_an_injected_object_gets_a_number(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.inject({"new_kind": {"a": 1}})
    (update,) = await bot.get_updates()
    assert update.update_id == telegram.next_update_id - 1
    assert update.api_kwargs == {"new_kind": {"a": 1}}


async def test_polls_fail_by_plan_and_lose_nothing(telegram: FakeTelegram, bot: Bot, three: list[int]) -> None:
    for fault, error in (
        (Fault(409, "terminated by other getUpdates request"), Conflict),
        (Fault(502), NetworkError),
        (Fault("cut_after"), NetworkError),
        (Fault("garbage"), TelegramError),
    ):
        telegram.fail("getUpdates", with_=fault)
        with pytest.raises(error):
            await bot.get_updates(timeout=1)
    assert ids(await bot.get_updates()) == three


async def test_no_polling_while_a_webhook_is_set(telegram: FakeTelegram, bot: Bot, three: list[int]) -> None:
    waiting = asyncio.create_task(bot.get_updates(offset=three[2] + 1, timeout=4))
    await telegram.becomes(lambda: telegram.calls_of("getUpdates"))
    with Door() as door:
        assert await bot.set_webhook(door.url)
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await waiting
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        assert await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_webhook_brings_updates_in_order_with_the_secret(
    telegram: FakeTelegram, bot: Bot, ana: Person, three: list[int]
) -> None:
    with Door() as door:
        await bot.set_webhook(door.url, secret_token="s3cret_-", max_connections=1)
        ana.write("three")
        await telegram.becomes(lambda: len(door.brought) == 4)
        await telegram.becomes(lambda: not telegram.pending)
        info = await bot.get_webhook_info()
        await bot.delete_webhook()
    assert [one.body["update_id"] for one in door.brought] == [*three, three[2] + 1]
    assert {one.secret for one in door.brought} == {"s3cret_-"}
    assert (info.url, info.pending_update_count, info.last_error_date) == (door.url, 0, None)
    assert not info.api_kwargs
    assert (await bot.get_webhook_info()).url == ""


async def test_a_webhook_tries_again_with_growing_pauses(telegram: FakeTelegram, bot: Bot, three: list[int]) -> None:
    telegram.webhook_pauses(0.1, 5)
    with Door(500, 403, 302) as door:
        await bot.set_webhook(door.url)
        await telegram.becomes(lambda: len(door.brought) == 3)
        assert len(telegram.pending) == 3
        info = await bot.get_webhook_info()
        await telegram.becomes(lambda: not telegram.pending)
    assert [one.body["update_id"] for one in door.brought] == [three[0]] * 4 + three[1:]
    assert {one.secret for one in door.brought} == {None}
    at = [one.at for one in door.brought]
    assert at[1] - at[0] >= 0.1
    assert at[2] - at[1] >= 0.2
    assert at[3] - at[2] >= 0.4
    assert (info.last_error_message or "").startswith("Wrong response from the webhook")


async def test_a_webhook_nobody_answers_keeps_its_updates(telegram: FakeTelegram, bot: Bot, three: list[int]) -> None:
    with Door() as door:
        url = door.url
    await bot.set_webhook(url)
    deadline = time.monotonic() + 5
    while (await bot.get_webhook_info()).last_error_message is None:
        assert time.monotonic() < deadline
    await bot.delete_webhook()
    assert ids(await bot.get_updates()) == three
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_an_answer_to_a_webhook_may_carry_a_request(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    reply = json.dumps({"method": "sendMessage", "chat_id": ana.id, "text": "At once"}).encode()
    with Door(answer=reply) as door:
        await bot.set_webhook(door.url)
        await telegram.becomes(lambda: telegram.sent(ana))
    assert telegram.sent(ana)[0].text == "At once"


@pytest.mark.parametrize(
    ("url", "secret", "refusal"),
    [
        ("https://example.org/x", "not allowed!", "(?i)secret token contains unallowed characters"),
        ("http://example.org/x", None, "(?i)https url must be provided"),
        ("nowhere", None, "(?i)invalid webhook url"),
    ],
)
async def test_webhooks_that_are_refused(bot: Bot, url: str, secret: str | None, refusal: str) -> None:
    with pytest.raises(BadRequest, match=refusal):
        await bot.set_webhook(url, secret_token=secret)
    assert (await bot.get_webhook_info()).url == ""
