"""A small interlude whose people write by Telegram."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.db import chats, consents, participants
from bot.db.chats import add_participant
from bot.services.chat_words import Purpose, load_chat_words
from bot.settings import ROOT
from tests.clients.receivers import until
from tests.faults.ledger import Ledger
from tests.faults.rig import GATEWAY, WORKER, Rig, rigged
from tests.faults.visitor import Sent
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import Person
from tests.telegram.seen import Sent as Shown
from tests.telegram.seen import message_id

TOKEN = "8400123456:AAF-canary_token_XwVuTsRq"


class Telegram(FakeTelegram):
    """That can also be gone: nobody takes a connection at its address."""

    def vanish(self) -> None:
        self._wait(self._running.stop())

    def return_(self) -> None:
        self._port = int(self.url.rpartition(":")[2])
        self._server = self._wait(self._start())

    def _wait(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


@dataclass
class TelegramRig(Rig):
    """``telegram`` is the whole of Telegram. All that people ``say`` counts as sent. Made by ``telegram_rigged``."""

    telegram: Telegram = field(default_factory=lambda: Telegram(TOKEN))
    people: list[Person] = field(default_factory=list)
    _chats: dict[int, str] = field(default_factory=dict)

    def begin(self) -> TelegramRig:
        super().begin()
        self.telegram.heal()
        self.people.clear()
        return self

    def enrolled(self, count: int = 1) -> list[Person]:
        """People who have opened their links and agreed to everything."""
        found = [self.telegram.person(f"Robin {number}") for number in range(count)]
        versions = _versions()
        with self.place.database() as database, database.transaction() as tx:
            for person in found:
                participant = add_participant(tx)
                chat = chats.add(tx, participant, "telegram", str(person.id))
                self._chats[person.id] = chat.id
                participants.mark_program_said(tx, chat.id)
                for purpose, version in versions.items():
                    consents.add(tx, participant, purpose, version, given=True)
        for person in found:
            person.has_written = True
        self.people += found
        return found

    def say(self, person: Person, text: str, *, crisis: bool = False) -> Sent:
        """Written and on its way: nobody has taken it yet."""
        began = time.monotonic()
        update = person.write(text)
        return self.sent_as(person, message_id(update), text, crisis=crisis, began=began)

    def sent_as(self, person: Person, number: int, text: str, *, crisis: bool = False, began: float = 0) -> Sent:
        """Count a message of this number."""
        sent = Sent(f"m:{person.id}:{number}", text, crisis, began or time.monotonic())
        self.sent.append(sent)
        return sent

    def is_stored(self, sent: Sent) -> bool:
        if not sent.seq:
            found = self.rows("SELECT seq FROM inbox WHERE key = ?", sent.key)
            sent.seq = found[0][0] if found else 0
        return bool(sent.seq)

    def incident_of(self, sent: Sent) -> str | None:
        return super().incident_of(sent) if self.is_stored(sent) else None

    def reply_of(self, sent: Sent) -> bool:
        """Whether the safety reply stands in the person's chat."""
        return self.is_stored(sent) and super().reply_of(sent) and bool(self.replies_to(sent))

    def replies_to(self, sent: Sent) -> list[Shown]:
        """The bubbles of the safety reply to this message, as they stand in the person's chat."""
        causes = "cause IN ('safety:' || inbox.id, 'asked:' || inbox.id)"
        query = f"SELECT remote_id FROM outbox JOIN inbox ON {causes} WHERE inbox.key = ? AND remote_id IS NOT NULL"
        numbers = {int(one) for (one,) in self.rows(query, sent.key)}
        return [one for one in self.telegram.sent(int(sent.key.split(":")[1])) if one.message_id in numbers]

    def stored(self) -> int:
        """Rows of the inbox since ``begin``."""
        return int(self.rows(f"SELECT count(*) FROM inbox WHERE kind != 'timer' AND {self._since('inbox')}")[0][0])

    def until_rows(self, count: int, seconds: float = 60) -> None:
        """Wait until so many are in the inbox."""
        until(lambda: self.stored() >= count, seconds)

    def until_stored(self, seconds: float = 40) -> None:
        """Wait until all that was said is in the inbox."""
        until(lambda: all(self.is_stored(one) for one in self.sent), seconds)

    def until_answered(self, seconds: float = 60) -> None:
        """Wait until nothing waits for Rasa, and nothing for Telegram."""
        waits = "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting' AND kind != 'timer'), \
            (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND failed IS NULL)"
        until(lambda: self.rows(waits) == [(0, 0)], seconds)

    def again(self) -> int:
        """Messages that people got more than once."""
        return sum(abs(self.again_to(person)) for person in self.people)

    def again_to(self, person: Person) -> int:
        """Of those to this person; below 0 when one that is marked as sent never arrived."""
        marked = self.rows("SELECT count(sent_at) FROM outbox WHERE chat_id = ?", self._chats[person.id])[0][0]
        return len(self.telegram.sent(person)) - int(marked)

    def ledger(self, fault: str, times: int, slowest: float | None = None, measured: str = "") -> Ledger:
        """With what people got more than once as ``extra``, too."""
        counted = super().ledger(fault, times, slowest, measured)
        return replace(counted, extra=counted.extra + abs(self.again()))


@contextmanager
def telegram_rigged(
    folder: Path, *, whole: bool = False, file: Mapping[str, Any] | None = None
) -> Iterator[TelegramRig]:
    """As ``rigged``, with a Telegram that gateway and worker know."""
    telegram = Telegram(TOKEN)
    with telegram, rigged(folder, whole=whole, file=file) as rig:
        rig.place.environment |= {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}
        yield TelegramRig(rig.place, rig.http, rig.rasa, rig.port, rig.sent, rig.started, telegram=telegram)


@contextmanager
def telegram_running(folder: Path, *, whole: bool = False) -> Iterator[TelegramRig]:
    """The same with gateway and worker."""
    with telegram_rigged(folder, whole=whole) as rig, rig.running(GATEWAY, WORKER):
        yield rig


def _versions() -> dict[str, str]:
    """Of the words that people agree to."""
    purposes = load_chat_words(ROOT / "data").consent.purposes
    return {purpose.value: purposes[purpose].version for purpose in Purpose}
