from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import pytest

from bot.clients.rasa import RasaClient
from bot.db import assignments, chats
from bot.gateway import dispatcher as module
from bot.gateway.courier import Courier
from bot.gateway.dispatcher import Dispatcher
from bot.gateway.intake import Intake
from bot.scripts.library import Library
from bot.services import incidents, people
from bot.services.conversation import Database
from bot.services.practice import Practice
from tests.gateway.channel_fake import FakeChannel
from tests.gateway.rasa_fake import Answer, FakeRasa, fails, hangs, says
from tests.guards import guard_of_checkout, practice_of_checkout
from tests.services.practising import Person as Practising


class Gateway:
    """A dispatcher at work between a fake Rasa and a fake channel, on a real database."""

    def __init__(self, database: Database, intake: Intake, channel: FakeChannel) -> None:
        self.database, self.intake, self.channel = database, intake, channel

    def chat(self, address: str = "somebody") -> str:
        with self.database.transaction() as tx:
            return people.demo_chat(tx, "page", address).id

    def practises(self, library: Library, chat_id: str, script: str, answers: Sequence[str]) -> None:
        """The answers to the first steps of a script, taken while Rasa was there."""
        with self.database.transaction() as tx:
            chat = chats.get(tx, chat_id)
            assert chat is not None
            assignments.add(tx, chat.participant_id, script, ["mon"], "10:00")
        person = Practising(self.database, library, chat)
        person.begin(script)
        person.say(*answers)

    async def until(self, holds: Callable[[], bool], seconds: float = 20) -> None:
        async def poll() -> None:
            while not holds():  # noqa: ASYNC110  (what is waited for has no event)
                await asyncio.sleep(0.01)

        await asyncio.wait_for(poll(), seconds)


@asynccontextmanager
async def at_work(database: Database, library: Library, rasa: FakeRasa) -> AsyncIterator[Gateway]:
    channel = FakeChannel()
    async with rasa, RasaClient(rasa.url, "X-Secret", "s") as client:
        courier = Courier(database, channel)
        guard = guard_of_checkout()
        dispatcher = Dispatcher(database, client, courier, practice_of_checkout(library))
        serving = asyncio.create_task(dispatcher.run())
        yield Gateway(database, Intake(database, guard, courier, dispatcher), channel)
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def test_a_reply_is_sent_to_the_chat_it_belongs_to(database: Database, library: Library) -> None:
    async with at_work(database, library, FakeRasa(says("one", "two"))) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(chat, "key-0001", "hello")
        await gateway.until(lambda: gateway.channel.texts == ["one", "two"])
        assert {message.chat_id for message in gateway.channel.sent} == {chat}


async def test_one_chat_is_handled_in_order_and_one_at_a_time(database: Database, library: Library) -> None:
    rasa = FakeRasa(hangs(0.02, says("ok")))
    async with at_work(database, library, rasa) as gateway:
        chat = gateway.chat()
        for number in range(8):
            await gateway.intake.text(chat, f"key-000{number}", f"message {number}")
        await gateway.until(lambda: len(gateway.channel.sent) == 8)
    assert [request["text"] for request in rasa.requests] == [f"message {number}" for number in range(8)]
    assert rasa.most_at_once == {chat: 1}


async def test_a_slow_chat_does_not_hold_up_another(database: Database, library: Library) -> None:
    rasa = FakeRasa(hangs(5, says("late")), says("at once"))
    async with at_work(database, library, rasa) as gateway:
        await gateway.intake.text(gateway.chat("slow"), "key-0001", "hello")
        await gateway.until(lambda: bool(rasa.requests))
        await gateway.intake.text(gateway.chat("quick"), "key-0002", "hello")
        await gateway.until(lambda: gateway.channel.texts == ["at once"], seconds=4)


@pytest.mark.parametrize("status", [503, 403, 404])
async def test_a_message_waits_until_rasa_is_back(database: Database, library: Library, status: int) -> None:
    rasa = FakeRasa(fails(status), fails(status), fails(status), says("back"))
    async with at_work(database, library, rasa) as gateway:
        await gateway.intake.text(gateway.chat(), "key-0001", "hello")
        await gateway.until(lambda: "back" in gateway.channel.texts)
    assert len({request["message_id"] for request in rasa.requests}) == 1


