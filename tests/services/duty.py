"""A small team for tests: its desk, incidents, and a worker's work by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bot.db import chats, inbox, incident_events, notices
from bot.db.chats import Chat
from bot.db.database import Database
from bot.db.ids import new_id
from bot.db.notices import NoticeRow
from bot.escalation.schema import KINDS, Escalation
from bot.escalation.texts import SafetyTexts, load_texts
from bot.services import incidents, paging
from bot.services.incidents import Desk, IncidentRow, Level
from bot.settings import ROOT

PEOPLE = [
    {"id": "ana", "name": "Ana", "channels": {"sms": "ana_sms", "email": "ana_email"}},
    {"id": "ben", "name": "Ben", "channels": {"sms": "ben_sms"}},
    {"id": "cleo", "name": "Cleo", "channels": {"email": "cleo_email"}},
]
LADDER = {
    "rungs": [
        {"after": 0, "notify": ["on_call"]},
        {"after": 5, "notify": ["ben"]},
        {"after": 10, "notify": ["cleo", "ben"]},
    ],
    "repeat_minutes": 5,
    "remind_minutes": 30,
}
ALWAYS = {"people": ["ana"], "from": "monday 00:00", "to": "monday 00:00"}
FILE: dict[str, Any] = {
    "time_zone": "America/New_York",
    "staffed": {"monday": "09:00-17:00", "tuesday": ["09:00-12:00", "13:00-17:00"]},
    "people": PEOPLE,
    "rota": {"on_call": {"shifts": [ALWAYS], "fallback": ["cleo"]}},
    "ladders": {"crisis": LADDER},
    "kinds": dict.fromkeys(KINDS, "crisis"),
    "check": {"answer_minutes": 5, "two_checks_hours": 24},
    "follow_up": {"hours": 12},
    "alarms": ["ben_sms"],
}
ADDRESSES = frozenset({"ana_sms", "ana_email", "ben_sms", "cleo_email"})


@lru_cache(maxsize=1)
def texts() -> SafetyTexts:
    return load_texts(ROOT / "data" / "safety" / "texts.yml")


def escalation(**changed: Any) -> Escalation:
    return Escalation.parse_obj({**FILE, **changed})


def desk(connected: frozenset[str] = ADDRESSES, **changed: Any) -> Desk:
    return Desk(escalation(**changed), texts(), connected)


@dataclass
class Team:
    """What gateway, worker and staff do with one chat, each call a transaction of its own."""

    database: Database
    chat: Chat
    desk: Desk = field(default_factory=desk)

    def raised(self, cause: str = "message:1", level: Level = Level.PAGE, **more: Any) -> IncidentRow:
        given = {"kind": "imminent", **more}
        with self.database.transaction() as tx:
            chat = chats.get(tx, self.chat.id)
            assert chat is not None
            return incidents.raise_incident(tx, self.desk, chat, cause=cause, level=level, **given).incident

    def checked(self, cause: str = "message:1", **more: Any) -> IncidentRow:
        return self.raised(cause, Level.CHECK, **more)

    def wrote(self, text: str) -> str:
        """The person wrote this; returns the inbox row's id."""
        with self.database.transaction() as tx:
            inbox.store(tx, self.chat.id, new_id(), "text", text)
            return inbox.recent(tx, self.chat.id, 1)[0].id

    def now(self, row: IncidentRow) -> IncidentRow:
        return incidents.get_incident(self.database, row.id)

    def acknowledge(self, row: IncidentRow, by: str = "ana", seen_version: int | None = None) -> IncidentRow:
        return incidents.acknowledge(self.database, self.desk, row.id, by, seen_version)

    def resolve(self, row: IncidentRow, by: str = "ana", note: str = "called, safe") -> IncidentRow:
        return incidents.resolve(self.database, self.desk, row.id, by, note)

    def climb(self) -> int:
        return incidents.climb(self.database, self.desk)

    def deliver(self, fails: frozenset[str] = frozenset(), permanent: bool = True) -> list[str]:
        """Send everything that waits; addresses of ``fails`` refuse. Returns where something arrived."""
        arrived = []
        while leased := paging.take(self.database, "worker", 20):
            for one in leased:
                if one.channel in fails:
                    paging.failed(self.database, one, "http_403" if permanent else "http_503", permanent)
                else:
                    paging.sent(self.database, one)
                    arrived.append(one.channel)
        return sorted(arrived)

    def notices(self, row: IncidentRow, purpose: str = notices.PAGE) -> list[NoticeRow]:
        return [one for one in incidents.notices_of(self.database, row.id) if one.purpose == purpose]

    def events(self, row: IncidentRow | None) -> list[tuple[str, str | None, str | None]]:
        """(event, actor, detail) of an incident; of None what names no incident."""
        with self.database.reading() as tx:
            found = incident_events.of_incident(tx, row.id if row else None)
        return [(one.event, one.actor, one.detail) for one in found]
