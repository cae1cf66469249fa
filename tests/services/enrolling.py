"""Somebody who enrols and presses buttons, as the gateway hands it over: one transaction an update."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bot.db import chats, consents, outbox
from bot.db.chats import Chat
from bot.db.consents import Decision
from bot.db.database import Database
from bot.services import chat_commands, enrolment
from bot.services.chat_commands import CommandAnswer
from bot.services.chat_words import ChatWords, load_chat_words
from bot.services.enrolment import Begun, Invitation
from bot.services.incidents import Desk
from bot.services.reception import Reception
from bot.settings import ROOT
from tests.services import duty


@lru_cache(maxsize=1)
def chat_words() -> ChatWords:
    return load_chat_words(ROOT / "data")


def invitation(database: Database, name: str = "Robin", language: str = "en", **more: Any) -> Invitation:
    return enrolment.invite(database, name=name, language=language, **more)


@dataclass
class Newcomer:
    """One account. ``seen``: the newest messages that it was told."""

    database: Database
    address: str = "471100815471100"
    desk: Desk = field(default_factory=duty.desk)
    words: ChatWords = field(default_factory=chat_words)
    seen: list[dict[str, Any]] = field(default_factory=list)
    last: CommandAnswer | None = None

    @property
    def reception(self) -> Reception:
        return Reception(self.words, self.desk)

    @property
    def chat(self) -> Chat:
        with self.database.reading() as tx:
            found = chats.find(tx, enrolment.TELEGRAM, self.address)
        assert found is not None
        return found

    def opens(self, code: str, language: str = "en") -> Begun:
        """The link: ``/start CODE`` from an account that is bound, or not yet."""
        begun = enrolment.begin(self.database, self.reception, address=self.address, code=code, language=language)
        self.seen = self.outbox()[-9:] if begun.chat else list(begun.bodies)
        return begun

    def enrols(self, language: str = "en") -> Chat:
        chat = self.opens(invitation(self.database, language=language).code).chat
        assert chat is not None
        return chat

    def agrees(self) -> None:
        """To everything."""
        for purpose in ("care_team", "family", "research"):
            self.presses_payload(f"consent:{purpose}:yes:{self.version(purpose)}")

    def types(self, name: str, argument: str = "") -> CommandAnswer:
        with self.database.transaction() as tx:
            answer = chat_commands.answer_command(tx, self.reception, self.chat, name, argument)
        assert answer is not None
        return self._told(answer)

    def presses(self, title: str) -> CommandAnswer:
        """A button of the newest messages."""
        [payload] = {b["payload"] for one in self.seen for b in one["buttons"] if b["title"] == title}
        return self.presses_payload(payload)

    def presses_payload(self, payload: str) -> CommandAnswer:
        with self.database.transaction() as tx:
            answer = chat_commands.answer_button(tx, self.reception, self.chat, payload)
        return self._told(answer)

    def titles(self) -> list[str]:
        return [button["title"] for one in self.seen for button in one["buttons"]]

    def texts(self) -> list[str]:
        return [one["text"] for one in self.seen]

    def decisions(self) -> list[Decision]:
        with self.database.reading() as tx:
            return consents.of_participant(tx, self.chat.participant_id)

    def outbox(self, chat_id: str = "") -> list[dict[str, Any]]:
        with self.database.reading() as tx:
            return [one.body for one in outbox.recent(tx, chat_id or self.chat.id, 1000)]

    def version(self, purpose: str) -> str:
        return next(words.version for one, words in self.words.consent.purposes.items() if one.value == purpose)

    def _told(self, answer: CommandAnswer) -> CommandAnswer:
        self.seen, self.last = list(answer.bodies), answer
        return answer
