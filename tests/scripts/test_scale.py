from __future__ import annotations

import pytest

from bot.scripts.scale import read_scale


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7", 7),
        ("about a seven", 7),
        ("7/10", 7),
        ("7 of 10", 7),
        ("seven out of ten", 7),
        ("7.4", 7),
        ("7.5", 8),
        ("7,5", 8),
        ("six point five", 7),
        ("6 or 7", 7),
        ("6-7", 7),
        ("between six and seven", 7),
        ("7️⃣", 7),
        ("it's a 7!!", 7),
        ("nine-ish", 9),
        ("9ish", 9),
        ("0", 0),
        ("zero", 0),
        ("one", 1),
        ("about one", 1),
        ("a one or two", 2),
        ("10", 10),
        ("10/10", 10),
        ("7 i guess because the meeting went badly and i left", 7),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str, number: int) -> None:
    assert read_scale(typed, 0, 10) == number


@pytest.mark.parametrize(
    "typed",
    ["banana", "", "eleven", "-1", "100", "7/5", "80%", "it was 3 and now 8", "5 or 8", "🙂", "9" * 60, "1e3"],
)
def test_what_is_no_number_of_the_scale_is_not_guessed(typed: str) -> None:
    assert read_scale(typed, 0, 10) is None


@pytest.mark.parametrize(
    "typed",
    [
        "i have 2 kids and feel awful today honestly",
        "no one cares",
        "no-one",
        "one moment please",
        "i need someone, any one",
        "give me a second",
        "first i have to breathe",
        "back at 5pm",
    ],
)
def test_a_number_that_counts_something_else_is_not_the_answer(typed: str) -> None:
    assert read_scale(typed, 0, 10) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [("un siete", 7), ("siete", 7), ("como un 6", 6), ("siete de diez", 7), ("un seis o siete", 7), ("uno", 1)],
)
def test_spanish_numbers_are_read(typed: str, number: int) -> None:
    assert read_scale(typed, 0, 10, "es") == number


@pytest.mark.parametrize("typed", ["un momento", "plátano", "once", "un poco"])
def test_spanish_words_that_are_no_number_are_not_guessed(typed: str) -> None:
    assert read_scale(typed, 0, 10, "es") is None


@pytest.mark.parametrize(("typed", "number"), [("not at all", 2), ("Max!", 5), ("2", 2), ("1", None), ("6", None)])
def test_the_ends_of_a_scale_have_names_and_limits(typed: str, number: int | None) -> None:
    found = read_scale(typed, 2, 5, lowest_words={"not at all"}, highest_words={"max"})
    assert found == number


def test_out_of_means_this_scale() -> None:
    assert read_scale("40 out of 100", 0, 100) == 40
    assert read_scale("4 out of 100", 0, 10) is None
