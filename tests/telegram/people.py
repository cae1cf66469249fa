"""A person with a Telegram account, who does what people do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.telegram import media
from tests.telegram.chats import Chat
from tests.telegram.entities import entities
from tests.telegram.errors import BLOCKED, CANNOT_INITIATE, DEACTIVATED, ApiError, Json, forbidden
from tests.telegram.seen import MessageRef, Stored, buttons_of, message_id, text_of

if TYPE_CHECKING:
    from tests.telegram.groups import Group
    from tests.telegram.world import World

_START = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Person(Chat):
    """Also the private chat with the bot. Every act returns its update (without ``update_id`` if not for the bot)."""

    def __init__(
        self, world: World, user_id: int, first_name: str, last_name: str, username: str, language: str
    ) -> None:
        super().__init__(world, user_id, "private")
        self.first_name, self.last_name, self.username, self.language = first_name, last_name, username, language
        self.has_written = False
        self.has_blocked = False
        self.is_deleted = False

    def user(self) -> Json:
        return _without_empty(
            id=self.id, is_bot=False, first_name=self.first_name, last_name=self.last_name,
            username=self.username, language_code=self.language,
        )  # fmt: skip

    def shape(self) -> Json:
        return _without_empty(
            id=self.id, type="private", first_name=self.first_name, last_name=self.last_name, username=self.username
        )

    def refusal(self) -> ApiError | None:
        if self.is_deleted:
            return forbidden(DEACTIVATED)
        if not self.has_written:
            return forbidden(CANNOT_INITIATE)
        return forbidden(BLOCKED) if self.has_blocked else None

    def write(self, text: str, chat: Group | None = None) -> Json:
        return self.send(text_content(text), chat)

    def start(self, code: str = "") -> Json:
        """Opens the bot by its link. Whoever had blocked it unblocks it so."""
        if code and not _START.fullmatch(code):
            raise ValueError("Telegram's links carry up to 64 of A-Z, a-z, 0-9, _ and -")
        if self.has_blocked:
            self.unblock()
        return self.write(f"/start {code}".rstrip())

    def reply(self, to: MessageRef, text: str, chat: Group | None = None) -> Json:
        quoted = (chat or self).quoted(to)
        return self.send({**text_content(text), "reply_to_message": quoted}, chat)

    def forward(self, text: str, of: Chat | str, chat: Group | None = None) -> Json:
        """``of`` is a person or a channel, or only a name when that person hides the account."""
        origin: Json = {"type": "hidden_user", "sender_user_name": of}
        if isinstance(of, Person):
            origin = {"type": "user", "sender_user": of.user()}
        elif isinstance(of, Chat):
            origin = {"type": "channel", "chat": of.shape(), "message_id": of.next_message_id()}
        return self.send({**text_content(text), "forward_origin": {**origin, "date": self.world.now() - 60}}, chat)

    def edit(self, message: MessageRef, text: str, chat: Group | None = None) -> Json:
        """A new text, or a new caption."""
        self._must_exist()
        where = chat or self
        with self.world.lock:
            stored = where.present(message)
            if stored.by_bot or stored.body.get("from", {}).get("id") != self.id:
                raise ValueError("nobody can edit the messages of others")
            content = text_content(text) if "text" in stored.body else caption_content(text)
            for key in ("entities", "caption_entities"):
                stored.body.pop(key, None)
            stored.body.update(content, edit_date=self.world.now())
            stored.versions.append(text)
            return self._publish("edited_message", stored, chat)

    def send_photo(self, caption: str = "", chat: Group | None = None) -> Json:
        return self.send({"photo": media.photo(), **caption_content(caption)}, chat)

    def send_voice(self, caption: str = "", chat: Group | None = None) -> Json:
        return self.send({"voice": media.voice(), **caption_content(caption)}, chat)

    def send_video_note(self, chat: Group | None = None) -> Json:
        return self.send({"video_note": media.video_note()}, chat)

    def send_sticker(self, emoji: str = "🙂", chat: Group | None = None) -> Json:
        return self.send({"sticker": media.sticker(emoji)}, chat)

    def send_document(self, caption: str = "", name: str = "notes.pdf", chat: Group | None = None) -> Json:
        return self.send({"document": media.document(name), **caption_content(caption)}, chat)

    def send_contact(self, phone: str = "+15550100", first_name: str = "Sam", chat: Group | None = None) -> Json:
        return self.send({"contact": {"phone_number": phone, "first_name": first_name}}, chat)

    def send_location(self, latitude: float = 0.5, longitude: float = 0.5, chat: Group | None = None) -> Json:
        return self.send({"location": {"latitude": latitude, "longitude": longitude}}, chat)

    def send_poll(
        self, question: str = "Tea?", options: tuple[str, ...] = ("Yes", "No"), chat: Group | None = None
    ) -> Json:
        return self.send({"poll": media.poll(question, list(options))}, chat)

    def send_dice(self, value: int = 4, chat: Group | None = None) -> Json:
        return self.send({"dice": {"emoji": "🎲", "value": value}}, chat)

    def send(self, content: Json, chat: Group | None = None) -> Json:
        """A message of any content."""
        self._must_exist()
        with self.world.lock:
            if chat is None:
                if self.has_blocked:
                    raise ValueError("whoever blocked the bot cannot write to it")
                self.has_written = True
            stored = (chat or self).post_content({"from": self.user(), **content}, by_bot=False)
            return self._publish("message", stored, chat)

    def press(self, button: str, on: MessageRef | None = None, chat: Group | None = None, forged: bool = False) -> Json:
        """A button by its text or data, on the newest message that shows it, or ``on`` that one.

        ``forged`` sends any data for any message ``on``, even a deleted one, as stale screens and tampered apps do.
        """
        self._must_exist()
        where = chat or self
        if chat is None and self.has_blocked:
            raise ValueError("whoever blocked the bot cannot press its buttons")
        with self.world.lock:
            stored, data = self._forged(where, on, button) if forged else _shown(where, on, button)
            number = stored.body["message_id"]
            message = {"message_id": number, "chat": where.shape(), "date": 0} if stored.deleted else stored.body
            return self.world.push(
                "callback_query",
                {
                    "id": self.world.new_query(self.id, data), "from": self.user(), "message": message,
                    "chat_instance": where.chat_instance, "data": data,
                },
            )  # fmt: skip

    def react(self, message: MessageRef, emoji: str, chat: Group | None = None) -> Json:
        """``emoji`` instead of this person's reaction so far; empty takes it back."""
        self._must_exist()
        where = chat or self
        stored = where.present(message)
        old = stored.reactions.get(self.id, "")
        stored.reactions[self.id] = emoji
        body = {
            "chat": where.shape(), "message_id": stored.body["message_id"], "user": self.user(),
            "date": self.world.now(), "old_reaction": _reaction(old), "new_reaction": _reaction(emoji),
        }  # fmt: skip
        if chat is not None and not chat.bot_is_admin:
            return {"message_reaction": body}
        return self.world.push("message_reaction", body)

    def block(self) -> Json:
        self._must_exist()
        with self.world.lock:
            self.has_blocked = True
            return self._bot_now("member", "kicked")

    def unblock(self) -> Json:
        self._must_exist()
        with self.world.lock:
            self.has_blocked = False
            return self._bot_now("kicked", "member")

    def delete_account(self) -> None:
        """The bot hears nothing of it."""
        with self.world.lock:
            self.is_deleted = True
            self.first_name, self.last_name, self.username, self.language = "", "", "", ""

    def take_away(self, message: MessageRef) -> None:
        """This person takes a message away for both sides; the bot hears nothing of it."""
        with self.world.lock:
            self.present(message).deleted = True

    def _bot_now(self, old: str, new: str) -> Json:
        return self.world.push(
            "my_chat_member",
            {
                "chat": self.shape(), "from": self.user(), "date": self.world.now(),
                "old_chat_member": _bot_as(self.world, old), "new_chat_member": _bot_as(self.world, new),
            },
        )  # fmt: skip

    def _publish(self, kind: str, stored: Stored, chat: Group | None) -> Json:
        if chat is not None and not chat.bot_hears(stored.body):
            return {kind: stored.body}
        return self.world.push(kind, stored.body)

    def _forged(self, where: Chat, on: MessageRef | None, data: str) -> tuple[Stored, str]:
        if on is None:
            return where.of_bot()[-1], data
        return where.messages[message_id(on)], data

    def _must_exist(self) -> None:
        if self.is_deleted:
            raise ValueError("this account is gone")


