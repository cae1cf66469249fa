from __future__ import annotations

import pytest

from bot.insight.small_cells import SMALLEST_CELL, Split, split


@pytest.mark.parametrize("group", range(25))
def test_no_number_below_five_is_shown_nor_can_be_worked_out(group: int) -> None:
    for did in range(group + 1):
        found = split(did, group)
        if found.is_shown:
            assert found == Split(did, group - did)
            assert min(did, group - did) >= SMALLEST_CELL
        else:
            assert found == Split(None, None)


def test_two_large_cells_are_shown() -> None:
    assert split(5, 10) == Split(5, 5)
    assert split(7, 12) == Split(7, 5)


def test_that_everybody_did_it_or_nobody_is_not_told() -> None:
    assert not split(12, 12).is_shown
    assert not split(0, 12).is_shown
