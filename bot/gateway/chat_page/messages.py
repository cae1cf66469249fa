"""Stored messages in the shape the page shows them."""

from __future__ import annotations

from typing import Any

from bot.gateway.channel import frames_of
from bot.services.conversation import Incoming, Outgoing, buttons_of


def bot_message(message: Outgoing) -> dict[str, Any]:
    """A bubble of the assistant. Button ids are ``<bubble>:<place>``; a used-up keyboard is left out."""
    custom = message.body.get("custom") or {}
    own = len(message.body.get("buttons") or [])
    buttons = [] if message.closed else _buttons(message)
    frames = frames_of(message.body)
    return {
        "id": message.seq,
        "from": "bot",
        "text": message.body.get("text") or "",
        "at": message.at.isoformat(),
        "buttons": buttons[:own],
        "commands": buttons[own:],
        "scale": custom.get("scale"),
        "pace": {"seconds_total": sum(frame["seconds"] for frame in frames)} if frames else None,
    }


def person_message(message: Incoming) -> dict[str, Any]:
    return own_words(message.seq, message.text, message.at.isoformat(), message.key)


def own_words(seq: int, text: str, at: str, key: str | None = None) -> dict[str, Any]:
    """A bubble of the person. ``key`` lets the page that sent it find its own again."""
    bubble = {"id": f"p{seq}", "from": "person", "text": text, "at": at, "scale": None, "pace": None}
    return {**bubble, "buttons": [], "commands": [], "key": key}


def shown(message: Incoming | Outgoing) -> dict[str, Any]:
    return bot_message(message) if isinstance(message, Outgoing) else person_message(message)


def _buttons(message: Outgoing) -> list[dict[str, str]]:
    pressed = buttons_of(message.body)
    return [
        {"title": button.title, "id": f"{message.seq}:{place}", "name": button.name}
        for place, button in enumerate(pressed)
    ]
