"""A participant on Telegram who has agreed, and two people of staff; everything synthetic."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from bot.db import chats, consents, outbox, staff
from bot.db.chats import Chat
from bot.db.database import Database
from bot.db.ids import new_id
from bot.services.care.words import CareVoice, CareWords, load_care_words
from bot.services.reception import Reception
from bot.settings import ROOT
from tests.clock import Clock
from tests.services import duty
from tests.services.enrolling import chat_words
from tests.services.reminding import Enrolled


@lru_cache(maxsize=1)
def care_words() -> CareWords:
    return load_care_words(ROOT / "data")


def voice(connected: frozenset[str] = duty.ADDRESSES) -> CareVoice:
    return CareVoice(care_words(), Reception(chat_words(), duty.desk(connected)))


@dataclass
class Ward:
    """``lee`` is a therapist, ``kim`` a clinical lead, ``pat`` an administrator: their staff ids."""

    database: Database
    clock: Clock
    voice: CareVoice = field(default_factory=voice)

    def __post_init__(self) -> None:
        self.lee = self.hires("Dr. Lee", "therapist")
        self.kim = self.hires("Kim", "lead")
        self.pat = self.hires("Pat", "administrator")
        self.robin = self.admits()

    def hires(self, name: str, role: str) -> str:
        with self.database.transaction() as tx:
            return staff.add(tx, email=f"{new_id()}@example.org", name=name, role=role)

    def admits(self, language: str = "en", agrees: bool = True) -> Enrolled:
        one = Enrolled(self.database, self.clock, language=language)
        if agrees:
            one.decides(True)
        return one

    def in_a_new_chat(self, person: Enrolled, channel: str = "telegram") -> Chat:
        self.clock.move(minutes=1)
        with self.database.transaction() as tx:
            return chats.add(tx, person.id, channel, new_id())

    def said_in(self, chat: Chat) -> list[str]:
        with self.database.reading() as tx:
            return [one.body["text"] for one in outbox.recent(tx, chat.id, 1000)]

    def withdraws(self, person: Enrolled) -> None:
        with self.database.transaction() as tx:
            consents.add(tx, person.id, "care_team", "v1", False)
