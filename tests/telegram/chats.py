"""A chat: its messages, and whether the bot may write there."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from tests.telegram.errors import ApiError, Json
from tests.telegram.seen import File, MessageRef, Stored, message_id, text_of

if TYPE_CHECKING:
    from tests.telegram.world import World


class Chat:
    """What private chats, groups and channels have in common."""

    def __init__(self, world: World, chat_id: int, kind: str) -> None:
        self.world = world
        self.id = chat_id
        self.kind = kind
        self.messages: dict[int, Stored] = {}
        self.chat_instance = str(world.random_id())

    def shape(self) -> Json:
        """The chat as it stands in messages."""
        raise NotImplementedError

    def refusal(self) -> ApiError | None:
        """Why the bot cannot write here, if it cannot."""
        raise NotImplementedError

    def next_message_id(self) -> int:
        return self.world.next_message_id()

    def post_content(self, content: Json, by_bot: bool, file: File | None = None) -> Stored:
        """A new message, of this second."""
        number = self.next_message_id()
        body = {"message_id": number, "date": self.world.now(), "chat": self.shape(), **deepcopy(content)}
        stored = Stored(body, by_bot, file, [text_of(body)])
        self.messages[number] = stored
        return stored

    def find(self, ref: MessageRef) -> Stored | None:
        """The message, unless it was deleted or never was."""
        stored = self.messages.get(message_id(ref))
        return None if stored is None or stored.deleted else stored

    def present(self, ref: MessageRef) -> Stored:
        stored = self.find(ref)
        if stored is None:
            raise LookupError("there is no such message in this chat")
        return stored

    def quoted(self, ref: MessageRef) -> Json:
        """A message as it stands in a reply to it: without what it replied to itself."""
        body = deepcopy(self.present(ref).body)
        body.pop("reply_to_message", None)
        return body

    def of_bot(self) -> list[Stored]:
        return [stored for stored in self.messages.values() if stored.by_bot]
