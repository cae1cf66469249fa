"""What people send besides plain text: each is kept, screened and answered, or plainly refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.db import chats, inbox
from bot.db.database import Database
from bot.services import enrolment, reminders
from bot.services.chat_words import Purpose
from bot.services.incidents import list_incidents
from tests.gateway.rasa_fake import says
from tests.gateway.telegram.desk import TelegramDesk, telegram_desk
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.faults import Fault
from tests.telegram.people import Person

CRISIS = "I am going to kill myself tonight"
FORBIDDEN = Fault(403, "Forbidden: bot was blocked by the user")


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


def last(desk: TelegramDesk, person: Person) -> str:
    return desk.texts(person)[-1]


def unreachable(database: Database) -> list[str]:
    """Why the chats that cannot be written to cannot be."""
    with database.reading() as tx:
        return chats.unreachable(tx)


def unread(desk: TelegramDesk, language: str = "en") -> str:
    return str(desk.reception.desk.texts.not_read(language)[0]["text"])


MEDIA: dict[str, Callable[[Person], object]] = {
    "photo": Person.send_photo,
    "voice": Person.send_voice,
    "video_note": Person.send_video_note,
    "sticker": Person.send_sticker,
    "document": Person.send_document,
    "contact": Person.send_contact,
    "location": Person.send_location,
    "dice": Person.send_dice,
    "poll": lambda person: person.send_poll("Tea or coffee?", ("tea", "coffee")),
}


@pytest.mark.parametrize("kind", MEDIA)
async def test_what_is_not_text_gets_a_word_that_it_was_not_read(
    database: Database, telegram: FakeTelegram, kind: str
) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        MEDIA[kind](robin)
        await telegram.becomes(lambda: last(desk, robin) == unread(desk))
        assert "988" in unread(desk)
        assert "911" in unread(desk)
        if kind != "contact":
            assert desk.rasa.requests == []


async def test_that_a_photo_was_not_read_is_said_in_the_persons_language(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled(language="es")
        robin.send_photo()
        await telegram.becomes(lambda: last(desk, robin) == unread(desk, "es"))
        assert "llama al 988 y marca 2" in unread(desk, "es")


async def test_a_photo_in_answer_to_the_direct_question_is_no_plain_no(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        robin.write("nobody would miss me if I was gone")
        question = str(desk.reception.desk.texts.question("en")[-1]["text"])
        await telegram.becomes(lambda: last(desk, robin) == question)
        robin.send_photo()
        await telegram.becomes(lambda: last(desk, robin) == unread(desk))
        assert [one.level for one in list_incidents(database)] == ["page"]


@pytest.mark.parametrize(
    "send",
    [
        lambda person: person.send_photo(CRISIS),
        lambda person: person.send_document(CRISIS),
        lambda person: person.send_voice(CRISIS),
        lambda person: person.forward(CRISIS, "Somebody"),
        lambda person: person.reply(person.write("hello"), CRISIS),
        lambda person: person.edit(person.write("hello"), CRISIS),
        lambda person: person.send_poll(CRISIS, ("yes", "no")),
        lambda person: person.write(f"/help {CRISIS}"),
        lambda person: person.write(f"/nothing_of_ours {CRISIS}"),
        lambda person: person.write("😀" * 1000 + CRISIS),
        lambda person: person.write(CRISIS + " " + "x " * 2000),
    ],
    ids=["photo", "document", "voice", "forward", "reply", "edit", "poll", "help", "command", "emoji", "long"],
)
async def test_crisis_language_is_found_wherever_it_stands(
    database: Database, telegram: FakeTelegram, send: Callable[[Person], object]
) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        send(robin)
        await telegram.becomes(lambda: any("988" in text for text in desk.texts(robin)[-3:]))
        assert [one.level for one in list_incidents(database)] == ["page"]


async def test_both_versions_of_an_edited_message_are_kept_and_it_is_answered_once(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram, says("Yes.")) as desk:
        robin = await desk.enrolled()
        message = robin.write("my knee hurts")
        await telegram.becomes(lambda: "Yes." in desk.texts(robin))
        robin.edit(message, "my elbow hurts")
        await telegram.becomes(lambda: telegram.pending == [])
        with database.reading() as tx:
            [chat_id] = inbox.chats_that_wrote(tx)
            assert [one.text for one in inbox.recent(tx, chat_id, 2)] == ["my knee hurts", "my elbow hurts"]
        assert desk.texts(robin).count("Yes.") == 1


async def test_danger_that_is_edited_away_stays_known(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        message = robin.write(CRISIS)
        await telegram.becomes(lambda: any("988" in text for text in desk.texts(robin)[-3:]))
        robin.edit(message, "never mind, all good")
        await telegram.becomes(lambda: telegram.pending == [])
        with database.reading() as tx:
            [chat_id] = inbox.chats_that_wrote(tx)
            assert [one.text for one in inbox.recent(tx, chat_id, 2)] == [CRISIS, "never mind, all good"]
        [page] = list_incidents(database)
        assert (page.level, page.resolved_at) == ("page", None)


async def test_an_album_gets_one_answer(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        for _ in range(3):
            robin.send(
                {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "media_group_id": "7"}
            )
        robin.send_voice()
        await telegram.becomes(lambda: desk.texts(robin).count(unread(desk)) == 2)
        assert telegram.pending == [] or await telegram.becomes(lambda: telegram.pending == [])


async def test_groups_and_channels_are_left_without_a_word(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        group = telegram.group("Friends")
        group.add_bot(robin)
        await telegram.becomes(lambda: telegram.calls_of("leaveChat", group))
        assert telegram.sent(group) == []
        with database.reading() as tx:
            assert [one.text for one in inbox.recent(tx, inbox.chats_that_wrote(tx)[0], 9) if one.kind == "text"] == []


async def test_who_blocked_the_bot_is_unreachable_and_back_with_the_next_message(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram, says("Yes.")) as desk:
        robin = await desk.enrolled()
        robin.block()
        await telegram.becomes(lambda: unreachable(database) == ["blocked"])
        robin.unblock()
        await telegram.becomes(lambda: unreachable(database) == [])
        robin.write("I am back")
        await telegram.becomes(lambda: "Yes." in desk.texts(robin))


async def test_a_blocked_bot_is_noticed_when_it_sends(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        telegram.fail("sendMessage", chat=robin, times=None, with_=FORBIDDEN)
        robin.write("hello")
        await telegram.becomes(lambda: unreachable(database) == ["blocked"])


async def test_staff_are_told_when_an_account_is_gone(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram, says("Yes.")) as desk:
        robin = await desk.enrolled()
        robin.write("hello")
        robin.delete_account()
        await telegram.becomes(lambda: unreachable(database) == ["deactivated"])
        assert [line.kind for line in reminders.staff_lines(database)] == ["staff_unreachable"]


async def test_staff_are_told_when_a_chat_does_not_exist_any_more(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        telegram.fail("sendMessage", chat=robin, times=None, with_=Fault(400, "Bad Request: chat not found"))
        robin.write("hello")
        await telegram.becomes(lambda: len(unreachable(database)) == 1)
        assert [line.kind for line in reminders.staff_lines(database)] == ["staff_unreachable"]


async def test_a_person_goes_on_with_another_account_and_the_old_one_is_nobodys(
    database: Database, telegram: FakeTelegram
) -> None:
    async with telegram_desk(database, telegram, says("Yes.")) as desk:
        old = await desk.enrolled()
        with database.reading() as tx:
            chat = chats.find(tx, "telegram", str(old.id))
            assert chat
        new = telegram.person("Robin")
        new.start(enrolment.invite_again(database, chat.participant_id).code)
        await telegram.becomes(lambda: last(desk, old) == desk.reception.say(desk.reception.words.moved, "en"))
        new.write("it is me")
        await telegram.becomes(lambda: "Yes." in desk.texts(new))
        asked = len(desk.rasa.requests)
        old.write("hello?")
        await telegram.becomes(lambda: "988" in last(desk, old))
        assert len(desk.rasa.requests) == asked


async def test_a_reaction_is_taken_without_a_word(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram, says("Yes.")) as desk:
        robin = await desk.enrolled()
        message = robin.write("hello")
        await telegram.becomes(lambda: "Yes." in desk.texts(robin))
        shown = len(desk.texts(robin))
        robin.react(message, "👍")
        robin.write("and on")
        await telegram.becomes(lambda: desk.texts(robin).count("Yes.") == 2)
        assert len(desk.texts(robin)) == shown + 1


async def test_a_channel_is_left_without_a_word(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        channel = telegram.channel("News")
        channel.add_bot(robin)
        channel.post(CRISIS)
        await telegram.becomes(lambda: telegram.calls_of("leaveChat", channel))
        await telegram.becomes(lambda: telegram.pending == [])
        assert telegram.sent(channel) == []
        assert list_incidents(database) == []


@pytest.mark.parametrize("text", ["a" * 4096, "😀" * 2048], ids=["letters", "emoji"])
async def test_the_longest_messages_are_answered(database: Database, telegram: FakeTelegram, text: str) -> None:
    async with telegram_desk(database, telegram, says("Yes.")) as desk:
        robin = await desk.enrolled()
        robin.write(text)
        await telegram.becomes(lambda: "Yes." in desk.texts(robin))
        assert desk.rasa.requests[-1]["text"] == text


async def test_a_pressed_keyboard_is_gone_and_shows_what_was_tapped(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram) as desk:
        robin = await desk.enrolled()
        agree = desk.reception.words.consent.purposes[Purpose.CARE_TEAM].agree.to("en")
        await telegram.becomes(
            lambda: [one.buttons for one in telegram.sent(robin) if f"✓ {agree}" in one.text] == [[]]
        )
        await telegram.becomes(lambda: len(telegram.answers) == 3)


async def test_words_of_two_messages_in_one_second_keep_their_order(database: Database, telegram: FakeTelegram) -> None:
    async with telegram_desk(database, telegram, says("Yes.")) as desk:
        robin = await desk.enrolled()
        for number in range(5):
            robin.write(f"line {number}")
        await telegram.becomes(lambda: len(desk.rasa.requests) == 5)
        assert [one["text"] for one in desk.rasa.requests] == [f"line {number}" for number in range(5)]
