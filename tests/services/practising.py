"""Practises in tests as the action server does: one transaction a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.db import incidents, runs
from bot.db.chats import Chat
from bot.db.database import Database
from bot.db.runs import AnswerRow, RunRow
from bot.scripts.library import Library
from bot.scripts.runs import Reply
from bot.scripts.schema import Script
from bot.services.incidents import Desk, IncidentRow
from bot.services.practice import Practice, Practised
from tests.scripts.writing import load
from tests.services import duty

HOUR = timedelta(hours=1)
NO_TIME = timedelta(0)
"""With it every reply comes after a long silence."""
STEPS = """
- {id: before, scale: How is it?, log_as: distress_before}
- {id: words, ask: What happened?}
- {id: breathe, pace: {rounds: 1, phases: [{show: In, seconds: 4}]}}
- {id: after, scale: And now?, log_as: distress_after}
- {id: why, choose: What was it?, log_as: trigger, options: [{work: Work}, {home: Home}]}
- {id: share, choose: And your words?, log_as: sharing, options: [{share: Share them}, {keep: Keep them}]}
"""


@dataclass
class Person:
    """Somebody who practises in one chat."""

    database: Database
    library: Library
    chat: Chat
    resume_after: timedelta = HOUR
    desk: Desk = field(default_factory=duty.desk)
    messages: int = 0

    @property
    def practice(self) -> Practice:
        return Practice(self.library, self.resume_after, self.desk)

    def begin(self, script_id: str = "tiny") -> Practised:
        with self.database.transaction() as tx:
            return self.practice.begin(tx, self.chat, script_id, "own")

    def say(self, *texts: str) -> Practised:
        for text in texts:
            last = self.give(Reply(text))
        return last

    def give(self, reply: Reply) -> Practised:
        self.messages += 1
        with self.database.transaction() as tx:
            return self.practice.reply(tx, self.chat, reply, f"message:m{self.messages}")

    def incidents(self) -> list[IncidentRow]:
        """Oldest first."""
        with self.database.reading() as tx:
            return incidents.find(tx)[::-1]

    def go_on(self) -> Practised:
        with self.database.transaction() as tx:
            return self.practice.go_on(tx, self.chat)

    def run(self) -> RunRow:
        """The newest run."""
        with self.database.reading() as tx:
            return runs.find(tx, self.chat.participant_id, limit=1)[0]

    def answers(self) -> list[AnswerRow]:
        run_id = self.run().id
        with self.database.reading() as tx:
            return runs.answers(tx, run_id)

    def sharing(self) -> dict[str, str]:
        """Step to who may see its answer."""
        return {one.step: one.sharing for one in self.answers() if one.retracted_at is None}


def with_script(library: Library, script: Script) -> Library:
    return Library({**library.scripts, script.id: script}, library.commands, library.wording)


def tiny_library(folder: Path, library: Library, steps: str = STEPS) -> Library:
    """The library with one more script, ``tiny``."""
    return with_script(library, load(folder, steps))
