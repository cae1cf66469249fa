"""Paced steps move in time, end when the person writes, and hold nothing up."""

from __future__ import annotations

import pytest

from tests.e2e.chat import Chat

pytestmark = pytest.mark.stack


def begin_pace(chat: Chat) -> int:
    """Start the short script up to its paced bubble; returns the bubble's id."""
    chat.say("slow sip")
    chat.say("6")
    bubble = next(message for message in chat.said() if message["pace"])
    return int(bubble["id"])


def test_one_bubble_changes_in_time_and_the_script_goes_on_by_itself(chat: Chat) -> None:
    bubble = begin_pace(chat)
    chat.wait_for("What did you notice first?")
    edits = [edit for edit in chat.edits if edit["id"] == bubble]
    shown = [edit["text"] for edit in edits if not edit["over"]]
    assert shown == ["Breathe in", "Breathe out", "Breathe in", "Breathe out"]
    assert edits[-1]["over"]
    assert len([message for message in chat.said() if message["pace"]]) == 1


def test_it_ends_at_once_when_the_person_writes(chat: Chat) -> None:
    bubble = begin_pace(chat)
    answer = chat.say("that is enough for me")
    assert answer[-1] == "What did you notice first?"
    assert bubble in chat.closed
    last = [edit for edit in chat.edits if edit["id"] == bubble][-1]
    assert last["over"]
    assert last["round"] == 1


def test_the_end_of_its_time_does_not_answer_a_later_question(chat: Chat) -> None:
    begin_pace(chat)
    chat.say("enough")
    said = len(chat.said())
    with pytest.raises(AssertionError):
        chat.wait_for_command(after=said, seconds=6)
    assert chat.texts()[-1] == "What did you notice first?"
