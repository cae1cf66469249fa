"""Reads one update of Telegram into what interlude knows. Each by itself: what cannot be read harms no other."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType

_COMMAND = re.compile(r"^/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?$", re.DOTALL)
_NUMBER, _PRESS = re.compile(r"-?[0-9]{1,20}"), re.compile(r"[0-9A-Za-z_-]{0,64}")
_MEDIA = (
    *("animation", "audio", "checklist", "contact", "dice", "document", "game", "giveaway", "invoice", "location"),
    *("paid_media", "photo", "poll", "sticker", "story", "venue", "video", "video_note", "voice"),
)

MOST_ID = 2**63
"""Telegram's numbers are smaller, and one as large could not be stored."""


class What(Enum):
    """What somebody did."""

    SAID = "said"
    EDITED = "edited"
    PRESSED = "pressed"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    NOTHING = "nothing"
    """Of no meaning to us: a reaction, a pinned message, a title."""


@dataclass(frozen=True)
class Came:
    """One update. ``address``: the chat's id at Telegram, ``person``: that of whoever did it.

    ``key`` names what was done, not how it was delivered: the same message has the same key under any update id, and
    its edit another. ``words``: all that somebody wrote in it, captions, quotes and questions of polls included;
    ``text``: the text or caption alone; ``media``: what else it holds ("photo"), which nobody reads. ``data``: what a
    pressed button carries.
    """

    what: What
    key: str
    update_id: int | None
    address: str
    person: str
    private: bool
    words: str = ""
    text: str = ""
    media: str = ""
    album: str = ""
    forwarded: bool = False
    message_id: str = ""
    data: str = ""
    press_id: str = ""
    language: str = ""

    @property
    def command(self) -> tuple[str, str] | None:
        """Name and argument of a command such as "/start CODE"; None for anything else."""
        found = None if self.what is not What.SAID else _COMMAND.match(self.words)
        return (found[1].lower(), (found[2] or "").strip()) if found else None


class Unreadable(Exception):
    """This is no update as Telegram documents them."""


def update_id_of(raw: Any) -> int | None:
    """The number by which it is confirmed, also of an update that cannot be read."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and abs(number) < MOST_ID else None


def key_of_unreadable(raw: Any) -> str:
    return "x:" + hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()[:60]


def read_update(raw: Any) -> Came:
    """Raises Unreadable, whatever is wrong with it.

    A message that the library refuses for a part of it (a poll of another version) is read without that part: words
    that stand in it must not be lost to the screen.
    """
    try:
        return _checked(_read(Update.de_json(dict(raw), None), raw))
    except Exception as error:
        rescued = _rescued(raw)
        if rescued is None:
            raise Unreadable(type(error).__name__) from None
        return rescued


def _checked(came: Came) -> Came:
    """Numbers get into keys and addresses as they are; no words may get there in their place."""
    numbers = (came.address, came.person, came.message_id)
    if not all(_NUMBER.fullmatch(one) for one in numbers if one) or not _PRESS.fullmatch(came.press_id):
        raise Unreadable("no number")
    return came


def _rescued(raw: Any) -> Came | None:
    """The words of a private message, from its fixed places alone; None where one of these is missing."""
    for name, what in (("message", What.SAID), ("edited_message", What.EDITED)):
        try:
            message = raw[name]
            address, person, number = message["chat"]["id"], message["from"]["id"], message["message_id"]
            private = message["chat"]["type"] == ChatType.PRIVATE and not message["from"].get("is_bot")
            text = "\n".join(message[key] for key in ("text", "caption") if isinstance(message.get(key), str))
        except (KeyError, TypeError, AttributeError):
            continue
        if not all(type(one) is int for one in (address, person, number)):
            continue
        media = next((kind for kind in _MEDIA if kind in message), "" if text else "message")
        words = "\n".join([text, *_strings_of(message.get("poll"))]).strip()
        key = f"m:{address}:{number}" if what is What.SAID else f"e:{address}:{number}:{key_of_unreadable(raw)[2:18]}"
        where = (update_id_of(raw), str(address), str(person), private)
        return Came(what, key[:64], *where, words=words, text=text, media=media, message_id=str(number))
    return None


def _strings_of(part: Any) -> Iterator[str]:
    """Every text in a part that is not understood."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for one in part.values():
            yield from _strings_of(one)
    elif isinstance(part, list):
        for one in part:
            yield from _strings_of(one)


