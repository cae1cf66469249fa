"""Whatever happens in whatever order: no page is left without a next step, and a worker that runs reaches somebody."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.db import ids
from bot.db.database import Database
from bot.db.keys import KeyRing
from bot.db.migrate import migrate
from bot.services import incidents, paging
from bot.services.findings import findings
from bot.services.incidents import IncidentRow, Level, Refused
from tests.clock import Clock
from tests.db.people import stored_chat
from tests.services.duty import ADDRESSES, Team

KEYS = KeyRing({1: b"k" * 32})
STEPS = (
    *("check", "page", "same cause higher", "no", "other", "acknowledge", "resolve", "forged"),
    *("climb", "silence", "remind", "follow up", "send", "refused", "unreachable", "take and die"),
    *("second", "minutes", "hours", "clock back", "clock forward"),
)


class Story:
    """One team, and what happens to it."""

    def __init__(self, team: Team, clock: Clock) -> None:
        self.team, self.clock, self.raised = team, clock, 0

    def happen(self, step: str, which: int) -> None:
        rows = incidents.list_incidents(self.team.database)
        row = rows[which % len(rows)] if rows else None
        if step in ("check", "page"):
            self.raised += 1
            self.team.raised(f"message:{self.raised}", Level(step))
        elif step in ("second", "minutes", "hours", "clock back", "clock forward"):
            seconds = {"second": 1, "minutes": 400, "hours": 30_000, "clock back": -3600, "clock forward": 3600}
            self.clock.move(seconds=seconds[step])
        elif row is not None:
            self.happen_to(row, step)

    def happen_to(self, row: IncidentRow, step: str) -> None:
        team, database, desk = self.team, self.team.database, self.team.desk
        with database.transaction() as tx:
            if step == "same cause higher":
                incidents.raise_incident(tx, desk, team.chat, cause=row.cause, kind="abuse", level=Level.PAGE)
            elif step == "no":
                incidents.answer_no(tx, row.id)
            elif step == "other":
                incidents.raise_to_page(tx, desk, row.id, "other")
        with suppress(Refused):
            {
                "acknowledge": lambda: team.acknowledge(row),
                "resolve": lambda: team.resolve(row),
                "forged": lambda: team.acknowledge(row, "nobody"),
                "climb": team.climb,
                "silence": lambda: incidents.promote_silent(database, desk),
                "remind": lambda: incidents.remind(database, desk),
                "follow up": lambda: incidents.follow_up(database, desk),
                "send": team.deliver,
                "refused": lambda: team.deliver(fails=ADDRESSES),
                "unreachable": lambda: team.deliver(fails=ADDRESSES, permanent=False),
                "take and die": lambda: paging.take(database, "dead", 2),
            }.get(step, lambda: None)()

    def nothing_is_lost(self) -> None:
        for row in incidents.list_incidents(self.team.database):
            if row.level == "page" and row.state in ("open", "notified"):
                assert row.next_at is not None
                assert row.step > 0
                assert self.team.notices(row)
            if row.level == "check" and row.answered is None and row.state != "resolved":
                assert row.answer_by is not None
            if row.state == "acknowledged":
                assert row.remind_at is not None
            assert (row.state == "resolved") == (row.resolved_by is not None)

    def a_worker_reaches_somebody(self) -> None:
        """Within the check's time and one gap, and again and again."""
        begun = self.clock.moment
        for _ in range(30):
            self.clock.move(minutes=1)
            incidents.promote_silent(self.team.database, self.team.desk)
            self.team.climb()
            self.team.deliver()
        assert self.of_incidents() == self.reminders_due()
        for row in incidents.list_incidents(self.team.database):
            if row.level == "page" and row.state not in ("acknowledged", "resolved"):
                assert row.state == "notified"
                assert [one for one in self.team.notices(row) if one.sent_at and one.sent_at > begun]

    def reminders_due(self) -> list[str]:
        return [one for one in self.of_incidents() if one.startswith("reminder_overdue")]

    def of_incidents(self) -> list[str]:
        """No channel sends anything here, so safety replies wait."""
        return [one for one in findings(self.team.database) if one != "safety_reply_unsent"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@contextmanager
def story(template: Path) -> Iterator[Story]:
    clock, before = Clock(), ids.clock
    ids.clock = clock
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "story.db"
        shutil.copy(template, path)
        database = Database(f"sqlite:///{path}", KEYS)
        try:
            yield Story(Team(database, stored_chat(database)), clock)
        finally:
            database.close()
            ids.clock = before


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), min_size=3, max_size=25))
def test_no_order_of_events_leaves_a_page_without_a_next_step(template: Path, steps: list[tuple[str, int]]) -> None:
    with story(template) as one:
        for step, which in steps:
            one.happen(step, which)
            one.nothing_is_lost()
        one.a_worker_reaches_somebody()
