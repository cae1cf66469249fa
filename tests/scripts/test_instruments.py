from __future__ import annotations

import pytest

from bot.scripts.instruments import instrument_of


@pytest.mark.parametrize("script_id", ["phq9", "phq_9", "PHQ-9"])
def test_an_instrument_is_found_by_its_scripts_id(script_id: str) -> None:
    found = instrument_of(script_id)
    assert found is not None
    assert (found.name, found.total_code) == ("PHQ-9", "44261-6")


def test_other_scripts_are_none() -> None:
    assert instrument_of("five_senses") is None


@pytest.mark.parametrize(
    ("script_id", "answers", "total"),
    [
        ("phq9", [3] * 9, 27),
        ("phq9", [1] * 9 + [3], 9),  # how hard it makes things is asked, and does not count
        ("gad7", [0, 1, 2, 3, 0, 1, 2], 9),
        ("pcl5", [4] * 20, 80),
        ("auditc", [4, 4, 4], 12),
        ("who5", [5] * 5, 100),
    ],
)
def test_answers_are_added_up(script_id: str, answers: list[int | None], total: int) -> None:
    found = instrument_of(script_id)
    assert found is not None
    assert found.total(answers) == total
    assert found.highest >= total


def test_there_is_no_total_while_one_is_missing() -> None:
    found = instrument_of("phq9")
    assert found is not None
    assert found.total([1] * 8) is None
    assert found.total([1] * 8 + [None, 2]) is None
    assert found.total([1] * 9 + [None]) == 9


@pytest.mark.parametrize(
    ("script_id", "total", "band"),
    [
        ("phq9", 0, "minimal"),
        ("phq9", 4, "minimal"),
        ("phq9", 5, "mild"),
        ("phq9", 14, "moderate"),
        ("phq9", 15, "moderately severe"),
        ("phq9", 27, "severe"),
        ("gad7", 9, "mild"),
        ("gad7", 10, "moderate"),
        ("gad7", 15, "severe"),
        ("pcl5", 30, "below the cut of 31 to 33"),
        ("pcl5", 33, "at the cut of 31 to 33"),
        ("pcl5", 34, "above the cut of 31 to 33"),
        ("who5", 48, "low"),
        ("who5", 52, "not low"),
        ("auditc", 12, None),
        ("phq9", None, None),
    ],
)
def test_a_total_is_called_as_it_was_published(script_id: str, total: int | None, band: str | None) -> None:
    found = instrument_of(script_id)
    assert found is not None
    assert found.band(total) == band
