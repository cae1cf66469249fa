"""What the participant is told of who is told: never more than the rota and the addresses show."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.escalation.told import Told, told
from tests.services.duty import ADDRESSES, escalation


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/New_York"))


NOON, NIGHT = at("2026-03-02 12:00"), at("2026-03-02 22:00")


def test_without_an_address_nobody_is_told() -> None:
    for moment in (NOON, NIGHT):
        assert told(escalation(), "imminent", moment, frozenset()) == Told("nobody")
        assert told(escalation(), "imminent", moment, {"not_of_anybody"}, drill=True) == Told("nobody")


def test_one_address_on_any_rung_is_somebody() -> None:
    assert told(escalation(), "imminent", NOON, {"cleo_email"}) == Told("staffed")


def test_a_drill_is_called_a_drill() -> None:
    assert told(escalation(), "drill", NOON, ADDRESSES, drill=True) == Told("drill")


@pytest.mark.parametrize(
    ("moment", "english", "spanish"),
    [
        ("2026-03-02 07:00", "today at 9:00 AM", "hoy a las 9:00"),
        ("2026-03-03 12:10", "today at 1:00 PM", "hoy a la 1:00 p. m."),
        ("2026-03-02 22:00", "tomorrow at 9:00 AM", "mañana a las 9:00"),
        ("2026-03-04 12:00", "Monday at 9:00 AM", "el lunes a las 9:00"),
    ],
)
def test_after_hours_it_says_when_staff_are_next_there(moment: str, english: str, spanish: str) -> None:
    said = {one: told(escalation(), "imminent", at(moment), ADDRESSES, one) for one in ("en", "es", "fr")}
    assert said["en"] == said["fr"] == Told("after_hours", english)
    assert said["es"].state == "after_hours"
    assert said["es"].at.replace("13:00", "1:00 p. m.").replace("las 1:", "la 1:") == spanish


def test_a_day_more_than_a_week_ahead_has_its_date() -> None:
    closed = ["2026-03-03", "2026-03-09"]
    one = escalation(closed=closed)
    assert told(one, "imminent", NIGHT, ADDRESSES).at == "Tuesday 3/10 at 9:00 AM"
    assert told(one, "imminent", NIGHT, ADDRESSES, "es").at == "el martes 10/3 a las 9:00"


def test_without_any_hours_it_does_not_say_when() -> None:
    assert told(escalation(staffed={}), "imminent", NOON, ADDRESSES) == Told("after_hours", "")
