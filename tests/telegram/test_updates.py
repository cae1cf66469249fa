"""What people do: python-telegram-bot reads every update, and nothing of it is left over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, TelegramObject, Update

from tests.telegram import media
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import Person

PICK = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Yes", callback_data="y"), InlineKeyboardButton("No", url="https://example.org/no")]]
)
EVERYTHING = ["message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member",
              "chat_member", "message_reaction"]  # fmt: skip


def left_over(value: Any, path: str = "update") -> list[str]:
    """Where python-telegram-bot found fields it does not know."""
    if isinstance(value, (list, tuple)):
        return [found for one in value for found in left_over(one, path)]
    if not isinstance(value, TelegramObject):
        return []
    found = [f"{path}.{name}" for name in value.api_kwargs]
    for name in value._get_attrs(recursive=False, include_private=False):
        found += left_over(getattr(value, name), f"{path}.{name}")
    return [one for one in found if ".api_kwargs" not in one]


def holds(whole: Any, part: Any) -> bool:
    """Whether everything of the part is there; empty lists are not kept by ``to_dict``."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(holds(whole.get(key, []), part[key]) for key in part)
    if isinstance(part, list):
        return len(whole) == len(part) and all(holds(one, other) for one, other in zip(whole, part, strict=True))
    return bool(whole == part)


def judged(update: dict[str, Any]) -> Update:
    read = Update.de_json(update, None)
    assert read is not None
    assert left_over(read) == []
    assert holds(read.to_dict(), update), (read.to_dict(), update)
    return read


@pytest.fixture
async def bot(telegram: FakeTelegram, bot: Bot) -> Bot:
    """One that wants to hear of everything."""
    await bot.get_updates(allowed_updates=EVERYTHING)
    return bot


ACTS: dict[str, Callable[[Person], dict[str, Any]]] = {
    "text": lambda ana: ana.write("I am here, 😀 see https://example.org"),
    "start": lambda ana: ana.start("abc-DEF_1"),
    "edit": lambda ana: ana.edit(ana.write("frist"), "first"),
    "edited caption": lambda ana: ana.edit(ana.send_photo("frist"), "first"),
    "forward": lambda ana: ana.forward("He said so", of="Somebody hidden"),
    "reply": lambda ana: ana.reply(ana.write("one"), "two"),
    "photo": lambda ana: ana.send_photo("Look"),
    "voice": lambda ana: ana.send_voice(),
    "video note": lambda ana: ana.send_video_note(),
    "sticker": lambda ana: ana.send_sticker("😢"),
    "document": lambda ana: ana.send_document("My /notes", name="diary.txt"),
    "contact": lambda ana: ana.send_contact(),
    "location": lambda ana: ana.send_location(40.5, -3.5),
    "poll": lambda ana: ana.send_poll(),
    "dice": lambda ana: ana.send_dice(6),
    "reaction": lambda ana: ana.react(ana.write("one"), "👍"),
    "block": lambda ana: ana.block(),
    "unblock": lambda ana: (ana.block(), ana.unblock())[1],
}


@pytest.mark.parametrize("act", ACTS)
async def test_python_telegram_bot_reads_everything_a_person_does(bot: Bot, ana: Person, act: str) -> None:
    read = judged(ACTS[act](ana))
    assert read.effective_user is not None
    assert read.effective_user.id == ana.id
    assert (await bot.get_updates())[-1] == read


