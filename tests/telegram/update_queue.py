"""Updates that wait for the bot, and when they are forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.telegram.errors import Json

KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "message_reaction", "message_reaction_count",
    "inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query", "poll",
    "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost",
    "business_connection", "business_message", "edited_business_message", "deleted_business_messages",
    "purchased_paid_media",
)  # fmt: skip
NOT_BY_DEFAULT = ("chat_member", "message_reaction", "message_reaction_count")
BY_DEFAULT = frozenset(KINDS) - frozenset(NOT_BY_DEFAULT)
KEPT_SECONDS = 24 * 3600
AHEAD = 10
"""An offset further than this beyond the newest update confirms nothing: Telegram takes it for a mistake."""


@dataclass
class Entry:
    """One update as it goes over the wire. ``again``: came below one that came before, so it is shown at least once."""

    update_id: int
    text: str
    at: float
    again: bool = False
    shown: int = 0


class UpdateQueue:
    """Not locked by itself: the world's lock is held around every call."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.next_id = 100_000_001
        self.allowed: frozenset[str] = BY_DEFAULT
        self._clock = clock
        self._entries: list[Entry] = []
        self._confirmed = 0

    def allow(self, kinds: list[Any] | None) -> None:
        """Remembered until said otherwise; an empty list, or one of unknown kinds only, means the default."""
        if kinds is not None:
            self.allowed = frozenset(str(kind).lower() for kind in kinds) & frozenset(KINDS) or BY_DEFAULT

    def push(self, kind: str, body: Json) -> Json:
        """The update; without an ``update_id`` when the bot does not get this kind."""
        if kind not in self.allowed:
            return {kind: body}
        number = self._take_id()
        update = {"update_id": number, kind: body}
        self._add(number, _dump(update))
        return json.loads(_dump(update))  # type: ignore[no-any-return]

    def inject(self, value: Json | bytes | bytearray | str) -> None:
        """Any JSON object (numbered unless it brings a number), or any bytes whatever in the place of an update."""
        if isinstance(value, dict):
            update: Json = value if "update_id" in value else {"update_id": self._take_id(), **value}
            given: Any = update["update_id"]
            self._add(given if isinstance(given, int) else self._take_id(), _dump(update))
            return
        text = value if isinstance(value, str) else bytes(value).decode("utf-8", "surrogateescape")
        number = _number_in(text)
        self._add(self._take_id() if number is None else number, text)

    def redeliver(self, update: Json) -> None:
        self._add(update["update_id"], _dump(update), again=True)

    def take(self, offset: int, limit: int) -> list[str]:
        """Forget what the offset confirms, show what is left."""
        self._confirm(offset)
        shown = self._fresh()[:limit]
        for entry in shown:
            entry.shown += 1
        return [entry.text for entry in shown]

    def first(self) -> Entry | None:
        return next(iter(self._fresh()), None)

    def forget(self, entry: Entry) -> None:
        self._entries = [one for one in self._entries if one is not entry]
        self._confirmed = max(self._confirmed, entry.update_id + 1)

    def clear(self) -> None:
        self._entries = []

    def pending(self) -> list[Any]:
        """What is not yet confirmed: objects, or the text of what is no JSON."""
        return [_load(entry.text) for entry in self._fresh()]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._entries = self._fresh()[offset:]
        elif 0 < offset <= self._tail() + AHEAD:
            self._confirmed = max(self._confirmed, offset)
            self._entries = [one for one in self._entries if one.update_id >= offset or (one.again and not one.shown)]

    def _tail(self) -> int:
        return max([self.next_id, *(entry.update_id + 1 for entry in self._entries)])

    def _fresh(self) -> list[Entry]:
        oldest = self._clock() - KEPT_SECONDS
        self._entries = [entry for entry in self._entries if entry.at >= oldest]
        return self._entries

    def _take_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def _add(self, update_id: int, text: str, again: bool = False) -> None:
        again = again or update_id < max([self._confirmed, *(one.update_id for one in self._entries)])
        self._entries.append(Entry(update_id, text, self._clock(), again))


def _dump(update: Json) -> str:
    return json.dumps(update, ensure_ascii=True)


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _number_in(text: str) -> int | None:
    value = _load(text)
    number = value.get("update_id") if isinstance(value, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None
