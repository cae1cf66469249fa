"""A participant of whom something is stored in every table, and what is stored of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import LargeBinary, func, insert, select

from bot.db import (
    action_results,
    assignments,
    audit,
    caseloads,
    enrolments,
    groups,
    heartbeats,
    inbox,
    legal_holds,
    outbox,
    participants,
    private_notes,
    recovery_codes,
    reminders,
    runs,
    screenings,
    sessions,
    sign_in_attempts,
    staff,
    staff_links,
    staff_messages,
    staff_sessions,
    telegram_updates,
    trackers,
)
from bot.db.database import Database
from bot.db.ids import new_id, now
from bot.db.tables import metadata
from bot.scripts.library import Library
from bot.scripts.runs import RunState
from bot.services.incidents import IncidentRow
from tests.services.duty import Team
from tests.services.enrolling import Newcomer, invitation

SAID, TOLD, WRITTEN, PLACE = "i said canary", "told canary", "wrote canary", "4242424242"
NAME = "Robin Canary"
NOTED, TO_THEM, GROUP = "staff noted canary", "staff wrote canary", "Group canary"


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
        self._is_cared_for()
        self.incident = self.team.raised(f"message:{self.team.wrote(SAID)}", rule="frames.intent")
        self._is_noted()
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

    def _is_cared_for(self) -> None:
        """By a therapist, who has everything that staff can have."""
        with self.database.transaction() as tx:
            lee = staff.add(tx, email="lee@example.org", name="Dr. Lee", role="therapist")
            staff_links.add(tx, lee, "set_up", "code", now() + timedelta(days=1))
            recovery_codes.replace(tx, lee, ["code"])
            staff_sessions.save(tx, "sid", lee, "body")
            sign_in_attempts.add(tx, "lee@example.org")
            audit.add(tx, lee, "participant_read", self.id)
            caseloads.add(tx, self.id, lee)
            private_notes.add(tx, self.id, lee, NOTED)
            sent = staff_messages.add(tx, self.id, lee, TO_THEM)
            outbox.store(tx, self.team.chat.id, staff_messages.CAUSE + sent, [{"text": TO_THEM}])
            group = groups.add(tx, GROUP, lee)
            groups.add_member(tx, group, self.id)
            legal_holds.lift(tx, legal_holds.lay(tx, self.id, lee, "reason canary"), lee)
            seen = {"id": new_id(), "participant_id": self.id, "kind": "individual", "since": now(), "seen_at": now()}
            tx.run(insert(metadata.tables["brief_view"]).values(**seen, held_back='["run:1"]'))
            participants.set_cautions(tx, self.id, ["breath"])
            participants.set_phase(tx, self.id, "step_up")

    def _is_noted(self) -> None:
        """On the incident."""
        [lee] = [row["id"] for row in rows(self.database, "staff")]
        note = {"id": new_id(), "incident_id": self.incident.id, "staff_id": lee, "made_at": now()}
        with self.database.transaction() as tx:
            sealed = tx.keys.seal(NOTED, "incident_note.body", note["id"])
            tx.run(insert(metadata.tables["incident_note"]).values(**note, body=sealed))

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