async def test_forwards_name_their_source(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    other, channel = telegram.person("Bo"), telegram.channel()
    assert ana.forward("Hi", of=other)["message"]["forward_origin"]["sender_user"]["id"] == other.id
    judged(ana.forward("Hi", of=other))
    judged(ana.forward("Hi", of=channel))


async def test_commands_carry_entities_in_utf16(bot: Bot, ana: Person) -> None:
    message = judged(ana.write("😀 /menu and /help@under_test_bot, not 1/2")).message
    assert message is not None
    assert list(message.parse_entities(["bot_command"]).values()) == ["/menu", "/help@under_test_bot"]
    start = judged(ana.start("CODE")).message
    assert start is not None
    assert start.text == "/start CODE"
    assert (start.entities[0].offset, start.entities[0].length) == (0, 6)


async def test_two_messages_of_the_same_second_have_the_same_date() -> None:
    with FakeTelegram(clock=lambda: 1_700_000_000.9) as telegram:
        person = telegram.person()
        first, second = person.write("one")["message"], person.write("two")["message"]
    assert first["date"] == second["date"] == 1_700_000_000
    assert second["message_id"] > first["message_id"]


async def test_a_press_brings_the_message_as_it_is_now(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    message = await bot.send_message(ana.id, "Pick", reply_markup=PICK)
    read = judged(ana.press("Yes"))
    assert read.callback_query is not None
    assert (read.callback_query.data, read.callback_query.message) == ("y", message)
    with pytest.raises(LookupError, match="no button"):
        ana.press("No")
    await bot.edit_message_reply_markup(ana.id, message.message_id)
    with pytest.raises(LookupError, match="no button"):
        ana.press("y", on=message.message_id)
    stale = judged(ana.press("forged", on=message.message_id, forged=True))
    assert stale.callback_query is not None
    assert stale.callback_query.data == "forged"


async def test_a_press_on_a_deleted_message_shows_it_as_inaccessible(bot: Bot, ana: Person) -> None:
    message = await bot.send_message(ana.id, "Pick", reply_markup=PICK)
    await bot.delete_message(ana.id, message.message_id)
    read = judged(ana.press("y", on=message.message_id, forged=True))
    assert read.callback_query is not None
    assert read.callback_query.message is not None
    assert read.callback_query.message.is_accessible is False


async def test_a_reaction_replaces_the_one_before(bot: Bot, ana: Person) -> None:
    message = await bot.send_message(ana.id, "Hi")
    ana.react(message.to_dict(), "👍")
    body = ana.react(message.to_dict(), "")["message_reaction"]
    assert (body["old_reaction"], body["new_reaction"]) == ([{"type": "emoji", "emoji": "👍"}], [])


async def test_the_first_start_says_nothing_of_membership_and_blocking_does(
    telegram: FakeTelegram, bot: Bot, ana: Person
) -> None:
    read = judged(ana.block())
    assert read.my_chat_member is not None
    assert (read.my_chat_member.old_chat_member.status, read.my_chat_member.new_chat_member.status) == (
        "member",
        "kicked",
    )
    with pytest.raises(ValueError, match="blocked"):
        ana.write("Hi")
    ana.start()
    kinds = [next(kind for kind in update if kind != "update_id") for update in telegram.pending]
    assert kinds == ["message", "my_chat_member", "my_chat_member", "message"]


@pytest.mark.parametrize("supergroup", [False, True])
async def test_a_group_from_coming_to_leaving(telegram: FakeTelegram, bot: Bot, ana: Person, supergroup: bool) -> None:
    group = telegram.group("Team", supergroup=supergroup)
    group.add_bot(by=ana, admin=True)
    group.add(telegram.person("Bo"), by=ana)
    group.write(ana, "Hello all")
    await bot.send_message(group.id, "Pick", reply_markup=PICK)
    pressed = judged(group.press(ana, "Yes"))
    assert pressed.effective_chat is not None
    assert (pressed.effective_chat.id, pressed.effective_chat.type) == (group.id, group.kind)
    await bot.leave_chat(group.id)
    for update in telegram.pending:
        judged(update)
    assert telegram.pending[-1]["my_chat_member"]["new_chat_member"]["status"] == "left"


async def test_with_privacy_a_bot_hears_only_what_is_meant_for_it(
    telegram: FakeTelegram, bot: Bot, ana: Person
) -> None:
    group = telegram.group("Team")
    assert "update_id" not in group.write(ana, "/before")
    group.add_bot(by=ana)
    asked = await bot.send_message(group.id, "Who?")
    assert "update_id" not in group.write(ana, "Hello all")
    assert "update_id" not in group.write(ana, "/menu@other_bot")
    assert "update_id" in group.write(ana, "/menu")
    assert "update_id" in group.write(ana, "/menu@Under_Test_Bot now")
    assert "update_id" in group.reply(ana, asked.to_dict(), "Me")
    group.make_bot_admin(by=ana)
    assert "update_id" in group.write(ana, "Hello all")


async def test_an_upgrade_is_told_on_both_sides(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    group = telegram.group("Team")
    group.add_bot(by=ana)
    supergroup = telegram.upgrade(group, by=ana)
    old, new = [judged(update).message for update in telegram.pending[-2:]]
    assert old is not None
    assert new is not None
    assert (old.chat.id, old.migrate_to_chat_id) == (group.id, supergroup.id)
    assert (new.chat.id, new.migrate_from_chat_id) == (supergroup.id, group.id)


async def test_channel_posts(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    channel = telegram.channel("News", username="the_news")
    assert "update_id" not in channel.post("Before")
    judged(channel.add_bot(by=ana))
    post = channel.post("Hello")
    read = judged(post)
    assert read.channel_post is not None
    assert read.effective_user is None
    assert judged(channel.edit(post, "Hello!")).edited_channel_post is not None
    judged(channel.post_photo(media.photo(), "Look"))


async def test_nobody_edits_the_messages_of_others(bot: Bot, ana: Person) -> None:
    message = await bot.send_message(ana.id, "Hi")
    with pytest.raises(ValueError, match="messages of others"):
        ana.edit(message.to_dict(), "Ha")


async def test_acts_from_many_threads_lose_nothing(telegram: FakeTelegram, bot: Bot, ana: Person) -> None:
    import threading

    threads = [threading.Thread(target=lambda: [ana.write("x") for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = telegram.pending[1:]
    assert len({update["update_id"] for update in written}) == 80
    assert len({update["message"]["message_id"] for update in written}) == 80
