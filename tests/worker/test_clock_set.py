"""The clock is set by an hour while the worker runs: no page is skipped (F8)."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta, timezone

import pytest

from bot.db import ids
from bot.db.database import Database
from bot.escalation.schema import Escalation
from bot.services.findings import findings
from bot.services.incidents import Desk
from bot.worker.__main__ import rounds
from bot.worker.delivery import Delivery
from bot.worker.rounds import run_all
from tests.db.people import stored_chat
from tests.services.duty import Team, texts
from tests.worker.crew import escalation


class Offset:
    """The real clock, set forward or back."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(timezone.utc) + self.by


@pytest.mark.parametrize("hours", [1, -1])
async def test_repeats_go_on_whatever_the_clock_says(
    database: Database, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    clock, sent = Offset(), []
    monkeypatch.setattr(ids, "clock", clock)

    async def send(address: str, title: str, text: str) -> None:
        sent.append(time.monotonic())

    file = Escalation.parse_obj(escalation([["ana"]], repeat_seconds=1))
    desk = Desk(file, texts(), frozenset({"ana_sms"}))
    delivery = Delivery(database, desk, {"ana_sms": "x"}, "", "one", send)
    stop = asyncio.Event()
    running = asyncio.create_task(run_all(rounds(database, desk, delivery), stop))
    Team(database, stored_chat(database), desk).raised()
    for shift in (0, hours, 0):
        clock.by = timedelta(hours=shift)
        before = len(sent)
        await asyncio.sleep(2.6)
        assert 1 <= len(sent) - before <= 4
    assert findings(database) == []
    stop.set()
    await running
