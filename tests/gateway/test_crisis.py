"""The safety reply goes out at once and in order, whatever becomes of Rasa."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiohttp import web

from bot.db import outbox
from bot.gateway import dispatcher as module
from bot.scripts.library import Library
from bot.services.conversation import Database, NotTaken
from bot.services.incidents import acknowledge, list_incidents
from tests.gateway.rasa_fake import Answer, FakeRasa, fails, hangs, says
from tests.gateway.test_dispatcher import Gateway, at_work
from tests.guards import guard_of_checkout

CRISIS = "i want to kill myself"
REPLY = 3
"""Messages that a safety reply is made of."""


def drops_out() -> Answer:
    """Rasa's process ends while it works."""

    async def answer(_: object) -> object:
        raise asyncio.CancelledError

    return answer  # type: ignore[return-value]


async def replied(gateway: Gateway, chat: str, seconds: float = 5) -> list[str]:
    """What is shown in this chat once a whole safety reply is."""

    def texts() -> list[str]:
        return [one.body["text"] for one in gateway.channel.sent if one.chat_id == chat]

    await gateway.until(lambda: len(texts()) >= REPLY, seconds)
    return texts()


@pytest.mark.parametrize("answer", [hangs(60, says("late")), fails(503), fails(500), says(), drops_out()])
async def test_the_reply_is_shown_at_once_whatever_rasa_does(
    database: Database, library: Library, answer: Answer
) -> None:
    async with at_work(database, library, FakeRasa(answer)) as gateway:
        chat, begins = gateway.chat(), time.monotonic()
        await gateway.intake.text(chat, "key-0001", CRISIS)
        shown = await replied(gateway, chat)
        assert time.monotonic() - begins < 1
    assert ["911" in shown[0], "988" in shown[1]] == [True, True]
    assert len(shown) == REPLY


async def test_it_does_not_wait_for_a_message_before_it(database: Database, library: Library) -> None:
    """The one before still hangs in Rasa; its answer comes after the safety reply and not in the middle of it."""
    async with at_work(database, library, FakeRasa(hangs(1, says("how nice")), says("dropped"))) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(chat, "key-0001", "i had lunch")
        await gateway.intake.text(chat, "key-0002", CRISIS)
        await replied(gateway, chat, 0.9)
        await gateway.until(lambda: "how nice" in gateway.channel.texts)
    assert gateway.channel.texts[REPLY:] == ["how nice"]


async def test_rasa_is_asked_once_the_reply_is_out(database: Database, library: Library) -> None:
    """What is shown by the time Rasa is asked; its own work must not slow the reply down."""
    shown: list[int] = []

    async def answer(_: object) -> web.Response:
        shown.append(len(gateway.channel.sent))
        return await says("you could breathe")({})

    async with at_work(database, library, FakeRasa(answer)) as gateway:
        gateway.channel.seconds = 0.05
        await gateway.intake.text(gateway.chat(), "key-0001", CRISIS)
        await gateway.until(lambda: bool(shown))
    assert shown == [REPLY]


async def test_rasa_gets_the_outcome_and_none_of_the_words(database: Database, library: Library) -> None:
    rasa = FakeRasa(says("you could breathe"))
    async with at_work(database, library, rasa) as gateway:
        await gateway.intake.text(gateway.chat(), "key-0001", CRISIS)
        await gateway.until(lambda: bool(rasa.requests))
        await gateway.until(lambda: len(gateway.channel.typed) == 2)
    assert [request["text"] for request in rasa.requests] == ["/crisis"]
    assert "kill" not in str(rasa.requests)
    assert "you could breathe" not in gateway.channel.texts


async def test_what_may_mean_danger_reaches_rasa_as_a_concern(database: Database, library: Library) -> None:
    rasa = FakeRasa(says())
    async with at_work(database, library, rasa) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(chat, "key-0001", "nobody would miss me")
        await gateway.until(lambda: len(gateway.channel.sent) == 2)
        await gateway.until(lambda: bool(rasa.requests))
    assert [request["text"] for request in rasa.requests] == ["/concern"]
    assert [one["title"] for one in gateway.channel.sent[-1].body["buttons"]] == ["Yes", "No", "I am not sure"]


