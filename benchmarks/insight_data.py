"""A large database for measuring: many participants with runs, answers, messages, incidents. Invented from a seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from bot.db import chats, consents, enrolments, runs, sessions
from bot.db.database import Database, Transaction
from bot.db.ids import new_id, now
from bot.db.tables import answer, assignment, inbox, incident, run
from bot.scripts.library import Library
from bot.scripts.runs import OWN_WORD_KINDS
from bot.scripts.schema import Ask, Choose, Pace, Scale, Script

TRIGGERS = ("work", "family", "money", "body", "memory", "conflict", "alone", "unknown")
SPAN = timedelta(days=365)
BATCH = 2_000
MESSAGES_A_RUN = 5
_OWN = {kind.value for kind in OWN_WORD_KINDS}


@dataclass
class Crowd:
    """``heavy``: the one with most runs; ``ids``: everybody, that one first."""

    database: Database
    library: Library
    participants: int
    runs: int
    heavy_runs: int
    ids: list[str] = field(default_factory=list)
    random: Random = field(default_factory=lambda: Random(5))

    @property
    def heavy(self) -> str:
        return self.ids[0]

    def build(self) -> None:
        rest = (self.runs - self.heavy_runs) // max(1, self.participants - 1)
        with self.database.transaction() as tx:
            for script in self.library.scripts.values():
                runs.keep_version(tx, script.id, script.version, script.json())
        for number in range(self.participants):
            with self.database.transaction() as tx:
                self._participant(tx, self.heavy_runs if number == 0 else rest)

    def _participant(self, tx: Transaction, count: int) -> None:
        participant_id = chats.add_participant(tx)
        chat = chats.add(tx, participant_id, "telegram", new_id())
        enrolments.add(tx, participant_id, new_id(), now())
        consents.add(tx, participant_id, "care_team", "v1", True)
        sessions.add(tx, participant_id, "group", now() + timedelta(hours=self.random.randint(-48, 48)), 90)
        self.ids.append(participant_id)
        self._assign(tx, participant_id)
        self._write(tx, chat.id, count * MESSAGES_A_RUN)
        self._worry(tx, participant_id, chat.id, 1 + count // 500)
        begins = sorted(now() - SPAN * self.random.random() for _ in range(count))
        rows, answers = [], []
        for at in begins:
            row, given = self._run(tx, participant_id, at)
            rows.append(row)
            answers += given
        for table, those in ((run, rows), (answer, answers)):
            for start in range(0, len(those), BATCH):
                tx.run(insert(table), those[start : start + BATCH])

    def _run(self, tx: Transaction, participant_id: str, at: datetime) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        script = self.random.choice(list(self.library.scripts.values()))
        run_id, before = new_id(), self.random.randint(3, 8)
        is_exercise = script.kind == "exercise"
        trigger = self.random.choice(TRIGGERS) if is_exercise else None
        answers = list(self._answers(tx, run_id, script, at))
        state = {"step": script.steps[-1].id, "given": [[one["step"], one["number"], 0] for one in answers]}
        row = {
            "id": run_id,
            "participant_id": participant_id,
            "script_id": script.id,
            "version": script.version,
            "origin": self.random.choice(("own", "own", "assigned", "suggested")),
            "status": self.random.choice(("finished", "finished", "finished", "stopped")),
            "step": script.steps[-1].id,
            "state": tx.keys.seal(json.dumps(state), "run.state", run_id),
            "distress_before": before if is_exercise or script.kind == "check_in" else None,
            "distress_after": max(0, before - self.random.randint(-1, 4)) if is_exercise else None,
            "helped": self.random.randint(0, 2) if is_exercise else None,
            "tags": tx.keys.seal(json.dumps({"trigger": trigger} if trigger else {}), "run.tags", run_id),
            "trigger_index": runs.trigger_index(tx, participant_id, trigger),
            "started_at": at,
            "last_at": at,
            "ended_at": at,
        }
        return row, answers

    def _answers(self, tx: Transaction, run_id: str, script: Script, at: datetime) -> Iterator[dict[str, Any]]:
        shared = self.random.random() < 0.4
        for step in script.steps:
            number, value, kind, text = None, None, "", ""
            if isinstance(step, Scale):
                number, kind = self.random.randint(step.lowest, step.highest), "number"
                text = str(number)
            elif isinstance(step, Choose):
                option = self.random.choice(step.options)
                kind, value, text = "choice", option.value, option.label.to("en")
            elif isinstance(step, Ask):
                kind, text = "text", f"a line of some length about the {self.random.choice(TRIGGERS)} of that day"
            elif isinstance(step, Pace):
                kind, value = "pace", "done"
            if kind:
                body_id = new_id()
                body = json.dumps({"text": text, "value": value})
                yield {
                    "id": body_id,
                    "run_id": run_id,
                    "step": step.id,
                    "kind": kind,
                    "number": number,
                    "body": tx.keys.seal(body, "answer.body", body_id),
                    "sharing": "share" if kind not in _OWN or shared else "keep",
                    "given_at": at,
                }

    def _assign(self, tx: Transaction, participant_id: str) -> None:
        for script_id in ("long_exhale", "five_senses", "thought_record"):
            row = {"id": new_id(), "participant_id": participant_id, "script_id": script_id, "days": "mon,wed,fri"}
            tx.run(insert(assignment).values(**row, at="18:00", times_a_day=2, made_at=now() - SPAN))

    def _write(self, tx: Transaction, chat_id: str, count: int) -> None:
        """Messages that nobody opens: one sealed body does for all."""
        body = tx.keys.seal('{"text": "hello"}', "inbox.body", "none")
        at = now() - timedelta(days=self.random.randint(0, 12))
        rows = [
            {
                "id": new_id(),
                "chat_id": chat_id,
                "key": f"k{number}",
                "kind": "text" if number % 7 else "timer",
                "body": body,
                "state": "handled",
                "attempts": 1,
                "received_at": at,
                "due_at": at,
            }
            for number in range(count)
        ]
        for start in range(0, count, BATCH):
            tx.run(insert(inbox), rows[start : start + BATCH])

    def _worry(self, tx: Transaction, participant_id: str, chat_id: str, count: int) -> None:
        for _ in range(count):
            at = now() - SPAN * self.random.random()
            row = {
                "id": new_id(),
                "participant_id": participant_id,
                "chat_id": chat_id,
                "cause": f"message:{new_id()}",
                "kind": "passive_ideation",
                "first_level": "check",
                "level": "check",
                "state": "resolved",
                "drill": False,
                "ladder": "{}",
                "step": 0,
                "gap_seconds": 0,
                "opened_at": at,
                "acknowledged_at": at,
                "acknowledged_by": "ana",
                "resolved_at": at,
                "resolved_by": "ana",
                "version": 2,
            }
            tx.run(insert(incident).values(**row))
