"""Which time a brief is about."""

from __future__ import annotations

from datetime import timedelta

from bot.db import sessions
from bot.db.ids import now
from tests.services.briefing import Diary


def test_it_begins_with_the_last_session_of_its_kind_that_has_taken_place(diary: Diary) -> None:
    diary.practises(8, 5)
    began = diary.has_session("group")
    diary.has_session("individual")
    diary.will_have("group", days=1)
    assert diary.staff_see("group").since == began
    assert diary.sees("group") == []
    assert diary.sees("family") == []


def test_a_session_counts_from_its_end_on(diary: Diary) -> None:
    first = diary.has_session("group")
    diary.clock.move(days=1)
    second = now()
    with diary.database.transaction() as tx:
        sessions.add(tx, diary.id, "group", second, 60)
    diary.clock.move(minutes=59)
    assert diary.staff_see("group").since == first
    diary.clock.move(minutes=1)
    assert diary.staff_see("group").since == second


def test_one_that_was_called_off_has_not_taken_place(diary: Diary) -> None:
    first = diary.has_session("group")
    diary.has_session("group")
    with diary.database.transaction() as tx:
        newest = sessions.find(tx, diary.id)[-1]
        sessions.cancel(tx, newest.id)
    assert diary.staff_see("group").since == first


def test_without_a_session_it_begins_with_the_enrolment(diary: Diary) -> None:
    assert diary.staff_see().since == now() - timedelta(days=7)


def test_without_a_session_it_goes_back_four_to_five_weeks_and_moves_once_a_week(diary: Diary) -> None:
    begins = set()
    for _ in range(7 * 8):
        diary.clock.move(hours=12)
        begins.add(diary.staff_see().since)
    assert len(begins) == 2
    for _ in range(20):
        diary.clock.move(days=1.3)
        assert timedelta(days=28) <= now() - diary.staff_see().since < timedelta(days=35)


def test_the_preparation_for_the_last_session_is_not_in_the_next_brief_though_it_ended_late(diary: Diary) -> None:
    with diary.database.transaction() as tx:
        sessions.add(tx, diary.id, "group", now() + timedelta(seconds=30), 60)
    diary.prepares(skill="late")
    assert len(diary.sees()) == 1
    diary.clock.move(hours=2)
    assert diary.sees() == []


def test_a_past_brief_can_be_opened_again(diary: Diary) -> None:
    diary.practises(8, 5)
    diary.looks()
    began = diary.has_session()
    assert diary.lines(diary.staff_see(at=began)) == ["Box breathing: 1×, 1× to the end."]
