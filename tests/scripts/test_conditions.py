from __future__ import annotations

import pytest

from bot.scripts.conditions import Condition, Value


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("answer == yes", {"answer": "yes"}, True),
        ("answer == yes", {"answer": "no"}, False),
        ("answer != yes", {"answer": "no"}, True),
        ("answer >= 7", {"answer": 7}, True),
        ("answer >= 7", {"answer": 6}, False),
        ("answer > 7", {"answer": 7}, False),
        ("answer <= 7", {"answer": 7}, True),
        ("answer < 7", {"answer": 7}, False),
        ("  answer==3 ", {"answer": 3}, True),
        ("mood < 4", {"mood": 3, "answer": 9}, True),
        ("texts > 0", {"texts": 0}, False),
        ("texts > 0", {"texts": 2}, True),
    ],
)
def test_it_compares_a_name_with_a_value(text: str, values: dict[str, Value], holds: bool) -> None:
    assert Condition.parse(text).holds(values) is holds


def test_a_skipped_step_equals_none() -> None:
    assert Condition.parse("mood == none").holds({"mood": None})
    assert not Condition.parse("mood != none").holds({"mood": None})


def test_a_step_that_was_never_reached_equals_none() -> None:
    assert Condition.parse("mood == none").holds({})


def test_own_words_are_not_none() -> None:
    assert Condition.parse("mood != none").holds({"mood": "free_text"})
    assert Condition.parse("mood == free_text").holds({"mood": "free_text"})


@pytest.mark.parametrize("comparison", ["<", "<=", ">", ">="])
@pytest.mark.parametrize("value", [None, "free_text", "yes"])
def test_what_is_no_number_is_neither_more_nor_less(comparison: str, value: Value) -> None:
    assert not Condition.parse(f"answer {comparison} 5").holds({"answer": value})


def test_an_option_called_2_equals_2() -> None:
    assert Condition.parse("helped == 2").holds({"helped": "2"})


def test_an_option_called_2_is_more_than_1() -> None:
    assert Condition.parse("helped >= 1").holds({"helped": "2"})
    assert not Condition.parse("helped >= 1").holds({"helped": "0"})


@pytest.mark.parametrize(
    "text", ["", "answer", "answer = yes", "answer == ", "7 >= answer", "answer == Yes", "a == b and c == d", "True"]
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write for example `answer == yes` or `answer >= 7`"):
        Condition.parse(text)
