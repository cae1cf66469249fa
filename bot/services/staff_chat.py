"""Notices to staff in Telegram: what they show, and what becomes of a press on one of their buttons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.clients.telegram.updates import Came, What
from bot.db import chats as people_chats
from bot.db import incident_events, incidents, notices, telegram_updates
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.db.incidents import IncidentRow
from bot.db.notices import PAGE, NoticeRow
from bot.escalation import staff_chat as look
from bot.escalation.staff_chat import Rows
from bot.escalation.states import AlreadyAcknowledged, AlreadyResolved, Refused, State
from bot.escalation.text_schema import StaffAnswers, StaffChatTexts
from bot.scripts.words import Words
from bot.services.addresses import chat_of
from bot.services.incidents import Desk, acknowledge_within, may_resolve_within, resolve_within
from bot.services.notice_words import notice_words

CHANNEL = "telegram"
CHANGED_FOR = timedelta(days=7)
"""How long after it was sent a message still follows its incident."""
MOST_AT_ONCE = 100
UNKNOWN = "unknown"
NOT_KNOWN_WHAT_IS_SHOWN = 0
"""In place of a version: whatever the message shows, it is to be drawn anew."""


@dataclass(frozen=True)
class StaffChats:
    """``by_name``: name of an address to the chat's number; ``people``: number of an account to whose it is."""

    by_name: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    link: str = ""

    @classmethod
    def of(cls, desk: Desk, addresses: Mapping[str, str], link: str) -> StaffChats:
        """An account that two people of the rota share is nobody's: a press must be one person's."""
        by_name = {name: chat_of(address) for name, address in addresses.items() if chat_of(address)}
        owners: dict[str, set[str]] = {}
        for person in desk.escalation.people:
            for name in person.channels.values():
                if _is_account(by_name.get(name, "")):
                    owners.setdefault(by_name[name], set()).add(person.id)
        return cls(by_name, {account: min(ids) for account, ids in owners.items() if len(ids) == 1}, link)

    def holds(self, address: str) -> bool:
        """Whether this is a chat of staff."""
        return address in self.by_name.values()


@dataclass(frozen=True)
class Drawing:
    """How a message is to look. ``recorded``: it is the one that the notice knows of."""

    notice_id: str
    address: str
    message_id: str
    text: str
    rows: Rows
    version: int
    recorded: bool = True


@dataclass(frozen=True)
class Answer:
    """What a press comes to: a word shown at the button, and how the message looks now where that has changed."""

    word: str
    drawing: Drawing | None = None


def is_press(came: Came) -> bool:
    """Whether this claims to be a press on a notice's button."""
    return came.what is What.PRESSED and came.data.startswith(look.PRESS)


def first_look(desk: Desk, notice_id: str, purpose: str) -> Rows:
    """The buttons that a notice is sent with."""
    return look.buttons(desk.texts.words.staff.chat, notice_id, State.OPEN if purpose == PAGE else State.ACKNOWLEDGED)


def take_press(tx: Transaction, desk: Desk, chats: StaffChats, came: Came, raw: object) -> Answer:
    """Store a press and do what it asks, in one transaction; every refusal is audited."""
    return _Press(tx, desk, chats, came).take(raw)


def outdated(
    database: Database, desk: Desk, chats: StaffChats, left: Collection[tuple[str, int]] = ()
) -> list[Drawing]:
    """Messages that do not show how their incident is now; ``left``: (notice, version) that nobody wants drawn."""
    with database.reading() as tx:
        rows = notices.outdated(tx, chats.by_name, now() - CHANGED_FOR, left, MOST_AT_ONCE)
        return [_drawing(tx, desk, chats, row, row.remote_id or "") for row in rows]


def drawn(database: Database, drawing: Drawing, succeeded: bool = True) -> None:
    """Remember what a message shows; one that may or may not have been changed is drawn again."""
    if drawing.recorded:
        with database.transaction() as tx:
            notices.show(tx, drawing.notice_id, drawing.version if succeeded else NOT_KNOWN_WHAT_IS_SHOWN)


