"""Notices to staff in a chat: their buttons, and what is added to them as the incident goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.escalation.states import State
from bot.escalation.text_schema import StaffChatTexts
from bot.scripts.words import DEFAULT_LANGUAGE, Words

Rows = Sequence[Sequence[tuple[str, str]]]
"""Rows of buttons: title and callback data."""

PRESS = "s:"
"""How the callback data of every button under a notice begins. Telegram takes 64 bytes at most; these are 42."""
ACKNOWLEDGE, RESOLVE, BACK, NOTE = "a", "r", "b", "n"


def buttons(words: StaffChatTexts, notice_id: str, state: State) -> Rows:
    """What can be done in this state."""
    if state is State.RESOLVED:
        return ()
    resolve = _button(notice_id, words.resolve, RESOLVE)
    return (
        [[resolve]] if state is State.ACKNOWLEDGED else [[_button(notice_id, words.acknowledge, ACKNOWLEDGE), resolve]]
    )


def note_buttons(words: StaffChatTexts, notice_id: str) -> Rows:
    """The notes that an incident can be resolved with, and the way back."""
    notes = [[_button(notice_id, note, _letter_of(note))] for note in words.notes]
    return [*notes, [_button(notice_id, words.back, BACK)]]


def read_press(data: str) -> tuple[str, str]:
    """Id of the notice, and the letter of what was pressed; empty where it is none of ours."""
    notice_id, _, letter = data.removeprefix(PRESS).partition(":")
    return (notice_id, letter) if data.startswith(PRESS) else ("", "")


def note_of(words: StaffChatTexts, letter: str) -> str | None:
    """The note of a button. One whose words have been changed since it was shown is none."""
    found = next((note for note in words.notes if _letter_of(note) == letter), None)
    return found.to(DEFAULT_LANGUAGE) if found else None


def taken_line(words: Words, person: str, at: datetime, zone: ZoneInfo) -> str:
    """Who has done it, and when by the clock on the program's wall."""
    return words.to(DEFAULT_LANGUAGE).format(person=person, at=at.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z"))


def _button(notice_id: str, title: Words, letter: str) -> tuple[str, str]:
    return title.to(DEFAULT_LANGUAGE), f"{PRESS}{notice_id}:{letter}"


def _letter_of(note: Words) -> str:
    """By its words and not by its place: a list that is edited must not change what an older button says."""
    return NOTE + hashlib.sha256(note.to(DEFAULT_LANGUAGE).encode()).hexdigest()[:6]
