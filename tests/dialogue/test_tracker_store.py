from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.channel import replies
from bot.dialogue.tracker_store import KEEP_TURNS, SealedTrackerStore, shortened
from bot.dialogue.turns import begin_turn
from bot.services import trackers
from bot.services.setup import DatabaseUnavailable, open_database
from bot.settings import ROOT, read_settings


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SealedTrackerStore:
    monkeypatch.setenv("INTERLUDE_STATE", str(tmp_path))
    begin_turn()
    return SealedTrackerStore(Domain.load(str(ROOT / "domain.yml")))


async def after_turns(store: SealedTrackerStore, turns: int) -> DialogueStateTracker:
    """A conversation inside a script, saved and loaded again after each turn."""
    tracker = await store.get_or_create_tracker("somebody")
    tracker.update_with_events([SlotSet("offered", "five_senses"), ActiveLoop("script_form")], store.domain)
    for number in range(turns):
        said = [
            UserUttered(f"answer {number}", {"name": "greet", "confidence": 1.0}, message_id=f"m{number}"),
            ActionExecuted("script_form"),
            BotUttered(f"question {number}", {"buttons": [{"title": "a", "payload": "b"}]}),
            ActionExecuted("action_listen"),
        ]
        tracker.update_with_events(said, store.domain)
        await store.save(tracker)
        loaded = await store.retrieve("somebody")
        assert loaded
        tracker = loaded
    return tracker


async def test_a_long_conversation_stays_short_and_knows_where_it_is(store: SealedTrackerStore) -> None:
    some = await after_turns(store, KEEP_TURNS + 4)
    more = await after_turns(store, 40)
    assert len(more.events) == len(some.events)
    assert more.active_loop_name == "script_form"
    assert more.get_slot("offered") == "five_senses"
    assert more.latest_message
    assert more.latest_message.text == "answer 39"


async def test_a_turn_that_failed_leaves_no_trace(store: SealedTrackerStore) -> None:
    tracker = await after_turns(store, 2)
    begin_turn().unavailable = True
    tracker.update(UserUttered("lost", {"name": "greet"}))
    await store.save(tracker)
    again = await store.retrieve("somebody")
    assert again
    assert again.latest_message
    assert again.latest_message.text == "answer 1"


@pytest.mark.parametrize("broken", ["load", "save"])
async def test_a_turn_counts_for_nothing_when_the_store_fails(
    store: SealedTrackerStore, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """Rasa's own wrapper would go on with an empty tracker in memory, and the next answer would go astray."""
    tracker = await after_turns(store, 2)
    turn = begin_turn()

    def locked(*_: object) -> None:
        raise DatabaseUnavailable("locked")

    monkeypatch.setattr(trackers, broken, locked)
    wrapped = FailSafeTrackerStore(store)
    if broken == "load":
        assert await wrapped.retrieve("somebody") is None
    else:
        await wrapped.save(tracker)
    assert turn.unavailable


async def test_a_turn_on_record_is_recognised_and_its_bubbles_given_again(store: SealedTrackerStore) -> None:
    tracker = await after_turns(store, 3)
    database = open_database(read_settings())
    assert trackers.is_handled(database, "somebody", "m2")
    assert not trackers.is_handled(database, "somebody", "m1")
    assert replies(tracker) == [{"text": "question 2", "buttons": [{"title": "a", "payload": "b"}]}]


def folder(path: Path) -> list[Path]:
    return list(path.iterdir())


async def test_no_word_is_in_the_files_of_the_database(store: SealedTrackerStore, tmp_path: Path) -> None:
    await after_turns(store, 3)
    assert [path for path in folder(tmp_path) if b"answer 2" in path.read_bytes()] == []
    assert [path for path in folder(tmp_path) if b"question 2" in path.read_bytes()] == []


def test_a_conversation_is_cut_where_a_turn_begins() -> None:
    tracker = DialogueStateTracker.from_events("x", [ActionExecuted("action_listen")])
    for number in range(KEEP_TURNS + 3):
        tracker.update(UserUttered(f"{number}", {"name": "greet"}))
        tracker.update(ActionExecuted("action_greet"))
        tracker.update(ActionExecuted("action_listen"))
    kept = shortened(tracker)
    assert kept[0] == ActionExecuted("action_listen")
    assert next(event.text for event in kept if isinstance(event, UserUttered)) == "3"