def text_content(text: str) -> Json:
    marked = entities(text)
    return {"text": text, "entities": marked} if marked else {"text": text}


def caption_content(caption: str) -> Json:
    marked = entities(caption)
    content: Json = {"caption": caption} if caption else {}
    return {**content, "caption_entities": marked} if marked else content


def _shown(where: Chat, on: MessageRef | None, button: str) -> tuple[Stored, str]:
    """The message and the data of a button somebody sees."""
    candidates: Callable[[Stored], bool] = lambda one: on is None or one.body["message_id"] == message_id(on)  # noqa: E731
    for stored in reversed([one for one in where.of_bot() if not one.deleted and candidates(one)]):
        for shown in (one for row in buttons_of(stored.body) for one in row):
            if button in (shown.text, shown.data) and shown.data:
                return stored, shown.data
    texts = [text_of(one.body) for one in where.of_bot()[-3:]]
    raise LookupError(f"no button {button!r} to be seen; the newest messages are {texts}")


def _reaction(emoji: str) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def _bot_as(world: World, status: str) -> Json:
    return {"user": world.bot(), "status": status, **({"until_date": 0} if status == "kicked" else {})}


def _without_empty(**fields: object) -> Json:
    return {key: value for key, value in fields.items() if value != "" or key == "first_name"}
