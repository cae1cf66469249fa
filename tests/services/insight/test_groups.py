from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.services.insight import Completion, Split, completion
from tests.schedule.people import rules
from tests.services.insight.conftest import Enrols
from tests.services.insight.watched import Watched, statements

WEEK = timedelta(days=7)


def completed(members: Sequence[Watched], script_id: str = "five_senses") -> Completion:
    one = members[0]
    with one.database.reading() as tx:
        until = one.clock.moment
        return completion(tx, rules(), [who.id for who in members], script_id, until - WEEK, until)


@pytest.fixture
def group(enrol: Enrols) -> list[Watched]:
    """Of eleven."""
    return [enrol() for _ in range(11)]


@pytest.mark.parametrize(("did", "shown"), [(0, False), (4, False), (5, True), (6, True), (7, False), (11, False)])
def test_how_many_did_the_skill_is_shown_only_where_it_tells_of_nobody(
    group: list[Watched], did: int, shown: bool
) -> None:
    for who in group[:did]:
        who.runs("five_senses")
        who.runs("five_senses")
    expected = Split(did, 11 - did) if shown else Split(None, None)
    assert completed(group) == Completion(11, expected)


def test_only_finished_runs_of_this_skill_in_this_time_count(group: list[Watched]) -> None:
    for who in group[:5]:
        who.runs("five_senses")
    group[0].clock.move(days=8)
    for who in group[:5]:
        who.runs("five_senses", status="stopped")
        who.runs("long_exhale")
    assert not completed(group).split.is_shown
    assert completed(group, "long_exhale").split == Split(5, 6)


def test_who_has_not_agreed_is_not_counted(group: list[Watched], enrol: Enrols) -> None:
    refusing = [enrol(agrees=False), enrol(agrees=None)]
    for who in [*group[:5], *refusing]:
        who.runs("five_senses")
    assert completed([*group, *refusing]) == Completion(11, Split(5, 6))


def test_a_group_takes_two_statements(group: list[Watched]) -> None:
    for members in (group[:1], group):
        with statements(group[0].database) as found:
            completed(members)
        assert len([one for one in found if one.startswith("SELECT")]) == 2
