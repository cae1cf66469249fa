from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from actions.about_me import NextSession
from actions.context import Context
from bot.db import tables
from bot.schedule.rules import SESSION_KINDS
from bot.services import calendar
from bot.settings import ROOT
from tests.actions.writing import Person
from tests.clock import Clock


def meets(opened: Context, kind: str, at: str, language: str = "en") -> None:
    """Whoever has written gets a session in their calendar."""
    with opened.database.transaction() as tx:
        participant = tx.run(select(tables.chat.c.participant_id)).scalar_one()
        tx.run(update(tables.participant).values(language=language))
    calendar.add_sessions(opened.database, opened.rules, participant, kind, datetime.fromisoformat(at))


def told(person: Person) -> dict[str, Any]:
    [said] = person.said
    return {name: said[name] for name in ("response", "day", "hour")}


async def test_without_a_session_it_says_so(person: Person) -> None:
    await person.write(NextSession(), "next_session_when")
    assert person.responses == ["utter_no_next_session"]


async def test_the_next_session_is_told_by_day_and_hour(person: Person, opened: Context, clock: Clock) -> None:
    await person.write(NextSession(), "next_session_when")
    meets(opened, "group", "2026-03-05 14:30")
    meets(opened, "family", "2026-03-04 09:00")
    await person.write(NextSession(), "next_session_when")
    assert told(person) == {
        "response": "utter_next_session_family", "day": "Wednesday, March 4", "hour": "9:00\u202fAM",
    }  # fmt: skip


async def test_day_and_hour_are_in_the_language_of_the_chat(person: Person, opened: Context, clock: Clock) -> None:
    await person.write(NextSession(), "next_session_when")
    meets(opened, "group", "2026-03-04 14:30", "es")
    await person.write(NextSession(), "next_session_when")
    assert (told(person)["day"], told(person)["hour"]) == ("miércoles, 4 de marzo", "14:30")


@pytest.mark.parametrize("kind", SESSION_KINDS)
def test_there_are_words_for_every_kind_of_session(kind: str) -> None:
    assert f"utter_next_session_{kind}:" in (ROOT / "domain.yml").read_text(encoding="utf-8")
