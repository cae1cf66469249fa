"""Rasa's trackers, sealed in interlude's database, short, and saved only after a whole turn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.dialogue.turns import current_turn
from bot.services import trackers
from bot.services.setup import DatabaseUnavailable, open_database, prepare
from bot.settings import read_settings

KEEP_TURNS = 3
"""Turns of history that the policies see. The state of scripts lives in the database, not here."""

_RANKINGS = ("intent_ranking", "routes")


class SealedTrackerStore(TrackerStore):  # type: ignore[misc]
    """Keeps one sealed row per chat: slots, active loop and the last turns."""

    def __init__(
        self, domain: Domain | None, host: EndpointConfig | None = None, event_broker: EventBroker | None = None
    ) -> None:
        super().__init__(domain, event_broker)
        settings = read_settings()
        prepare(settings)
        self._database = open_database(settings)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save the tracker unless its turn failed; then the chat stands where it stood before the message."""
        if not current_turn().is_whole:
            return
        await self.stream_events(tracker)
        body = json.dumps([_lean(event) for event in shortened(tracker)])
        message_id = tracker.latest_message.message_id if tracker.latest_message else ""
        with _noted_on_the_turn():
            await asyncio.to_thread(trackers.save, self._database, tracker.sender_id, message_id or "", body)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        with _noted_on_the_turn():
            body = await asyncio.to_thread(trackers.load, self._database, sender_id)
        if body is None:
            return None
        events: list[dict[str, Any]] = json.loads(body)
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    async def keys(self) -> Iterable[str]:
        return await asyncio.to_thread(trackers.sender_ids, self._database)


@contextmanager
def _noted_on_the_turn() -> Iterator[None]:
    """Rasa goes on with an empty tracker in memory when its store fails; such a turn must not count."""
    try:
        yield
    except DatabaseUnavailable:
        current_turn().unavailable = True
        raise


def _lean(event: Event) -> dict[str, Any]:
    """An event without the rankings of its message: they have served their turn."""
    data: dict[str, Any] = event.as_dict()
    if "parse_data" in data:
        data["parse_data"] = {key: value for key, value in data["parse_data"].items() if key not in _RANKINGS}
    return data


def shortened(tracker: DialogueStateTracker) -> list[Event]:
    """The events of the last turns, with slots and active loop as they stood before them.

    A turn begins with the ``action_listen`` before a user's message.
    """
    events = list(tracker.events)
    begins = [i for i in range(1, len(events)) if isinstance(events[i], UserUttered)]
    if len(begins) <= KEEP_TURNS:
        return events
    cut = begins[-KEEP_TURNS]
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], tracker.slots.values())
    slots = [SlotSet(name, slot.value) for name, slot in before.slots.items() if slot.value != slot.initial_value]
    loop = [ActiveLoop(before.active_loop_name)] if before.active_loop_name else []
    return [*slots, *loop, ActionExecuted("action_listen"), *events[cut:]]
