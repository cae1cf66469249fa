"""Somebody whose practice a therapist looks at, made row by row at whatever time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event

from bot.db import chats, consents, enrolments, inbox, runs
from bot.db.chats import Chat
from bot.db.database import Database, Transaction
from bot.db.ids import new_id, now
from bot.db.runs import Origin
from bot.scripts.library import Library
from bot.scripts.schema import Script
from bot.services import insight
from bot.services.insight import Catalogue, Filters, Person, Timeline
from tests.clock import Clock
from tests.schedule.people import rules
from tests.services.duty import Team

WRITING = "BEGIN IMMEDIATE"

Given = tuple[str, str, str, Any, str]
"""An answer: step, kind, text, value, sharing."""


@dataclass
class Watched:
    """A participant who was enrolled, and who agreed unless told otherwise."""

    database: Database
    clock: Clock
    library: Library
    agrees: bool | None = True
    id: str = ""
    chat: Chat = field(init=False)

    def __post_init__(self) -> None:
        with self.database.transaction() as tx:
            self.id = chats.add_participant(tx)
            self.chat = chats.add(tx, self.id, "telegram", new_id())
            enrolments.add(tx, self.id, new_id(), now() + timedelta(days=1))
        if self.agrees is not None:
            self.decides(self.agrees)

    def decides(self, given: bool) -> None:
        with self.database.transaction() as tx:
            consents.add(tx, self.id, "care_team", "v1", given)

    def runs(
        self,
        script_id: str = "five_senses",
        *answers: Given,
        rated: tuple[int | None, int | None] = (None, None),
        trigger: str | None = None,
        status: str = "finished",
        origin: Origin = "own",
        script: Script | None = None,
    ) -> str:
        """One run, now; a minute later it is over. Returns its id."""
        pinned = script or self.library.scripts[script_id]
        with self.database.transaction() as tx:
            runs.keep_version(tx, pinned.id, pinned.version, pinned.json())
            run_id = runs.add(tx, self.id, pinned.id, pinned.version, origin)
            columns = dict(zip(("distress_before", "distress_after"), rated, strict=True))
            runs.set_columns(tx, runs.get(tx, run_id), columns, {"trigger": trigger})
            for step, kind, text, value, sharing in answers:
                runs.add_answer(tx, run_id, step, kind, text, value, sharing)
            runs.save(tx, run_id, status, {"step": pinned.steps[0].id})
        self.clock.move(minutes=1)
        return run_id

    def worries(self) -> str:
        """An incident, now. Returns its id."""
        team = Team(self.database, self.chat)
        row = team.raised(f"message:{team.wrote('words')}", rule="frames.intent")
        self.clock.move(minutes=1)
        return row.id

    def writes(self) -> None:
        with self.database.transaction() as tx:
            inbox.store(tx, self.chat.id, new_id(), "text", "hello")

    def seen(self, tx: Transaction) -> Person:
        return insight.look_at(tx, rules(), self.id)

    def known(self, tx: Transaction, language: str = "en") -> Catalogue:
        return insight.catalogue(tx, self.library, language)

    def timeline(self, *, after: str = "", size: int = 25, language: str = "en", **filters: Any) -> Timeline:
        with self.database.reading() as tx:
            wanted = Filters(**filters)
            return insight.timeline(tx, self.known(tx, language), self.seen(tx), wanted, after=after, size=size)

    def ids(self, **asked: Any) -> list[str]:
        """Of what one page of the timeline shows."""
        return [entry.id for entry in self.timeline(**asked).entries]

    def series(self) -> insight.Series:
        with self.database.reading() as tx:
            return insight.series(tx, self.known(tx), self.seen(tx), now())

    def helps(self) -> list[insight.Helped]:
        with self.database.reading() as tx:
            return insight.what_helps(tx, self.known(tx), self.seen(tx))

    def then_and_now(self) -> insight.TriggersThenAndNow:
        with self.database.reading() as tx:
            return insight.then_and_now(tx, self.known(tx), self.seen(tx))

    def dose(self, since: datetime) -> list[insight.Dose]:
        with self.database.reading() as tx:
            return insight.practice_done(tx, self.known(tx), self.seen(tx), since, now())


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that are run inside, in their order, and WRITING where the lock to write is taken."""
    found: list[str] = []

    def keep(*args: Any) -> None:
        found.append(args[2])

    def begin(connection: Any) -> None:
        if not connection.get_execution_options().get("reading"):
            found.append(WRITING)

    listening = (("before_cursor_execute", keep), ("begin", begin))
    for name, listener in listening:
        event.listen(database.engine, name, listener)
    try:
        yield found
    finally:
        for name, listener in listening:
            event.remove(database.engine, name, listener)
