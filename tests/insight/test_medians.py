from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.medians import FEWEST_RUNS, claimed, median_of

COUNTS = st.dictionaries(st.integers(-10, 10), st.integers(1, 30), min_size=1)


@given(COUNTS)
def test_the_median_of_counts_is_that_of_the_values(counts: dict[int, int]) -> None:
    values = [value for value, often in counts.items() for _ in range(often)]
    assert median_of(counts) == median(values)


def test_of_nothing_there_is_no_median() -> None:
    assert median_of({}) is None
    assert median_of({4: 0}) is None


@pytest.mark.parametrize(("runs", "found"), [(FEWEST_RUNS - 1, None), (FEWEST_RUNS, -2)])
def test_nothing_is_claimed_from_fewer_than_three(runs: int, found: float | None) -> None:
    assert claimed({-2: runs}) == found
