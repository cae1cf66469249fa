from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.schedule.messages import message
from bot.schedule.occasions import Kind, Occasion
from tests.schedule.people import rhythm, rules, utc

EVENING, MORNING = utc("2026-03-04 23:00"), utc("2026-03-05 13:00")


def said(*together: Occasion, moment: datetime = EVENING, language: str = "en") -> dict[str, Any]:
    return message(rules(), rhythm(), language, together, moment)


def prep(start: str, script: str | None = "session_prep_group") -> Occasion:
    return Occasion(Kind.PREP, f"prep:{start}", EVENING, None, utc(start), script)


def practice(script: str) -> Occasion:
    return Occasion(Kind.PRACTICE, f"practice:{script}", EVENING, None, EVENING, script)


@pytest.mark.parametrize(
    ("moment", "language", "begins"),
    [
        (EVENING, "en", "Tomorrow you have a session."),
        (MORNING, "en", "Today you have a session."),
        (EVENING, "es", "Mañana tienes una sesión."),
        (MORNING, "es", "Hoy tienes una sesión."),
    ],
)
def test_preparation_says_whether_it_is_tomorrow_or_today(moment: datetime, language: str, begins: str) -> None:
    body = said(prep("2026-03-05 15:00"), moment=moment, language=language)
    assert body["text"].startswith(begins)
    assert len(body["buttons"]) == 1


def test_two_sessions_of_a_day_are_one_message_with_a_button_for_each_hour() -> None:
    body = said(prep("2026-03-05 15:00"), prep("2026-03-05 19:30", None))
    assert [one["title"] for one in body["buttons"]] == ["Get ready (10:00)", "Get ready (14:30)"]
    assert [one["payload"] for one in body["buttons"]] == [
        '/practise{"script": "session_prep_group"}',
        '/list_exercises{"family": "session_prep"}',
    ]


def test_two_practices_of_one_hour_are_told_apart_by_numbers() -> None:
    body = said(practice("long_exhale"), practice("five_senses"))
    assert [one["title"] for one in body["buttons"]] == ["Start (1)", "Start (2)"]


def test_what_begins_the_same_has_one_button() -> None:
    body = said(prep("2026-03-05 15:00"), prep("2026-03-05 19:30"))
    assert [one["title"] for one in body["buttons"]] == ["Get ready"]
