"""From the outbox to Telegram: in order per chat, whatever Telegram answers."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator

import pytest
from aiolimiter import AsyncLimiter

from bot.db import chats, outbox
from bot.db.database import Database
from bot.services import safety_replies
from bot.services.telegram import CHANNEL
from tests.gateway.rasa_fake import hangs, says
from tests.gateway.telegram.desk import TelegramDesk, telegram_desk
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.faults import Fault
from tests.telegram.people import Person


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


def store(database: Database, person: Person, cause: str, *texts: str) -> str:
    """As another process would; returns the chat's id."""
    with database.transaction() as tx:
        chat = chats.find(tx, CHANNEL, str(person.id))
        assert chat
        outbox.store(tx, chat.id, cause, [{"text": text} for text in texts])
        return chat.id


def lines(desk: TelegramDesk, person: Person) -> list[str]:
    return [text for text in desk.texts(person) if text.startswith("line")]


async def test_what_waits_is_sent_in_order_by_itself(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        store(database, robin, "a", *(f"line {number}" for number in range(5)))
        await telegram.becomes(lambda: lines(desk, robin) == [f"line {number}" for number in range(5)])


async def test_what_is_said_in_a_crisis_does_not_stand_in_line_for_telegrams_limit(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin, sam, kim = [await desk.enrolled(name) for name in ("Robin", "Sam", "Kim")]
        desk.channel.pace = AsyncLimiter(1, 60)
        store(database, robin, "a", "line for robin")
        await telegram.becomes(lambda: lines(desk, robin))
        store(database, sam, "b", "line for sam")
        store(database, kim, f"{safety_replies.SAFETY_CAUSE}a", "line for kim", "line after it")
        await telegram.becomes(lambda: len(lines(desk, kim)) == 2)
        assert lines(desk, sam) == []


async def test_a_chat_that_must_be_left_alone_delays_no_other(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin, sam = await desk.enrolled("Robin"), await desk.enrolled("Sam")
        told = time.monotonic()
        telegram.fail("sendMessage", chat=robin, times=1, with_=Fault(429, retry_after=3))
        store(database, robin, "a", "line for robin")
        await telegram.becomes(lambda: len(telegram.calls_of("sendMessage", robin)) > 0)
        store(database, sam, "b", "line for sam")
        waited = await telegram.becomes(lambda: lines(desk, sam))
        assert waited < 2.5
        await telegram.becomes(lambda: lines(desk, robin))
        assert time.monotonic() - told >= 3


@pytest.mark.parametrize("fault", [Fault(500), Fault("cut"), Fault("garbage"), Fault("hang", seconds=0.5)])
async def test_it_is_tried_again_after_a_fault_and_the_order_stays(
    database: Database, telegram: FakeTelegram, fault: Fault
) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        telegram.fail("sendMessage", chat=robin, times=2, with_=fault)
        store(database, robin, "a", "line 1", "line 2")
        await telegram.becomes(lambda: lines(desk, robin) == ["line 1", "line 2"])


async def test_a_message_that_telegram_will_never_take_holds_up_nothing(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        telegram.fail("sendMessage", times=1, with_=Fault(400, "Bad Request: can't parse"), where=_first_line)
        chat_id = store(database, robin, "a", "line 1", "line 2")
        await telegram.becomes(lambda: lines(desk, robin) == ["line 2"])
        await telegram.becomes(lambda: not unsent(database, chat_id))


def unsent(database: Database, chat_id: str) -> int:
    with database.reading() as tx:
        return len(outbox.unsent(tx, chat_id))


def _first_line(parameters: dict[str, object]) -> bool:
    return parameters.get("text") == "line 1"


async def test_a_long_text_comes_in_parts(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        store(database, robin, "a", "line " + "word " * 1500)
        await telegram.becomes(lambda: sum(len(text) for text in desk.texts(robin)) > 7400)


async def test_a_paced_step_changes_one_message_no_faster_than_telegram_takes_it(
    database: Database, telegram: FakeTelegram
) -> None:
    frames = [{"show": f"step {number}", "seconds": 0.5, "round": 1} for number in range(10)]
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        edits = len(telegram.calls_of("editMessageText", robin))
        body = {"text": "Breathe with me.", "buttons": [], "custom": {"visit": 1, "commands": [], "pace": frames}}
        with database.transaction() as tx:
            chat = chats.find(tx, CHANNEL, str(robin.id))
            assert chat
            outbox.store(tx, chat.id, "a", [body])
        await telegram.becomes(lambda: "Breathe with me.\n\nstep 9" in desk.texts(robin), 20)
        assert sum("Breathe with me." in text for text in desk.texts(robin)) == 1
        times = [one.at for one in telegram.calls_of("editMessageText", robin)[edits:]]
        assert len(times) >= 2
        assert all(later - earlier > 0.9 for earlier, later in itertools.pairwise(times))


async def test_typing_shows_while_rasa_thinks_and_ends_with_the_answer(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram, hangs(1, says("Yes.")), says("At once.")) as desk:
        robin = await desk.enrolled()
        robin.write("hello")
        await telegram.becomes(lambda: telegram.calls_of("sendChatAction", robin))
        assert "Yes." not in desk.texts(robin)
        await telegram.becomes(lambda: "Yes." in desk.texts(robin))
        robin.write("and on")
        await telegram.becomes(lambda: "At once." in desk.texts(robin))
        assert len(telegram.calls_of("sendChatAction", robin)) == 1


async def test_an_export_comes_as_a_file(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        robin.write("/export")
        await telegram.becomes(lambda: any(one.document for one in telegram.sent(robin)))
        [file] = [one for one in telegram.sent(robin) if one.document]
        assert file.document
        assert "Synthetic Person" in json.dumps(json.loads(file.document))


async def test_after_an_erasure_the_person_is_told_and_nothing_is_left(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        robin.write("/delete")
        words = desk.reception.words.delete
        await telegram.becomes(lambda: any([words.confirm.to("en")] in one.labels for one in telegram.sent(robin)))
        robin.press(words.confirm.to("en"))
        await telegram.becomes(lambda: desk.texts(robin)[-1] == desk.reception.say(words.done, "en"))
        with database.reading() as tx:
            assert chats.find(tx, CHANNEL, str(robin.id)) is None
