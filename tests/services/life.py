"""A participant of whom something is stored in every table, and what is stored of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import LargeBinary, func, select

from bot.db import (
    action_results,
    assignments,
    enrolments,
    heartbeats,
    inbox,
    outbox,
    reminders,
    runs,
    screenings,
    sessions,
    telegram_updates,
    trackers,
)
from bot.db.database import Database
from bot.db.ids import now
from bot.db.tables import metadata
from bot.scripts.library import Library
from bot.scripts.runs import RunState
from bot.services.incidents import IncidentRow
from tests.services.duty import Team
from tests.services.enrolling import Newcomer, invitation

SAID, TOLD, WRITTEN, PLACE = "i said canary", "told canary", "wrote canary", "4242424242"
NAME = "Robin Canary"


@dataclass
class Life:
    """One participant who has enrolled, agreed, practised, and once worried the screen."""

    database: Database
    library: Library
    address: str = PLACE
    person: Newcomer = field(init=False)
    team: Team = field(init=False)
    incident: IncidentRow = field(init=False)
    sealed: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.person = Newcomer(self.database, self.address)
        self.person.opens(invitation(self.database, NAME, time_zone="America/Chicago").code)
        self.person.agrees()
        self.team = Team(self.database, self.person.chat)
        self._talk()
        self._practise()
        self._plan()
        self.incident = self.team.raised(f"message:{self.team.wrote(SAID)}", rule="frames.intent")
        self._remember()

    @property
    def id(self) -> str:
        return self.team.chat.participant_id

    def resolve(self) -> None:
        self.team.deliver()
        self.team.resolve(self.team.acknowledge(self.incident))

    def erase(self) -> None:
        self.person.types("delete")
        self.person.presses("Erase everything")

    def _talk(self) -> None:
        chat_id = self.team.chat.id
        with self.database.transaction() as tx:
            message = inbox.store(tx, chat_id, "key", "button", SAID, {"payload": SAID}).id
            inbox.store(tx, chat_id, "pace:1", "timer", "(the time is over)", {"visit": 1})
            outbox.store(tx, chat_id, "cause", [{"text": TOLD, "buttons": [{"title": "Yes", "payload": "/yes"}]}])
            screenings.store(tx, message, "none", None, None, None, "v1")
            action_results.store(tx, message, "action_x", {"text": TOLD})
            trackers.save(tx, chat_id, message, SAID)
            telegram_updates.store(tx, "update:1", 1, telegram_updates.TAKEN, {"text": SAID}, chat_id)
            enrolments.add_attempt(tx, f"telegram:{self.address}")
            heartbeats.beat(tx, "worker")

    def _practise(self) -> None:
        """A state that is written over again and again leaves nothing behind either."""
        script = self.library.scripts["mood_check_in"]
        with self.database.transaction() as tx:
            runs.keep_version(tx, script.id, script.version, script.json())
            run_id = runs.add(tx, self.id, script.id, script.version, "own")
        for number in range(5):
            with self.database.transaction() as tx:
                state = RunState(script.steps[0].id, written=(WRITTEN * number,))
                runs.save(tx, run_id, "open", state.as_data())
            self._remember()
        with self.database.transaction() as tx:
            runs.add_answer(tx, run_id, script.steps[0].id, "number", "7", 7, "share")
            runs.add_answer(tx, run_id, "gone", "text", WRITTEN, WRITTEN, "keep")
            runs.set_columns(tx, runs.get(tx, run_id), {"distress_before": 7}, {"trigger": WRITTEN})

    def _plan(self) -> None:
        with self.database.transaction() as tx:
            sessions.add(tx, self.id, "group", now(), 90)
            assignments.add(tx, self.id, "five_senses", ["monday"], "18:00")
            reminders.add(tx, self.id, "practice:1", "practice", due_at=now(), about_at=now(), state=reminders.SENT)

    def _remember(self) -> None:
        """Every sealed value as it stands now."""
        with self.database.reading() as tx:
            for table in metadata.tables.values():
                columns = [column for column in table.c if isinstance(column.type, LargeBinary)]
                for row in tx.run(select(*columns)).all() if columns and table.name != "key_check" else ():
                    self.sealed.update(value for value in row if value is not None)


def filled(database: Database) -> dict[str, int]:
    """Table to number of rows, where there are any."""
    with database.reading() as tx:
        counts = {
            name: int(tx.run(select(func.count()).select_from(table)).scalar_one())
            for name, table in metadata.tables.items()
        }
    return {name: count for name, count in counts.items() if count}


def rows(database: Database, table: str) -> list[dict[str, Any]]:
    with database.reading() as tx:
        return [dict(row._mapping) for row in tx.run(select(metadata.tables[table])).all()]
