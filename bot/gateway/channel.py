"""What the gateway asks of a channel: the chat page, Telegram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from bot.services.conversation import Outgoing


@dataclass(frozen=True)
class Moment:
    """How a paced bubble looks now. ``over``: it will not change again."""

    show: str
    seconds: int
    round: int
    rounds: int
    over: bool = False


class NotSent(Exception):
    """A message did not go out. ``code`` is plain.

    ``lasting``: this message will never be taken. ``gone``: nobody can be reached in this chat.
    ``retry_after``: seconds for which the channel wants this chat left alone.
    """

    def __init__(self, code: str, *, lasting: bool = False, gone: bool = False, retry_after: float = 0.0) -> None:
        super().__init__(code)
        self.code, self.lasting, self.gone, self.retry_after = code, lasting, gone, retry_after


class Channel(Protocol):
    async def send(self, message: Outgoing) -> str | None:
        """Show one bubble; returns the channel's own id for it, where it has one. Raises NotSent."""

    async def change(self, message: Outgoing, moment: Moment) -> None:
        """Change a paced bubble. What cannot be changed is left as it is."""

    async def close(self, message: Outgoing, answer: str | None) -> None:
        """Take away a used keyboard; ``answer``: the title of its button that was pressed."""

    async def typing(self, chat_id: str, on: bool) -> None:
        """Show or hide that an answer is on its way."""


def frames_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The frames of a paced bubble (show, seconds, round); empty for any other."""
    frames: list[dict[str, Any]] = (body.get("custom") or {}).get("pace") or []
    return frames