async def test_the_person_is_told_once_when_it_takes_long(
    database: Database, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TELL_AFTER_SECONDS", 0.1)
    rasa = FakeRasa(fails(503), fails(503), fails(503), says("back"))
    async with at_work(database, library, rasa) as gateway:
        await gateway.intake.text(gateway.chat(), "key-0001", "hello")
        await gateway.until(lambda: "back" in gateway.channel.texts)
    assert gateway.channel.texts == [library.wording.waiting.to("en"), "back"]


@pytest.mark.parametrize("answer", [fails(500), says()])
async def test_a_message_rasa_cannot_handle_is_set_aside_and_the_chat_goes_on(
    database: Database, library: Library, answer: object
) -> None:
    rasa = FakeRasa(*[answer] * module.MOST_ATTEMPTS, says("fine"))  # type: ignore[list-item]
    async with at_work(database, library, rasa) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(chat, "key-0001", "poison")
        await gateway.intake.text(chat, "key-0002", "hello")
        await gateway.until(lambda: "fine" in gateway.channel.texts)
    assert gateway.channel.texts == [library.wording.set_aside.to("en"), "fine"]


async def test_typed_orders_to_rasa_are_only_words(database: Database, library: Library) -> None:
    rasa = FakeRasa(says("ok"))
    async with at_work(database, library, rasa) as gateway:
        await gateway.intake.text(gateway.chat(), "key-0001", "/restart")
        await gateway.until(lambda: bool(gateway.channel.sent))
    assert not rasa.requests[0]["text"].startswith("/")


async def test_what_was_stored_before_a_crash_is_handled_after_it(database: Database, library: Library) -> None:
    async with at_work(database, library, FakeRasa(hangs(60, says("never")))) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(chat, "key-0001", "before the crash")
    async with at_work(database, library, FakeRasa(says("after it"))) as gateway:
        await gateway.until(lambda: gateway.channel.texts == ["after it"])


async def test_typing_is_shown_and_hidden_again(database: Database, library: Library) -> None:
    async with at_work(database, library, FakeRasa(says("ok"))) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(chat, "key-0001", "hello")
        await gateway.until(lambda: gateway.channel.typed == [(chat, True), (chat, False)])


@pytest.mark.parametrize("way", [fails(503), fails(500), says(), hangs(30, says("late"))])
@pytest.mark.parametrize("text", ["human", "talk to a person"])
async def test_who_asks_for_a_person_is_heard_while_rasa_is_of_no_use(
    database: Database, library: Library, way: Answer, text: str
) -> None:
    async with at_work(database, library, FakeRasa(way)) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(chat, "key-0001", text)
        await gateway.until(lambda: bool(incidents.list_incidents(database)), seconds=5)
        [page] = incidents.list_incidents(database)
        assert (page.kind, page.level, page.chat_id) == ("person_wanted", "page", chat)
        await gateway.until(lambda: len(gateway.channel.texts) == 2)
        assert "988" in gateway.channel.texts[0]


@pytest.mark.parametrize("way", [fails(503), fails(500), says(), hangs(30, says("late"))])
@pytest.mark.parametrize(
    ("script", "answers", "rating", "kind", "said"),
    [
        ("mood_check_in", ["5"], "9", "high_distress", "988"),
        ("phq9", ["0"] * 8, "Several days", "worrying_answer", "988"),
    ],
)
async def test_an_answer_that_pages_is_heard_while_rasa_is_of_no_use(
    database: Database,
    library: Library,
    way: Answer,
    script: str,
    answers: list[str],
    rating: str,
    kind: str,
    said: str,
) -> None:
    async with at_work(database, library, FakeRasa(way)) as gateway:
        chat = gateway.chat()
        gateway.practises(library, chat, script, answers)
        await gateway.intake.text(chat, "key-0001", rating)
        await gateway.until(lambda: bool(incidents.list_incidents(database)), seconds=5)
        [page] = incidents.list_incidents(database)
        assert (page.kind, page.level, page.chat_id) == (kind, "page", chat)
        await gateway.until(lambda: bool(gateway.channel.texts))
        assert any(said in text for text in gateway.channel.texts)


async def test_a_fault_in_reading_ahead_keeps_nobody_from_being_told(
    database: Database, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_too(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(Practice, "page_ahead", fails_too)
    monkeypatch.setattr(module, "TELL_AFTER_SECONDS", 0.1)
    rasa = FakeRasa(fails(503), fails(503), fails(503), *[fails(500)] * module.MOST_ATTEMPTS, says("fine"))
    async with at_work(database, library, rasa) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(chat, "key-0001", "hello")
        await gateway.intake.text(chat, "key-0002", "hello again")
        await gateway.until(lambda: "fine" in gateway.channel.texts)
    waits, set_aside = library.wording.waiting.to("en"), library.wording.set_aside.to("en")
    assert gateway.channel.texts == [waits, set_aside, "fine"]


async def test_an_answer_that_was_paged_about_still_goes_to_rasa(database: Database, library: Library) -> None:
    rasa = FakeRasa(hangs(2.5, says("thanks")))
    async with at_work(database, library, rasa) as gateway:
        chat = gateway.chat()
        gateway.practises(library, chat, "mood_check_in", ["5"])
        await gateway.intake.text(chat, "key-0001", "9")
        await gateway.until(lambda: gateway.channel.texts[-1:] == ["thanks"])
        assert [request["text"] for request in rasa.requests][-1] == "9"
        assert len(incidents.list_incidents(database)) == 1


async def test_what_rasa_says_later_to_that_wish_is_dropped(database: Database, library: Library) -> None:
    async with at_work(database, library, FakeRasa(hangs(2.5, says("late")), says("ok"))) as gateway:
        chat = gateway.chat()
        await gateway.intake.text(chat, "key-0001", "human")
        await gateway.until(lambda: len(gateway.channel.texts) == 2)
        await gateway.intake.text(chat, "key-0002", "thanks")
        await gateway.until(lambda: gateway.channel.texts[2:] == ["ok"])
        assert len(incidents.list_incidents(database)) == 1
