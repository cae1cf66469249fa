"""A participant's weeks for briefs: practice, check-ins, preparations, sessions, stored as the program stores them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from bot.db import assignments, consents, runs, sessions
from bot.db.chats import Chat
from bot.db.database import Database
from bot.db.ids import now
from bot.scripts.library import Library
from bot.scripts.schema import Script
from bot.services.briefs import OwnBrief, SessionKind, Sources, StaffBrief, brief_for_staff, hold_back, look, write
from bot.services.briefs.words import BriefWords, load_brief_words
from bot.services.reminders import Rules, open_rules
from bot.settings import ROOT, read_settings
from tests.clock import Clock
from tests.db.people import stored_chat

Answer = tuple[str, str, object]
"""Kind, text, value."""


@lru_cache(maxsize=1)
def _read() -> tuple[Rules, BriefWords]:
    return open_rules(read_settings({})), load_brief_words(ROOT / "data")


def sources(library: Library) -> Sources:
    """The rules and words of this checkout."""
    return Sources(library, *_read())


@dataclass
class Diary:
    """Moves the clock on by a minute with everything that is written."""

    database: Database
    library: Library
    clock: Clock
    language: str = "en"
    chat: Chat = field(init=False)

    def __post_init__(self) -> None:
        self.chat = stored_chat(self.database, language=self.language)
        self.agrees("care_team")

    @property
    def id(self) -> str:
        return self.chat.participant_id

    @property
    def sources(self) -> Sources:
        return sources(self.library)

    def agrees(self, purpose: str, given: bool = True) -> None:
        with self.database.transaction() as tx:
            consents.add(tx, self.id, purpose, "v1", given)

    def practises(
        self,
        before: int | None = None,
        after: int | None = None,
        *,
        script_id: str = "box_breathing",
        trigger: str | None = None,
        status: str = "finished",
    ) -> str:
        """One run of an exercise; returns its id."""
        return self._runs(self.library.scripts[script_id], {}, (before, after), trigger, status)

    def checks_in(self, distress: int, mood: int, sleep: str = "okay_night", urges: int = 2) -> str:
        given: dict[str, Answer] = {
            "mood": ("number", str(mood), mood),
            "distress": ("number", str(distress), distress),
            "sleep": ("choice", sleep, sleep),
            "urges": ("number", str(urges), urges),
        }
        return self._runs(self.library.scripts["mood_check_in"], given, (distress, None))

    def prepares(self, script_id: str = "session_prep_group", share: bool = True, **texts: str) -> str:
        """Answers these steps in own words and skips the others."""
        given: dict[str, Answer] = {step: ("text", text, None) for step, text in texts.items()}
        sharing = "share" if share else "keep"
        return self._runs(
            self.library.scripts[script_id], {**given, "sharing": ("choice", sharing, sharing)}, share=share
        )

    def runs_script(self, script: Script, given: dict[str, Answer]) -> str:
        return self._runs(script, given)

    def has_session(self, kind: str = "group", minutes: int = 60) -> datetime:
        """One that begins now; the clock moves to its end. Returns when it began."""
        starts = now()
        with self.database.transaction() as tx:
            sessions.add(tx, self.id, kind, starts, minutes)
        self.clock.move(minutes=minutes)
        return starts

    def will_have(self, kind: str, **ahead: float) -> None:
        with self.database.transaction() as tx:
            sessions.add(tx, self.id, kind, now() + timedelta(**ahead), 60)

    def is_assigned(self, script_id: str, *days: str, at: str = "18:00") -> str:
        with self.database.transaction() as tx:
            return assignments.add(tx, self.id, script_id, days, at)

    # What both sides see

    def looks(self, kind: SessionKind = "group") -> OwnBrief:
        self.clock.move(minutes=1)
        with self.database.transaction() as tx:
            return look(tx, self.sources, self.id, kind)

    def holds_back(
        self, key: str, held: bool = True, kind: SessionKind = "group", since: datetime | None = None
    ) -> bool:
        """Whether there was something to hold back; of the brief of now, unless another is named."""
        since = since or self.staff_see(kind).since
        with self.database.transaction() as tx:
            return hold_back(tx, self.sources, self.id, kind, since, key, held=held) is not None

    def staff_see(self, kind: SessionKind = "group", at: datetime | None = None) -> StaffBrief:
        with self.database.reading() as tx:
            return brief_for_staff(tx, self.sources, self.id, kind, at)

    def lines(self, brief: StaffBrief | OwnBrief, language: str = "en") -> list[str]:
        return [line.text for paragraph in write(self.sources.words, brief.items, language) for line in paragraph.lines]

    def sees(self, kind: SessionKind = "group", language: str = "en") -> list[str]:
        """The lines of the brief that the participant looks at now."""
        return self.lines(self.looks(kind), language)

    def _runs(
        self,
        script: Script,
        given: dict[str, Answer],
        distress: tuple[int | None, int | None] = (None, None),
        trigger: str | None = None,
        status: str = "finished",
        *,
        share: bool = True,
    ) -> str:
        with self.database.transaction() as tx:
            runs.keep_version(tx, script.id, script.version, script.json())
            run_id = runs.add(tx, self.id, script.id, script.version, "own")
            for step, (kind, text, value) in given.items():
                sharing = "share" if share or kind != "text" else "keep"
                runs.add_answer(tx, run_id, step, kind, text, value, sharing)
            columns = dict(zip(("distress_before", "distress_after"), distress, strict=True))
            runs.set_columns(tx, runs.get(tx, run_id), columns, {"trigger": trigger})
            self.clock.move(minutes=1)
            runs.save(tx, run_id, status, {"step": script.steps[-1].id})
        return run_id