async def test_nobody_is_told_that_it_has_to_wait(
    database: Database, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TELL_AFTER_SECONDS", 0.05)
    async with at_work(database, library, FakeRasa(hangs(0.5, says()))) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(chat, "key-0001", CRISIS)
        await gateway.until(lambda: len(gateway.channel.typed) == 2)
    assert library.wording.waiting.to("en") not in gateway.channel.texts


async def test_the_chat_goes_on_after_a_message_rasa_could_not_handle(database: Database, library: Library) -> None:
    rasa = FakeRasa(*[fails(500)] * module.MOST_ATTEMPTS, says("hello again"))
    async with at_work(database, library, rasa) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(chat, "key-0001", CRISIS)
        await gateway.intake.text(chat, "key-0002", "hello")
        await gateway.until(lambda: "hello again" in gateway.channel.texts)
    assert library.wording.set_aside.to("en") not in gateway.channel.texts


async def test_the_same_message_sent_again_is_replied_to_once(database: Database, library: Library) -> None:
    async with at_work(database, library, FakeRasa(says())) as gateway:
        chat = gateway.chat()
        await asyncio.gather(*(gateway.intake.text(chat, "key-0001", CRISIS) for _ in range(20)))
        await replied(gateway, chat)
        await asyncio.sleep(0.3)
    assert len(gateway.channel.sent) == REPLY
    assert len(list_incidents(database)) == 1


async def test_a_reply_stored_before_a_crash_is_shown_after_it(database: Database, library: Library) -> None:
    async with at_work(database, library, FakeRasa(hangs(60, says()))) as gateway:
        gateway.channel.broken = True
        await gateway.intake.text(gateway.chat(), "key-0001", CRISIS)
        await gateway.until(lambda: bool(gateway.channel.typed))
    async with at_work(database, library, FakeRasa(hangs(60, says()))) as gateway:
        await gateway.until(lambda: len(gateway.channel.sent) == REPLY, 2)


async def test_a_channel_that_fails_once_gets_the_reply_in_the_next_round(database: Database, library: Library) -> None:
    async with at_work(database, library, FakeRasa(hangs(60, says()))) as gateway:
        gateway.channel.broken = True
        await gateway.intake.text(gateway.chat(), "key-0001", CRISIS)
        await asyncio.sleep(0.2)
        gateway.channel.broken = False
        await gateway.until(lambda: len(gateway.channel.sent) == REPLY, 2)


async def test_what_other_processes_store_is_shown_within_two_seconds(database: Database, library: Library) -> None:
    """That staff have seen it, from a terminal; while another chat's message hangs in Rasa."""
    async with at_work(database, library, FakeRasa(hangs(60, says()))) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(gateway.chat("other"), "key-0001", "hello")
        await gateway.intake.text(chat, "key-0002", CRISIS)
        await replied(gateway, chat)
        desk = guard_of_checkout().desk
        [row] = list_incidents(database)
        await asyncio.to_thread(acknowledge, database, desk, row.id, desk.escalation.people[0].id)
        await gateway.until(lambda: gateway.channel.texts[-1] == desk.texts.seen("en")[0]["text"], 2)


async def test_one_chat_that_cannot_be_reached_holds_up_no_other(database: Database, library: Library) -> None:
    async with at_work(database, library, FakeRasa(says())) as gateway:
        stuck, chat = gateway.chat("stuck"), gateway.chat()
        send = gateway.channel.send

        async def hang(message: object) -> None:
            if message.chat_id == stuck:  # type: ignore[attr-defined]
                await asyncio.sleep(60)
            await send(message)  # type: ignore[arg-type]

        gateway.channel.send = hang  # type: ignore[method-assign]
        for number, one in enumerate((stuck, chat)):
            with database.transaction() as tx:
                outbox.store(tx, one, f"later:{number}", [{"text": "How are you right now?"}])
        await gateway.until(lambda: [one.chat_id for one in gateway.channel.sent] == [chat], 2)


async def test_a_refused_message_leaves_nothing_to_send(database: Database, library: Library) -> None:
    async with at_work(database, library, FakeRasa(says("ok"))) as gateway:
        with pytest.raises(NotTaken):
            await gateway.intake.text(gateway.chat(), "key-0001", "x" * 4200)
        await asyncio.sleep(0.2)
    assert gateway.channel.sent == []
