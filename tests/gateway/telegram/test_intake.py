"""Updates through poll, screen, database and out again, over the real Bot API client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.db import inbox, telegram_updates
from bot.db.database import Database
from bot.services.incidents import list_incidents, read_words_within
from tests.gateway.rasa_fake import says
from tests.gateway.telegram.desk import telegram_desk
from tests.telegram.fake_api import FakeTelegram


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


async def test_from_the_link_over_consent_to_an_answer_of_rasa(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram, says("Hello again.")) as desk:
        robin = await desk.enrolled()
        robin.write("hi there")
        await telegram.becomes(lambda: "Hello again." in desk.texts(robin))
        assert desk.rasa.requests[-1]["text"] == "hi there"
        assert telegram.pending == []


async def test_crisis_language_is_answered_before_rasa_and_opens_an_incident(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        robin.write("I want to kill myself tonight")
        await telegram.becomes(lambda: any("988" in text for text in desk.texts(robin)[-3:]))
        assert [one.level for one in list_incidents(database)] == ["page"]
        assert all("kill" not in str(request) for request in desk.rasa.requests)


async def test_somebody_unknown_gets_contacts_and_nothing_of_theirs_is_kept(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram) as desk:
        stranger = telegram.person("Sam")
        stranger.write("hello, I want to die")
        await telegram.becomes(lambda: len(desk.texts(stranger)) == 2)
        assert "988" in desk.texts(stranger)[-1]
        with database.reading() as tx:
            assert inbox.counts(tx) == {}
            assert telegram_updates.counts(tx) == {"passed": 1}
        assert list_incidents(database) == []


async def test_one_that_cannot_be_read_is_set_aside_and_the_others_go_on(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram, says("Hello again.")) as desk:
        robin = await desk.enrolled()
        telegram.inject({"message": {"message_id": "no number"}})
        robin.write("hi there")
        await telegram.becomes(lambda: "Hello again." in desk.texts(robin))
        await telegram.becomes(lambda: telegram.pending == [])
        with database.reading() as tx:
            [raw] = telegram_updates.set_aside(tx)
        assert raw["message"] == {"message_id": "no number"}


async def test_a_fault_of_ours_while_a_message_is_taken_in_pages(
    database: Database, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with words in which the screen finds nothing: nobody knows what would have become of them."""
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        with monkeypatch.context() as during:
            during.setattr("bot.services.telegram.program_notice", fails)
            robin.write("good evening")
            await telegram.becomes(lambda: any("988" in text for text in desk.texts(robin)[-3:]))
        [page] = list_incidents(database)
        assert (page.kind, page.level, page.rule) == ("unreadable", "page", "intake.fault")
        with database.transaction() as tx:
            assert read_words_within(tx, page.id, "ana") == "good evening"
        assert telegram.pending == []


async def test_a_press_that_fails_pages(
    database: Database, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        with monkeypatch.context() as during:
            during.setattr("bot.services.conversation.take_button", fails)
            robin.press(desk.reception.words.menu.to("en"))
            await telegram.becomes(lambda: len(list_incidents(database)) == 1)


async def test_when_that_fails_too_it_is_set_aside_and_the_others_go_on(
    database: Database, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with telegram_desk(database, telegram, says("Hello again.")) as desk:
        robin = await desk.enrolled()
        with monkeypatch.context() as during:
            during.setattr("bot.services.crisis.screenings.store", fails)
            robin.write("good evening")
            await telegram.becomes(lambda: set_aside(database) == 1)
        robin.write("hi there")
        await telegram.becomes(lambda: "Hello again." in desk.texts(robin))


def fails(*_: object, **__: object) -> None:
    raise RuntimeError("a fault of ours")


def set_aside(database: Database) -> int:
    with database.reading() as tx:
        return len(telegram_updates.set_aside(tx))
