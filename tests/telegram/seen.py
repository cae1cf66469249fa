"""What a test sees of the bot: its requests, its messages as they look now, its answers to presses."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.telegram.errors import Json


@dataclass(frozen=True)
class File:
    """A file that came with a request."""

    name: str
    content: bytes
    mime: str


@dataclass
class Call:
    """A request. ``status`` is what was answered: 0 when the connection was cut, or while it is under way."""

    method: str
    parameters: Json
    at: float = field(default_factory=time.monotonic)
    status: int = 0


@dataclass(frozen=True)
class Answer:
    """An answer to a press."""

    query_id: str
    data: str
    by: int
    text: str
    alert: bool
    at: float = field(default_factory=time.monotonic)


class Button(NamedTuple):
    text: str
    data: str = ""
    url: str = ""


@dataclass
class Stored:
    """A message in a chat, as it is now."""

    body: Json
    by_bot: bool
    file: File | None = None
    versions: list[str] = field(default_factory=list)
    deleted: bool = False
    reactions: dict[int, str] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Sent:
    """A message of the bot: ``text`` is the caption of a file; ``versions`` is its text
    as first sent and after every edit."""

    message_id: int
    text: str
    buttons: list[list[Button]]
    edits: int
    versions: list[str]
    document: bytes | None
    photo: bytes | None
    file_name: str
    reply_to: int | None
    deleted: bool
    at: float
    body: Json

    @property
    def labels(self) -> list[list[str]]:
        """The texts of the buttons, row by row."""
        return [[button.text for button in row] for row in self.buttons]


def sent(stored: Stored) -> Sent:
    body, file = stored.body, stored.file
    return Sent(
        message_id=body["message_id"],
        text=text_of(body),
        buttons=buttons_of(body),
        edits=len(stored.versions) - 1,
        versions=list(stored.versions),
        document=file.content if file and "document" in body else None,
        photo=file.content if file and "photo" in body else None,
        file_name=file.name if file else "",
        reply_to=body.get("reply_to_message", {}).get("message_id"),
        deleted=stored.deleted,
        at=stored.at,
        body=body,
    )


def text_of(body: Json) -> str:
    return str(body.get("text", body.get("caption", "")))


def buttons_of(body: Json) -> list[list[Button]]:
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    return [[Button(one["text"], one.get("callback_data", ""), one.get("url", "")) for one in row] for row in rows]


MessageRef = int | Sent | Mapping[str, Any]
"""A message: its number, what ``sent`` gave, a message's JSON or an update that holds one."""


def message_id(ref: MessageRef) -> int:
    if isinstance(ref, int):
        return ref
    if isinstance(ref, Sent):
        return ref.message_id
    if "message_id" in ref:
        return int(ref["message_id"])
    bodies = [body for body in ref.values() if isinstance(body, Mapping)]
    inner = bodies[0] if "message_id" in bodies[0] else bodies[0]["message"]
    return int(inner["message_id"])
