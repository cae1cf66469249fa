"""The bot's side: every answer is read by python-telegram-bot, every refusal becomes its error."""

from __future__ import annotations

import asyncio
import io
import json
import time
from typing import Any

import httpx
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Message, ReplyKeyboardRemove
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.telegram.conftest import bot_of
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.faults import Fault
from tests.telegram.people import Person

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def keyboard(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
    )


async def test_the_bot_learns_who_it_is(telegram: FakeTelegram, bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (123456, telegram.username, True)
    assert not me.api_kwargs
    assert me.can_read_all_group_messages is False


async def test_a_message_is_sent_and_seen(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    before = time.time()
    message = await bot.send_message(
        ana.id, " Hello, see https://example.org/x \n", reply_markup=keyboard([("Yes", "y")])
    )
    assert message.text == "Hello, see https://example.org/x"
    assert message.entities[0].type == "url"
    assert not message.api_kwargs
    assert int(before) <= message.date.timestamp() <= time.time()
    (seen,) = telegram.sent(ana)
    assert (seen.message_id, seen.text, seen.labels, seen.edits) == (message.message_id, message.text, [["Yes"]], 0)
    assert telegram.calls_of("sendMessage", ana)[0].status == 200


@pytest.mark.parametrize("body", ["json", "data", "params"])
async def test_parameters_come_as_json_form_or_in_the_address(telegram: FakeTelegram, ana: Person, body: str) -> None:
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    given = {"chat_id": ana.id, "text": "Hi", "reply_markup": markup if body == "json" else json.dumps(markup)}
    request: dict[str, Any] = {body: given}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{telegram.url}/bot{telegram.token}/SENDMESSAGE", **request)
    assert answer.json()["result"]["reply_markup"] == markup
    assert telegram.calls[-1].parameters == {"chat_id": ana.id, "text": "Hi", "reply_markup": markup}


async def test_html_becomes_entities_and_broken_html_is_refused(bot: Bot, ana: Person) -> None:
    message = await bot.send_message(ana.id, "😀 <b>Stop &amp; <i>look</i></b>", parse_mode="HTML")
    assert message.text == "😀 Stop & look"
    assert {(one.type, message.parse_entity(one)) for one in message.entities} == {
        ("bold", "Stop & look"),
        ("italic", "look"),
    }
    with pytest.raises(BadRequest, match=r"(?i)can't parse entities"):
        await bot.send_message(ana.id, "<b>Stop", parse_mode="HTML")


async def test_a_reply_names_its_message(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    asked = ana.write("What now?")["message"]["message_id"]
    message = await bot.send_message(ana.id, "Rest.", reply_to_message_id=asked)
    assert message.reply_to_message is not None
    assert message.reply_to_message.text == "What now?"
    assert telegram.sent(ana)[0].reply_to == asked
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await bot.send_message(ana.id, "Rest.", reply_to_message_id=9999)
    await bot.send_message(ana.id, "Rest.", reply_to_message_id=9999, allow_sending_without_reply=True)


async def test_an_edit_changes_the_message_and_takes_its_keyboard(
    telegram: FakeTelegram, bot: Bot, ana: Person
) -> None:
    first = await bot.send_message(ana.id, "One", reply_markup=keyboard([("A", "a"), ("B", "b")], [("C", "c")]))
    edited = await bot.edit_message_text("Two", ana.id, first.message_id)
    assert isinstance(edited, Message)
    assert edited.edit_date is not None
    (seen,) = telegram.sent(ana)
    assert (seen.text, seen.buttons, seen.edits, seen.versions) == ("Two", [], 1, ["One", "Two"])
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text("Two ", ana.id, first.message_id)


async def test_a_keyboard_is_changed_and_removed(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    first = await bot.send_message(ana.id, "One", reply_markup=keyboard([("A", "a")]))
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(ana.id, first.message_id, reply_markup=keyboard([("A", "a")]))
    await bot.edit_message_reply_markup(ana.id, first.message_id, reply_markup=keyboard([("B", "b")]))
    assert telegram.sent(ana)[0].labels == [["B"]]
    await bot.edit_message_reply_markup(ana.id, first.message_id)
    assert telegram.sent(ana)[0].labels == []
    assert telegram.sent(ana)[0].text == "One"


async def test_documents_and_photos_arrive_whole(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    document = await bot.send_document(ana.id, io.BytesIO(b"a,b\n1,2\n"), filename="runs.csv", caption="Yours")
    photo = await bot.send_photo(ana.id, PNG, caption="Scan")
    assert document.document is not None
    assert (document.document.file_name, document.document.file_size, document.caption) == ("runs.csv", 8, "Yours")
    assert photo.photo[-1].file_size == len(PNG)
    seen = telegram.sent(ana)
    assert (seen[0].document, seen[0].file_name, seen[0].text) == (b"a,b\n1,2\n", "runs.csv", "Yours")
    assert (seen[1].photo, seen[1].document) == (PNG, None)
    again = await bot.send_document(ana.id, document.document.file_id)
    assert telegram.sent(ana)[-1].document == b"a,b\n1,2\n"
    with pytest.raises(BadRequest, match=r"(?i)there is no text in the message to edit"):
        await bot.edit_message_text("New", ana.id, again.message_id)
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(ana.id, b"no picture")
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(ana.id, PNG, caption="x" * 1025)


async def test_a_message_is_deleted_once(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    message = await bot.send_message(ana.id, "One")
    assert await bot.delete_message(ana.id, message.message_id)
    assert telegram.sent(ana) == []
    assert telegram.sent(ana, deleted=True)[0].deleted
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(ana.id, message.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("Two", ana.id, message.message_id)


async def test_nothing_older_than_two_days_is_deleted() -> None:
    now = [1_700_000_000.0]
    with FakeTelegram(clock=lambda: now[0]) as telegram:
        async with bot_of(telegram) as bot:
            person = telegram.person()
            person.start()
            message = await bot.send_message(person.id, "One")
            now[0] += 48 * 3600 + 1
            with pytest.raises(BadRequest, match=r"(?i)message can't be deleted"):
                await bot.delete_message(person.id, message.message_id)


async def test_only_the_bots_own_messages_are_edited(bot: Bot, ana: Person) -> None:
    hers = ana.write("Hi")["message"]["message_id"]
    with pytest.raises(BadRequest, match=r"(?i)message can't be edited"):
        await bot.edit_message_text("Ha", ana.id, hers)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "(?i)message text is empty"),
        (" \n ", "(?i)text must be non-empty"),
        ("x" * 4097, "(?i)message is too long"),
        ("😀" * 2049, "(?i)message is too long"),
    ],
)
async def test_texts_of_a_wrong_length_are_refused(bot: Bot, ana: Person, text: str, refusal: str) -> None:
    message = await bot.send_message(ana.id, "😀" * 2048)
    with pytest.raises(BadRequest, match=refusal):
        await bot.send_message(ana.id, text)
    with pytest.raises(BadRequest, match=refusal):
        await bot.edit_message_text(text, ana.id, message.message_id)


async def test_callback_data_has_at_most_64_bytes(bot: Bot, ana: Person) -> None:
    await bot.send_message(ana.id, "Pick", reply_markup=keyboard([("A", "é" * 32)]))
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(ana.id, "Pick", reply_markup=keyboard([("A", "é" * 32 + "x")]))
    nothing = {"inline_keyboard": [[{"text": "A"}]]}
    with pytest.raises(BadRequest, match=r"(?i)text buttons are unallowed"):
        await bot.send_message(ana.id, "Pick", reply_markup=nothing)  # type: ignore[arg-type]


async def test_other_keyboards_are_accepted_and_not_shown(bot: Bot, ana: Person) -> None:
    message = await bot.send_message(ana.id, "Gone", reply_markup=ReplyKeyboardRemove())
    assert message.reply_markup is None


async def test_a_chat_nobody_knows(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(4242, "Hi")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message("@nowhere", "Hi")


async def test_who_cannot_be_written_to(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    message = await bot.send_message(ana.id, "Hi")
    stranger = telegram.person("Bo")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger.id, "Hi")
    ana.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ana.id, "Hi")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.edit_message_text("Ho", ana.id, message.message_id)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_chat_action(ana.id, "typing")
    ana.start()
    await bot.send_message(ana.id, "Hi again")
    ana.delete_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ana.id, "Hi")
    with pytest.raises(ValueError, match="gone"):
        ana.write("Hi")


async def test_groups_the_bot_is_not_in(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    group = telegram.group("Team")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(group.id, "Hi")
    group.add_bot(by=ana)
    await bot.send_message(group.id, "Hi")
    assert await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "Hi")
    group.add_bot(by=ana)
    group.remove_bot(by=ana)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "Hi")
    with pytest.raises(BadRequest, match="private chats"):
        await bot.leave_chat(ana.id)


async def test_an_upgraded_group_says_where_it_went(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    group = telegram.group("Team")
    group.add_bot(by=ana)
    supergroup = telegram.upgrade(group, by=ana)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "Hi")
    assert caught.value.new_chat_id == supergroup.id
    await bot.send_message(supergroup.id, "Hi")
    assert [update["message"].get("migrate_to_chat_id") for update in telegram.pending[-2:]] == [supergroup.id, None]


async def test_a_channel_is_written_to_by_name(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    channel = telegram.channel("News", username="the_news")
    channel.add_bot(by=ana)
    post = await bot.send_message("@The_News", "Hi")
    assert post.sender_chat is not None
    assert post.sender_chat.id == channel.id
    assert post.from_user is None


async def test_typing_is_an_action_and_nonsense_is_not(bot: Bot, ana: Person) -> None:
    assert await bot.send_chat_action(ana.id, "typing")
    with pytest.raises(BadRequest, match=r"(?i)wrong parameter action in request"):
        await bot.send_chat_action(ana.id, "dancing")


async def test_a_press_is_answered_once(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    await bot.send_message(ana.id, "Pick", reply_markup=keyboard([("A", "a")]))
    query = ana.press("A")["callback_query"]["id"]
    assert await bot.answer_callback_query(query, "Thanks", show_alert=True)
    (answer,) = telegram.answers
    assert (answer.query_id, answer.data, answer.text, answer.alert, answer.by) == (query, "a", "Thanks", True, ana.id)
    for wrong in (query, "12345"):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(wrong)


async def test_a_press_answered_late_is_refused(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    await bot.send_message(ana.id, "Pick", reply_markup=keyboard([("A", "a")]))
    query = ana.press("A")["callback_query"]["id"]
    telegram.expire_queries()
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query)


async def test_commands_and_description_by_language(telegram: FakeTelegram, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("menu", "Show the menu")])
    await bot.set_my_commands([BotCommand("menu", "Ver el menú")], language_code="es")
    assert telegram.commands == {"": {"menu": "Show the menu"}, "es": {"menu": "Ver el menú"}}
    assert [one.description for one in await bot.get_my_commands(language_code="es")] == ["Ver el menú"]
    await bot.delete_my_commands(language_code="es")
    assert telegram.commands == {"": {"menu": "Show the menu"}}
    await bot.set_my_description("Practice", language_code="en")
    assert telegram.descriptions == {"en": "Practice"}
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Menu!", "Show the menu")])


async def test_unknown_methods_and_tokens(telegram: FakeTelegram) -> None:
    async with bot_of(telegram) as bot:
        with pytest.raises(TelegramError, match="not found"):
            await bot.do_api_request("sendMassage")
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{telegram.url}/bot1:OTHER/getMe")
    assert (answer.status_code, answer.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    with pytest.raises(InvalidToken):
        await bot_of(telegram, "1:OTHER").initialize()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(400, "message thread not found"), BadRequest),
        (Fault(403, "bot was blocked by the user"), Forbidden),
        (Fault(500), NetworkError),
        (Fault(502), NetworkError),
        (Fault("cut"), NetworkError),
        (Fault("garbage"), TelegramError),
    ],
)
async def test_faults_by_plan(
    telegram: FakeTelegram, bot: Bot, ana: Person, fault: Fault, error: type[TelegramError]
) -> None:
    other = telegram.person("Bo")
    other.start()
    plan = telegram.fail("sendMessage", chat=ana, times=2, with_=fault)
    await bot.send_message(other.id, "Hi")
    for _ in range(2):
        with pytest.raises(error):
            await bot.send_message(ana.id, "Hi")
    await bot.send_message(ana.id, "At last")
    assert plan.met == 2
    assert [one.text for one in telegram.sent(ana)] == ["At last"]


async def test_a_planned_429_says_how_long(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    telegram.fail("sendMessage", with_=Fault(429, retry_after=7))
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ana.id, "Hi")
    assert caught.value._retry_after.total_seconds() == 7


@pytest.mark.parametrize("does", ["cut_after", "garbage_after"])
async def test_a_message_is_delivered_and_the_sender_does_not_know(
    telegram: FakeTelegram, bot: Bot, ana: Person, does: str
) -> None:
    telegram.fail("sendMessage", with_=Fault(does))
    with pytest.raises(TelegramError):
        await bot.send_message(ana.id, "Hi")
    assert [one.text for one in telegram.sent(ana)] == ["Hi"]


@pytest.mark.parametrize(("does", "delivered"), [("hang", []), ("hang_after", ["Hi"])])
async def test_who_leaves_a_hanging_request_has_sent_nothing_unless_it_was_carried_out(
    telegram: FakeTelegram, bot: Bot, ana: Person, does: str, delivered: list[str]
) -> None:
    telegram.fail("sendMessage", with_=Fault(does, seconds=1))
    with pytest.raises(TimedOut):
        await bot.send_message(ana.id, "Hi", read_timeout=0.2)
    await asyncio.sleep(1.2)  # longer than it hangs: nothing may come afterwards
    assert [one.text for one in telegram.sent(ana)] == delivered


async def test_a_short_hang_is_only_slow(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    telegram.fail("sendMessage", with_=Fault("hang", seconds=0.3))
    started = time.monotonic()
    await bot.send_message(ana.id, "Hi")
    assert time.monotonic() - started >= 0.3


async def test_writing_too_fast_is_refused_per_chat(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    other = telegram.person("Bo")
    other.start()
    telegram.limits.on = True
    for number in range(telegram.limits.chat_burst):
        await bot.send_message(ana.id, f"Number {number}")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ana.id, "One more")
    await bot.send_message(other.id, "Hi")
    await asyncio.sleep(caught.value._retry_after.total_seconds() + 0.05)
    message = await bot.send_message(ana.id, "Again")
    with pytest.raises(RetryAfter):
        await bot.edit_message_text("And again", ana.id, message.message_id)


async def test_writing_too_fast_is_refused_over_all(telegram: FakeTelegram, bot: Bot) -> None:
    people = [telegram.person(f"Bo {number}") for number in range(60)]
    for person in people:
        person.start()
    telegram.limits.on = True
    outcomes = await asyncio.gather(*(bot.send_message(one.id, "Hi") for one in people), return_exceptions=True)
    sent = [one for one in outcomes if isinstance(one, Message)]
    assert 30 <= len(sent) < 60
    assert {type(one) for one in outcomes if not isinstance(one, Message)} == {RetryAfter}


async def test_without_limits_everything_passes(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    for number in range(40):
        await bot.send_message(ana.id, f"Number {number}")
    assert len(telegram.sent(ana)) == 40
