"""Who is on duty, by the clock on the wall; no moment falls between two shifts."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.escalation.rota import is_staffed, next_staffed, on_duty
from bot.escalation.schema import Escalation
from tests.services.duty import escalation

NEW_YEAR = datetime(2026, 1, 1, tzinfo=timezone.utc)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))
WEEK = [
    {"people": ["ana"], "from": "monday 08:00", "to": "friday 17:00"},
    {"people": ["ben"], "from": "friday 17:00", "to": "monday 08:00"},
]


def with_role(**role: Any) -> Escalation:
    return escalation(rota={"on_call": {"fallback": ["cleo"], **role}})


def at(text: str, zone: str = "America/New_York") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("moment", "person"),
    [
        ("2026-03-02 07:59", "ben"),
        ("2026-03-02 08:00", "ana"),
        ("2026-03-06 16:59", "ana"),
        ("2026-03-06 17:00", "ben"),
        ("2026-03-08 23:59", "ben"),
    ],
)
def test_shifts_go_by_the_clock_on_the_wall(moment: str, person: str) -> None:
    assert on_duty(with_role(shifts=WEEK), "on_call", at(moment)) == (person,)


@given(moment=MOMENTS)
def test_two_shifts_that_meet_leave_no_gap(moment: datetime) -> None:
    """Also in the hours that clocks skip or repeat."""
    assert on_duty(with_role(shifts=WEEK), "on_call", moment) in (("ana",), ("ben",))


@given(moment=MOMENTS)
def test_a_duty_is_never_empty(moment: datetime) -> None:
    some = with_role(shifts=[{"people": ["ana"], "from": "tuesday 02:30", "to": "tuesday 03:15"}])
    assert on_duty(some, "on_call", moment) in (("ana",), ("cleo",))


def test_a_gap_falls_to_the_fallback() -> None:
    shifts = [{"people": ["ana"], "from": "monday 08:00", "to": "monday 17:00"}]
    assert on_duty(with_role(shifts=shifts), "on_call", at("2026-03-02 17:00")) == ("cleo",)
    assert on_duty(with_role(), "on_call", at("2026-03-02 17:00")) == ("cleo",)


def test_shifts_that_overlap_are_both_on_duty() -> None:
    shifts = [*WEEK, {"people": ["cleo", "ana"], "from": "monday 09:00", "to": "monday 10:00"}]
    assert on_duty(with_role(shifts=shifts), "on_call", at("2026-03-02 09:30")) == ("ana", "cleo")


def test_the_last_override_wins() -> None:
    overrides = [
        {"people": ["ben"], "from": "2026-03-02 00:00", "to": "2026-03-05 00:00"},
        {"people": ["cleo"], "from": "2026-03-03 00:00", "to": "2026-03-04 00:00"},
    ]
    role = with_role(shifts=WEEK, overrides=overrides)
    days = [on_duty(role, "on_call", at(f"2026-03-0{day} 12:00")) for day in range(1, 7)]
    assert days == [("ben",), ("ben",), ("cleo",), ("ben",), ("ana",), ("ana",)]


def test_a_person_can_be_named_instead_of_a_duty() -> None:
    assert on_duty(escalation(), "cleo", at("2026-03-02 12:00")) == ("cleo",)


@pytest.mark.parametrize(
    ("moment", "staffed"),
    [
        ("2026-03-02 08:59", False),
        ("2026-03-02 09:00", True),
        ("2026-03-02 16:59", True),
        ("2026-03-02 17:00", False),
        ("2026-03-03 12:30", False),
        ("2026-03-04 12:00", False),
    ],
)
def test_staffed_hours(moment: str, staffed: bool) -> None:
    assert is_staffed(escalation(), at(moment)) is staffed


def test_a_closed_day_is_not_staffed() -> None:
    one = escalation(closed=["2026-03-02"])
    assert not is_staffed(one, at("2026-03-02 12:00"))
    assert next_staffed(one, at("2026-03-02 12:00")) == at("2026-03-03 09:00")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-02 08:00", "2026-03-02 09:00"),
        ("2026-03-02 17:00", "2026-03-03 09:00"),
        ("2026-03-03 12:30", "2026-03-03 13:00"),
        ("2026-03-03 18:00", "2026-03-09 09:00"),
    ],
)
def test_when_staff_are_next_there(moment: str, opens: str) -> None:
    """Over the night of 8 March too, in which New York loses an hour."""
    assert next_staffed(escalation(), at(moment)) == at(opens)


@given(moment=MOMENTS)
def test_staff_are_there_when_it_says_so(moment: datetime) -> None:
    opens = next_staffed(escalation(), moment)
    assert opens is not None
    assert moment < opens <= moment + timedelta(days=8)
    assert is_staffed(escalation(), opens)
    assert not is_staffed(escalation(), opens - timedelta(minutes=1))


def test_without_staffed_hours_nobody_knows_when() -> None:
    assert next_staffed(escalation(staffed={}), at("2026-03-02 12:00")) is None
    assert next_staffed(escalation(staffed={"monday": "02:00-02:30"}, time_zone="UTC"), at("2026-03-02 12:00"))
