from __future__ import annotations

from bot.insight.helps import Change, by_script


def test_the_largest_fall_comes_first_and_what_is_not_claimed_last() -> None:
    counted = [("a", -1, 3), ("b", -4, 2), ("b", -2, 2), ("c", -9, 2), ("d", 1, 5), ("e", -1, 4)]
    assert by_script(counted) == [
        Change("b", 4, -3),
        Change("e", 4, -1),
        Change("a", 3, -1),
        Change("d", 5, 1),
        Change("c", 2, None),
    ]


def test_no_change_is_a_claim_too() -> None:
    [change] = by_script([("a", 0, 3)])
    assert change.median == 0
    assert change.median is not None
