"""Somebody enrolled, their calendar, and a worker that looks every few minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import update

from bot.db import chats, consents, inbox, outbox, participants, reminders, tables
from bot.db.chats import Chat
from bot.db.database import Database
from bot.db.ids import new_id
from bot.db.outbox import Outgoing
from bot.schedule.rules import Rules
from bot.scripts.loader import load_library
from bot.scripts.schema import Script
from bot.services import calendar
from bot.services.reminders import look_for_silence, remind
from bot.settings import ROOT
from tests.clock import Clock
from tests.schedule.people import rules


@lru_cache(maxsize=1)
def two_scripts() -> Mapping[str, Script]:
    scripts = load_library(ROOT / "data").scripts
    return {name: scripts[name] for name in ("long_exhale", "five_senses")}


@dataclass
class Enrolled:
    """``synthetic`` people are visitors of the chat page."""

    database: Database
    clock: Clock
    synthetic: bool = False
    language: str = "en"
    rules: Rules = field(default_factory=rules)
    scripts: Mapping[str, Script] = field(default_factory=two_scripts)

    def __post_init__(self) -> None:
        with self.database.transaction() as tx:
            self.id = chats.add_participant(tx, language=self.language, synthetic=self.synthetic)
            self.chat: Chat = chats.add(tx, self.id, "telegram", new_id())

    def moves_to_another_chat(self) -> Chat:
        with self.database.transaction() as tx:
            return chats.add(tx, self.id, "telegram", new_id())

    def chat_is(self, **columns: object) -> None:
        """Unreachable, left."""
        with self.database.transaction() as tx:
            tx.run(update(tables.chat).where(tables.chat.c.id == self.chat.id).values(**columns))

    def writes(self) -> None:
        with self.database.transaction() as tx:
            inbox.store(tx, self.chat.id, new_id(), "text", "hello")

    def is_assigned(self, at: str, script: str = "long_exhale", days: tuple[str, ...] = ()) -> str:
        every = days or ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        return calendar.assign(self.database, self.id, script, every, at, self.scripts).id

    def meets(self, at: str, kind: str = "group", minutes: int = 60) -> str:
        wall = datetime.fromisoformat(at)
        [row] = calendar.add_sessions(self.database, self.rules, self.id, kind, wall, minutes=minutes)
        return row.id

    def wants(self, wanted: bool) -> None:
        with self.database.transaction() as tx:
            calendar.set_reminders(tx, self.id, wanted)

    def is_in(self, phase: str) -> None:
        with self.database.transaction() as tx:
            participants.set_phase(tx, self.id, phase)

    def decides(self, given: bool) -> None:
        """On consent to their care team."""
        with self.database.transaction() as tx:
            consents.add(tx, self.id, "care_team", "v1", given)

    def until(self, moment: str, minutes: int = 10) -> list[str]:
        """Time passes to a moment in UTC while the worker looks; returns what was said on the way."""
        end = datetime.fromisoformat(f"{moment}+00:00")
        before = len(self.messages())
        while self.clock.moment < end:
            self.clock.moment = min(end, self.clock.moment + timedelta(minutes=minutes))
            self.look()
        return self.sees()[before:]

    def look(self) -> int:
        return remind(self.database, self.rules) + look_for_silence(self.database, self.rules)

    def messages(self) -> list[Outgoing]:
        """Of all their chats."""
        with self.database.reading() as tx:
            mine = set(chats.of_participant(tx, self.id))
            return [one for one in outbox.unsent(tx, limit=1000) if one.chat_id in mine]

    def sees(self) -> list[str]:
        return [one.body["text"] for one in self.messages()]

    def states(self) -> list[tuple[str, str]]:
        """(kind, state), oldest first."""
        with self.database.reading() as tx:
            return [(one.kind, one.state) for one in reminders.find(tx, self.id)[::-1]]