@dataclass(frozen=True)
class _Press:
    tx: Transaction
    desk: Desk
    chats: StaffChats
    came: Came

    def take(self, raw: object) -> Answer:
        known = telegram_updates.is_known(self.tx, self.came.key)
        if not known:
            self._store(raw)
        notice_id, letter = look.read_press(self.came.data)
        notice = notices.get(self.tx, notice_id)
        if known:
            return self._refuse(notice, "replayed", self._answers.again)
        if self._person is None:
            return self._refuse(notice, self._who(), self._answers.not_staff)
        if notice is None:
            return self._refuse(notice, "unknown_notice", self._answers.unknown)
        if self.chats.by_name.get(notice.channel) != self.came.address:
            return self._refuse(notice, "wrong_chat", self._answers.unknown)
        try:
            return self._act(notice, letter, self._person)
        except Refused as refusal:
            return Answer(self._reason(refusal), self._draw(notice))

    def _store(self, raw: object) -> None:
        """What comes from others is not kept: it may be a participant's, and holds a name."""
        state, kept = (telegram_updates.TAKEN, raw) if self._person else (telegram_updates.PASSED, None)
        telegram_updates.store(self.tx, self.came.key, self.came.update_id, state, kept)

    def _act(self, notice: NoticeRow, letter: str, person: str) -> Answer:
        """Raises Refused, which is audited by then."""
        incident_id, seen = notice.incident_id, notice.shown_version
        if letter == look.ACKNOWLEDGE:
            acknowledge_within(self.tx, self.desk, incident_id, person, seen)
            return Answer(self._say(self._answers.yours), self._draw(notice))
        if letter == look.RESOLVE:
            may_resolve_within(self.tx, self.desk, incident_id, person, seen)
            return Answer("", self._draw(notice, notes=True))
        if letter == look.BACK:
            return Answer("", self._draw(notice))
        note = look.note_of(self._words, letter)
        if note is None:
            return self._refuse(notice, "unknown_button", self._answers.unknown)
        resolve_within(self.tx, self.desk, incident_id, person, note, seen)
        return Answer(self._say(self._answers.closed), self._draw(notice))

    def _draw(self, notice: NoticeRow, *, notes: bool = False) -> Drawing:
        return _drawing(self.tx, self.desk, self.chats, notice, self.came.message_id, notes=notes)

    def _refuse(self, notice: NoticeRow | None, code: str, word: Words) -> Answer:
        incident_id = notice.incident_id if notice else None
        incident_events.add(self.tx, incident_id, "press_refused", actor=self._person or UNKNOWN, detail=code)
        return Answer(self._say(word))

    def _who(self) -> str:
        return "participant" if people_chats.find(self.tx, CHANNEL, self.came.person) else "not_staff"

    def _reason(self, refusal: Refused) -> str:
        word = getattr(self._answers, refusal.code, self._answers.unknown)
        owner = refusal.owner if isinstance(refusal, (AlreadyAcknowledged, AlreadyResolved)) else ""
        return self._say(word, person=_name(self.desk, owner))

    def _say(self, word: Words, **places: str) -> str:
        return word.to(self.came.language).format(**places)

    @property
    def _person(self) -> str | None:
        return self.chats.people.get(self.came.person)

    @property
    def _words(self) -> StaffChatTexts:
        return self.desk.texts.words.staff.chat

    @property
    def _answers(self) -> StaffAnswers:
        return self._words.answers


def _drawing(
    tx: Transaction, desk: Desk, chats: StaffChats, notice: NoticeRow, message_id: str, *, notes: bool = False
) -> Drawing:
    row = incidents.get(tx, notice.incident_id)
    assert row is not None, "a notice is stored with its incident"
    words = desk.texts.words.staff.chat
    rows = look.note_buttons(words, notice.id) if notes else look.buttons(words, notice.id, State(row.state))
    text, address = _text(desk, chats.link, notice, row), chats.by_name[notice.channel]
    return Drawing(notice.id, address, message_id, text, rows, row.version, message_id == notice.remote_id)


def _text(desk: Desk, link: str, notice: NoticeRow, row: IncidentRow) -> str:
    """As it was sent, and who has taken and resolved it. A note may hold free text: it is not shown."""
    words, zone = desk.texts.words.staff.chat, desk.escalation.zone
    lines = ["\n".join(notice_words(desk.texts, link, row.id, notice.purpose, row.drill))]
    for line, person, at in (
        (words.taken, row.acknowledged_by, row.acknowledged_at),
        (words.resolved, row.resolved_by, row.resolved_at),
    ):
        if person and at:
            lines.append(look.taken_line(line, _name(desk, person), at, zone))
    return "\n".join(lines)


def _name(desk: Desk, person: str) -> str:
    known = desk.escalation.people_by_id.get(person)
    return known.name if known else person


def _is_account(address: str) -> bool:
    """Whether it is somebody's private chat: its number is that of their account."""
    return bool(address) and not address.startswith("-")
