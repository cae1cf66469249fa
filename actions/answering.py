"""Base of all actions: one message is answered once, in one transaction, off the event loop."""

from __future__ import annotations

import asyncio
import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, context
from bot.scripts.library import Library
from bot.services import people
from bot.services.fitting import fitting
from bot.services.once import answer_once
from bot.services.people import Chat, Transaction

OFFERED = "offered"
RESUME = "resume"


@dataclass
class Answer:
    """What an action says and sets; plain data, so that it can be stored and given again."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def say(self, response: str, buttons: list[dict[str, str]] | None = None, **places: object) -> None:
        """Say a response of domain.yml."""
        self.messages.append({"response": response, "buttons": buttons or [], **places})

    def set(self, slot: str, value: object) -> None:
        self.events.append(SlotSet(slot, value))

    def offer(self, what: str | None) -> None:
        """What a plain "yes" would begin: a script's id, ``resume``, or nothing."""
        self.set(OFFERED, what)


@dataclass(frozen=True)
class Question:
    """What an action answers: the message in progress and who wrote it."""

    tx: Transaction
    chat: Chat
    tracker: Tracker
    context: Context

    @property
    def library(self) -> Library:
        """What may be offered to whoever wrote it."""
        return fitting(self.tx, self.chat.participant_id, self.context.library)

    @property
    def message(self) -> dict[str, Any]:
        return dict(self.tracker.latest_message or {})

    @property
    def metadata(self) -> dict[str, Any]:
        return dict(self.message.get("metadata") or {})

    @property
    def intent(self) -> str:
        return str((self.message.get("intent") or {}).get("name") or "")

    @property
    def text(self) -> str:
        return str(self.message.get("text") or "").strip()

    @property
    def cause(self) -> str:
        """What names an incident that this message leads to. A message without an id is like no other."""
        return f"message:{self.message.get('message_id') or uuid.uuid4().hex}"

    @property
    def recent_intents(self) -> list[str]:
        """The intents of the person's newest messages, this one last."""
        said = [event for event in self.tracker.events or [] if event.get("event") == "user"]
        return [str(event["parse_data"]["intent"]["name"]) for event in said]

    def entity(self, name: str) -> str | None:
        found = next((e["value"] for e in self.message.get("entities") or [] if e["entity"] == name), None)
        return None if found is None else str(found)


class AnsweringAction(Action, ABC):  # type: ignore[misc]
    """A custom action. Subclasses name themselves and write ``answer``."""

    @abstractmethod
    def answer(self, question: Question) -> Answer:
        """Answer the message. Runs in a transaction; may run again only if that was rolled back."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        result = await asyncio.to_thread(self._answered, tracker)
        for message in result["messages"]:
            dispatcher.utter_message(**message)
        events: list[dict[str, Any]] = result["events"]
        return events

    def _answered(self, tracker: Tracker) -> dict[str, Any]:
        opened = context()
        message_id = str((tracker.latest_message or {}).get("message_id") or "")

        def work(tx: Transaction) -> dict[str, Any]:
            chat = people.chat_of_sender(tx, tracker.sender_id)
            answer = self.answer(Question(tx, chat, tracker, opened))
            return {"messages": answer.messages, "events": answer.events}

        return answer_once(opened.database, message_id, str(self.name()), work)
