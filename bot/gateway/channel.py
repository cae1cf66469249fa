"""What the gateway asks of a channel: the chat page now, Telegram next."""

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


class Channel(Protocol):
    async def send(self, message: Outgoing) -> None:
        """Show one bubble."""

    async def change(self, message: Outgoing, moment: Moment) -> None:
        """Change a paced bubble."""

    async def typing(self, chat_id: str, on: bool) -> None:
        """Show or hide that an answer is on its way."""


def frames_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The frames of a paced bubble (show, seconds, round); empty for any other."""
    frames: list[dict[str, Any]] = (body.get("custom") or {}).get("pace") or []
    return frames
