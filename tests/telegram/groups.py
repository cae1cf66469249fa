"""Groups and channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.telegram.chats import Chat
from tests.telegram.errors import UPGRADED, ApiError, Json, bad_request, forbidden
from tests.telegram.people import Person, caption_content, text_content
from tests.telegram.seen import MessageRef

if TYPE_CHECKING:
    from tests.telegram.world import World

_RIGHTS = {
    "can_be_edited": False, "is_anonymous": False, "can_manage_chat": True, "can_delete_messages": True,
    "can_manage_video_chats": True, "can_restrict_members": True, "can_promote_members": False,
    "can_change_info": True, "can_invite_users": True, "can_post_stories": True, "can_edit_stories": True,
    "can_delete_stories": True,
}  # fmt: skip
_IN_GROUP = {"can_pin_messages": True, "can_manage_topics": False}
_IN_CHANNEL = {"can_post_messages": True, "can_edit_messages": True}


class Place(Chat):
    """A chat that the bot can be in, or not. Its status there is as in Telegram's ChatMember."""

    noun = ""

    def __init__(self, world: World, chat_id: int, kind: str, title: str) -> None:
        super().__init__(world, chat_id, kind)
        self.title = title
        self.bot_status = "left"
        self.has_met_bot = False
        self._last_own = 0

    @property
    def bot_is_admin(self) -> bool:
        return self.bot_status == "administrator"

    @property
    def bot_is_in(self) -> bool:
        return self.bot_status in ("member", "administrator")

    def shape(self) -> Json:
        return {"id": self.id, "type": self.kind, "title": self.title}

    def refusal(self) -> ApiError | None:
        if not self.has_met_bot:
            return bad_request("chat not found")
        if self.bot_status == "kicked":
            return forbidden(f"bot was kicked from the {self.noun} chat")
        return None if self.bot_is_in else forbidden(f"bot is not a member of the {self.noun} chat")

    def next_message_id(self) -> int:
        if self.kind == "group":
            return super().next_message_id()
        self._last_own += 1
        return self._last_own

    def remove_bot(self, by: Person) -> Json:
        """Thrown out, for good."""
        return self.bot_becomes("kicked", by.user())

    def bot_becomes(self, status: str, by: Json) -> Json:
        with self.world.lock:
            old, self.bot_status = self._bot_member(), status
            self.has_met_bot = True
            body = {"chat": self.shape(), "from": by, "date": self.world.now(), "old_chat_member": old}
            return self.world.push("my_chat_member", {**body, "new_chat_member": self._bot_member()})

    def _bot_member(self) -> Json:
        return _member(self.world.bot(), self.bot_status, self.kind)


