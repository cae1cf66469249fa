from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.gateway.housekeeping import keep_house
from bot.services import once
from bot.services.conversation import Database
from bot.services.once import answer_once


async def test_results_too_old_to_be_asked_for_are_dropped(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def work(_: object) -> dict[str, int]:
        calls.append("worked")
        return {"number": len(calls)}

    answer_once(database, "m1", "action", work)
    await a_moment_of(keep_house(database))
    assert answer_once(database, "m1", "action", work) == {"number": 1}
    monkeypatch.setattr(once, "KEPT_FOR", timedelta(seconds=-1))
    await a_moment_of(keep_house(database))
    assert answer_once(database, "m1", "action", work) == {"number": 2}


async def a_moment_of(endless: object) -> None:
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(endless, 0.5)  # type: ignore[arg-type]