def _read(update: Update, raw: Any) -> Came:
    if said := update.message or update.channel_post:
        return _said(update, said, What.SAID, f"m:{said.chat.id}:{said.message_id}")
    if edited := update.edited_message or update.edited_channel_post:
        return _said(update, edited, What.EDITED, _key_of_edit(edited))
    if update.callback_query:
        return _pressed(update, update.callback_query)
    if update.my_chat_member:
        return _member(update, update.my_chat_member)
    chat, user = update.effective_chat, update.effective_user
    return Came(
        What.NOTHING,
        "n:" + key_of_unreadable(raw)[2:],
        update.update_id,
        str(chat.id) if chat else "",
        str(user.id) if user else "",
        private=bool(chat and chat.type == ChatType.PRIVATE),
    )


def _key_of_edit(message: Message) -> str:
    """Two edits within one second differ by what they say."""
    said = hashlib.sha256(f"{message.text or ''}\n{message.caption or ''}".encode()).hexdigest()[:8]
    return f"e:{message.chat.id}:{message.message_id}:{_stamp(message.edit_date or message.date)}:{said}"


def _said(update: Update, message: Message, what: What, key: str) -> Came:
    words, media = "\n".join(_words(message)).strip(), next((name for name in _MEDIA if getattr(message, name)), "")
    user = message.from_user
    return Came(
        what if words or media else What.NOTHING,
        key,
        update.update_id,
        str(message.chat.id),
        str(user.id) if user else "",
        private=message.chat.type == ChatType.PRIVATE and bool(user and not user.is_bot),
        words=words,
        text=(message.text or message.caption or "").strip(),
        media=media,
        album=message.media_group_id or "",
        forwarded=message.forward_origin is not None,
        message_id=str(message.message_id),
        language=_language(user.language_code if user else None),
    )


def _words(message: Message) -> Iterator[str]:
    """Everything in it that somebody wrote."""
    yield from filter(None, (message.text, message.caption))
    if message.poll:
        yield message.poll.question
        yield from (option.text for option in message.poll.options)
    if message.venue:
        yield f"{message.venue.title} {message.venue.address}"
    if message.contact:
        yield f"{message.contact.first_name} {message.contact.last_name or ''}".strip()
    if message.quote:
        yield message.quote.text


def _pressed(update: Update, query: CallbackQuery) -> Came:
    message = query.message
    if message is None:
        raise Unreadable("a press without its message")
    return Came(
        What.PRESSED,
        f"c:{query.id}"[:64],
        update.update_id,
        str(message.chat.id),
        str(query.from_user.id),
        private=message.chat.type == ChatType.PRIVATE,
        message_id=str(message.message_id),
        data=query.data or "",
        press_id=query.id,
        language=_language(query.from_user.language_code),
    )


def _member(update: Update, change: ChatMemberUpdated) -> Came:
    status = change.new_chat_member.status
    gone = status in (ChatMember.BANNED, ChatMember.LEFT)
    return Came(
        What.BLOCKED if gone else What.UNBLOCKED,
        f"b:{change.chat.id}:{_stamp(change.date)}:{status}"[:64],
        update.update_id,
        str(change.chat.id),
        str(change.from_user.id),
        private=change.chat.type == ChatType.PRIVATE,
    )


def _stamp(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0


def _language(code: str | None) -> str:
    return "es" if (code or "").startswith("es") else "en"
