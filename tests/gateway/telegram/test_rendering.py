from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway.channel import Moment
from bot.gateway.telegram.rendering import answered_text, keyboard_of, paced_text, split, texts_of
from bot.services.conversation import TEXT_LIMIT, Outgoing


def message(**body: Any) -> Outgoing:
    now = datetime.now(timezone.utc)
    return Outgoing("a" * 32, 7, "chat", "cause", body, now, closed=False, channel="telegram", address="700")


def buttons(*titles: str) -> list[dict[str, str]]:
    return [{"title": title, "payload": title} for title in titles]


def titles_of(shown: Outgoing) -> list[list[str]]:
    return [[title for title, _ in row] for row in keyboard_of(shown)]


def units(text: str) -> int:
    """As Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


@given(st.text(max_size=9000))
def test_every_piece_fits_and_no_word_is_lost(text: str) -> None:
    pieces = list(split(text))
    assert all(0 < units(piece) <= TEXT_LIMIT for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_long_text_is_cut_between_paragraphs() -> None:
    first, second = "a" * 3000, "b" * 3000
    assert list(split(f"{first}\n\n{second}")) == [first, second]


def test_signs_that_count_twice_are_never_torn_apart() -> None:
    pieces = list(split("😀" * 4096))
    assert [units(piece) for piece in pieces] == [4096, 4096]


def test_a_message_without_text_is_still_one() -> None:
    assert texts_of(message(text="")) == ["…"]


def test_a_scale_stands_in_even_rows() -> None:
    shown = message(text="How strong?", buttons=buttons(*map(str, range(11))))
    assert titles_of(shown) == [["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"]]


def test_short_titles_share_a_row_and_long_ones_do_not() -> None:
    shown = message(text="?", buttons=buttons("Yes", "No", "Maybe", "Something quite a bit longer", "Skip it"))
    assert titles_of(shown) == [["Yes", "No", "Maybe"], ["Something quite a bit longer"], ["Skip it"]]


def test_the_commands_of_a_script_stand_below_its_options() -> None:
    commands = [{"name": "stop", "title": "Stop"}, {"name": "back", "title": "Back"}]
    shown = message(text="?", buttons=buttons("Ready"), custom={"visit": 1, "commands": commands})
    assert titles_of(shown) == [["Ready"], ["Stop", "Back"]]


@pytest.mark.parametrize("count", [1, 11, 60])
def test_callback_data_is_opaque_and_fits(count: int) -> None:
    shown = message(text="?", buttons=buttons(*(f"an option {number}" for number in range(count))))
    data = [one for row in keyboard_of(shown) for _, one in row]
    assert len(set(data)) == count
    assert all(len(one.encode()) <= 64 and "option" not in one for one in data)


def test_the_answer_that_was_tapped_stands_below_the_question() -> None:
    assert answered_text(message(text="Ready?"), "Yes") == "Ready?\n\n✓ Yes"
    assert answered_text(message(text="x" * TEXT_LIMIT), "Yes") is None


def test_a_paced_bubble_shows_its_phase_and_round() -> None:
    assert paced_text("Breathe with me.", Moment("In", 4, 2, 6)) == "Breathe with me.\n\nIn  (2/6)"
    pace = [{"show": "In", "seconds": 4, "round": 1}, {"show": "Out", "seconds": 6, "round": 1}]
    assert texts_of(message(text="", custom={"pace": pace})) == ["In"]