class Group(Place):
    """A group or supergroup. Unless the bot is an admin or privacy is off, it hears only commands and replies to it."""

    def __init__(self, world: World, chat_id: int, kind: str, title: str) -> None:
        super().__init__(world, chat_id, kind, title)
        self.noun = kind
        self.upgraded_to: Group | None = None

    def refusal(self) -> ApiError | None:
        if self.upgraded_to is not None:
            return bad_request(UPGRADED, migrate_to_chat_id=self.upgraded_to.id)
        return super().refusal()

    def add_bot(self, by: Person, admin: bool = False) -> Json:
        """The update that says so; the message about it follows as an update of its own."""
        with self.world.lock:
            update = self.bot_becomes("administrator" if admin else "member", by.user())
            self._service(by, new_chat_members=[self.world.bot()])
            return update

    def make_bot_admin(self, by: Person) -> Json:
        return self.bot_becomes("administrator", by.user())

    def add(self, person: Person, by: Person | None = None) -> Json:
        """Somebody joins, or is let in."""
        with self.world.lock:
            self._member_becomes(person, by or person, "left", "member")
            return self._service(by or person, new_chat_members=[person.user()])

    def remove(self, person: Person, by: Person | None = None) -> Json:
        """Somebody leaves, or is thrown out."""
        with self.world.lock:
            self._member_becomes(person, by or person, "member", "kicked" if by else "left")
            return self._service(by or person, left_chat_member=person.user())

    def write(self, person: Person, text: str) -> Json:
        return person.write(text, chat=self)

    def reply(self, person: Person, to: MessageRef, text: str) -> Json:
        return person.reply(to, text, chat=self)

    def edit(self, person: Person, message: MessageRef, text: str) -> Json:
        return person.edit(message, text, chat=self)

    def press(self, person: Person, button: str, on: MessageRef | None = None, forged: bool = False) -> Json:
        return person.press(button, on, chat=self, forged=forged)

    def upgrade(self, by: Person, to: Group) -> Json:
        """The group goes on as the supergroup ``to``, under another id."""
        with self.world.lock:
            self.upgraded_to = to
            to.bot_status, to.has_met_bot = self.bot_status, True
            update = self._service(by, migrate_to_chat_id=to.id)
            to._service(by, migrate_from_chat_id=self.id)
            return update

    def bot_hears(self, body: Json) -> bool:
        if not self.bot_is_in:
            return False
        if self.bot_is_admin or not self.world.privacy:
            return True
        is_reply = body.get("reply_to_message", {}).get("from", {}).get("id") == self.world.bot_id
        return is_reply or self._is_command_for_bot(body)

    def _is_command_for_bot(self, body: Json) -> bool:
        text = str(body.get("text", ""))
        if not text.startswith("/"):
            return False
        _, _, name = text.split(maxsplit=1)[0].partition("@")
        return not name or name.lower() == self.world.username.lower()

    def _service(self, by: Person, **content: object) -> Json:
        body = self.post_content({"from": by.user(), **content}, by_bot=False).body
        return self.world.push("message", body) if self.bot_is_in else {"message": body}

    def _member_becomes(self, person: Person, by: Person, old: str, new: str) -> None:
        if self.bot_is_admin:
            body = {"chat": self.shape(), "from": by.user(), "date": self.world.now()}
            members = [_member(person.user(), status, self.kind) for status in (old, new)]
            self.world.push("chat_member", {**body, "old_chat_member": members[0], "new_chat_member": members[1]})


class Channel(Place):
    """A channel; a bot is in it as an admin or not at all."""

    noun = "channel"

    def __init__(self, world: World, chat_id: int, title: str, username: str) -> None:
        super().__init__(world, chat_id, "channel", title)
        self.username = username

    def shape(self) -> Json:
        return {**super().shape(), **({"username": self.username} if self.username else {})}

    def add_bot(self, by: Person) -> Json:
        return self.bot_becomes("administrator", by.user())

    def post(self, text: str) -> Json:
        return self._publish("channel_post", text_content(text))

    def post_photo(self, photo: list[Json], caption: str = "") -> Json:
        return self._publish("channel_post", {"photo": photo, **caption_content(caption)})

    def edit(self, post: MessageRef, text: str) -> Json:
        with self.world.lock:
            stored = self.present(post)
            stored.body.update(text_content(text), edit_date=self.world.now())
            stored.versions.append(text)
            return self._to_bot("edited_channel_post", stored.body)

    def _publish(self, kind: str, content: Json) -> Json:
        with self.world.lock:
            return self._to_bot(kind, self.post_content({"sender_chat": self.shape(), **content}, by_bot=False).body)

    def _to_bot(self, kind: str, body: Json) -> Json:
        return self.world.push(kind, body) if self.bot_is_in else {kind: body}


def _member(user: Json, status: str, kind: str) -> Json:
    member: Json = {"user": user, "status": status}
    if status == "kicked":
        return {**member, "until_date": 0}
    if status == "administrator":
        return {**member, **_RIGHTS, **(_IN_CHANNEL if kind == "channel" else _IN_GROUP)}
    return member
