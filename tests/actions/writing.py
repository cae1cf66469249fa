"""Somebody who writes to actions, called as the action server calls them."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import AnsweringAction


class Person:
    """Writes to actions, one message after the other, and keeps the slots as Rasa would."""

    def __init__(self) -> None:
        self.slots: dict[str, Any] = {"requested_slot": None, "offered": None}
        self.number = 0
        self.events: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []
        self.about: dict[str, Any] = {}
        """What else Rasa says of the next messages: verdict, metadata."""

    async def write(self, action: AnsweringAction, intent: str = "x", text: str = "", **entities: str) -> None:
        self.number += 1
        await self.repeat(action, intent, text, **entities)

    async def repeat(self, action: AnsweringAction, intent: str = "x", text: str = "", **entities: str) -> None:
        """The same message again, as after a crash."""
        found = [{"entity": name, "value": value} for name, value in entities.items()]
        message = {"text": text, "intent": {"name": intent}, "entities": found, "message_id": f"m{self.number}"}
        message["routes"] = [{"name": "five_senses", "confidence": 0.3}, {"name": "my_progress", "confidence": 0.2}]
        message |= self.about
        self.events.append({"event": "user", "parse_data": message})
        tracker = Tracker("somebody", self.slots, message, self.events, False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        for event in await action.run(dispatcher, tracker, {}):
            self.slots[event["name"]] = event["value"]
        self.said = dispatcher.messages

    @property
    def responses(self) -> list[str]:
        return [message["response"] or message["text"] for message in self.said]

    @property
    def buttons(self) -> list[str]:
        return [button["payload"] for message in self.said for button in message["buttons"]]
