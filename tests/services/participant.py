"""Somebody who writes in one chat, as a channel would hand it over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from bot.db import inbox, incidents, outbox, runs, screenings
from bot.db.chats import Chat
from bot.db.database import Database
from bot.db.ids import new_id
from bot.db.inbox import Incoming
from bot.db.notices import NoticeRow
from bot.db.outbox import Outgoing
from bot.db.screenings import ScreeningRow
from bot.scripts.commands import CommandReader
from bot.services import conversation
from bot.services.conversation import Guard, Taken
from bot.services.incidents import Desk, IncidentRow, history, notices_of
from tests.services import duty
from tests.services.screen_fake import CHECK_WORDS, ScreenFake


@dataclass
class Participant:
    """``screen`` knows three phrases; ``desk`` is a small staff, all connected, on duty on Mondays."""

    database: Database
    chat: Chat
    commands: CommandReader
    desk: Desk = field(default_factory=duty.desk)
    screen: ScreenFake = field(default_factory=ScreenFake)

    @property
    def guard(self) -> Guard:
        return Guard(self.screen, self.desk, self.commands)  # type: ignore[arg-type]

    def writes(self, text: str, key: str = "") -> Taken:
        return conversation.receive_text(self.database, self.guard, self.chat.id, key or new_id(), text)

    def presses(self, title: str, of: str = "") -> Taken:
        """The newest button of this title, also one whose keyboard is used up. ``of``: words in its message."""
        for message in reversed(self.shown()):
            if of not in message.body["text"]:
                continue
            for place, button in enumerate(conversation.buttons_of(message.body)):
                if button.title == title:
                    button_id = f"{message.seq}:{place}"
                    return conversation.receive_button(self.database, self.guard, self.chat.id, new_id(), button_id)
        raise LookupError(title)

    def is_told(self, *bodies: dict[str, Any]) -> None:
        """Rasa answers what waits with these messages."""
        message = self.waiting()
        assert message
        conversation.finish(self.database, message, bodies)

    def is_asked(self, before: dict[str, Any]) -> None:
        """Rasa says something; then they write what leads to the direct question, and the question is sent."""
        self.writes("hi")
        self.is_told(before)
        self.writes(CHECK_WORDS)
        self.is_told()
        self.has_read()

    def has_read(self) -> None:
        """The channel has brought all that was said."""
        conversation.mark_sent(self.database, conversation.unsent(self.database, self.chat.id))

    def connected_to(self, *addresses: str) -> None:
        self.desk = replace(self.desk, connected=frozenset(addresses))

    def shown(self) -> list[Outgoing]:
        with self.database.reading() as tx:
            return outbox.recent(tx, self.chat.id, 1000)

    def sees(self) -> list[str]:
        return [message.body["text"] for message in self.shown()]

    def buttons(self) -> list[str]:
        """Of the newest message."""
        return [button.title for button in conversation.buttons_of(self.shown()[-1].body)]

    def waiting(self) -> Incoming | None:
        """What Rasa gets next."""
        return conversation.next_message(self.database, self.chat.id)

    def newest(self) -> Incoming:
        with self.database.reading() as tx:
            return inbox.recent(tx, self.chat.id, 1)[0]

    def verdict(self) -> ScreeningRow | None:
        """On the newest message."""
        message = self.newest()
        with self.database.reading() as tx:
            return screenings.get(tx, message.id)

    def incidents(self) -> list[IncidentRow]:
        """Oldest first."""
        with self.database.reading() as tx:
            return incidents.find(tx)[::-1]

    def levels(self) -> list[str]:
        """Of their incidents, oldest first."""
        return [row.level for row in self.incidents()]

    def pages(self) -> list[NoticeRow]:
        """Notices to staff, of all incidents."""
        return [notice for row in self.incidents() for notice in notices_of(self.database, row.id)]

    def events(self) -> list[tuple[str, str | None]]:
        """(event, detail) of the newest incident."""
        return [(one.event, one.detail) for one in history(self.database, self.incidents()[-1].id)]

    def run_status(self) -> str:
        """Of the newest run."""
        with self.database.reading() as tx:
            return runs.find(tx, self.chat.participant_id, limit=1)[0].status
