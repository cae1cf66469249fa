"""What comes in by Telegram: stored and screened in one transaction, then answered here or handed on to Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.clients.telegram.updates import Came, What
from bot.db import chats, inbox, outbox, telegram_updates
from bot.db.chats import Chat
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.escalation.texts import Body
from bot.safety.verdict import Outcome, Verdict
from bot.services import chat_commands, conversation, enrolment, reachability, staff_chat
from bot.services.chat_commands import CommandAnswer
from bot.services.conversation import Outgoing, Pressed, Taken
from bot.services.guard import Guard
from bot.services.program_notice import program_notice
from bot.services.reception import Reception
from bot.services.staff_chat import Drawing, StaffChats

CHANNEL = "telegram"
_FAULT = Verdict(Outcome.PAGE, rule="intake.fault")
KEPT = timedelta(days=7)
"""How long raw updates are kept. Telegram brings one again for a day at most."""


@dataclass(frozen=True)
class FrontDoor:
    """What an update is met with: the screen and its desk, the words around enrolment, and where staff are paged."""

    guard: Guard
    reception: Reception
    staff: StaffChats = field(default_factory=StaffChats)


@dataclass(frozen=True)
class Received:
    """What is to be done now that it is stored. Empty when it was known before.

    ``unsent``: the answer, behind what waited for this chat before.
    ``closed``: bubbles whose keyboards are used up; ``pressed``, ``answer``: the message and the title that was tapped.
    ``to_stranger``: said at once to somebody unknown, of whom nothing is stored. ``also``: other chats with something
    to send. ``notice``: shown for a moment at a pressed button. ``erased``: all of this chat is gone.
    ``drawing``: how a message to staff looks now.
    """

    new: bool = False
    chat_id: str = ""
    unsent: Sequence[Outgoing] = ()
    closed: Sequence[int] = ()
    pressed: str = ""
    answer: str = ""
    to_stranger: Sequence[str] = ()
    leave: bool = False
    notice: str = ""
    erased: bool = False
    also: Sequence[str] = ()
    drawing: Drawing | None = None


def receive(database: Database, door: FrontDoor, came: Came, raw: Any) -> Received:
    """Take one update in. Raises DatabaseUnavailable; then nothing was stored, and it must not be confirmed."""
    verdict = door.guard.screen.judge(came.words) if came.words else Verdict(Outcome.NONE)
    with database.transaction() as tx:
        if staff_chat.is_press(came):
            pressed = staff_chat.take_press(tx, door.guard.desk, door.staff, came, raw)
            return Received(new=True, notice=pressed.word, drawing=pressed.drawing)
        if telegram_updates.is_known(tx, came.key):
            return Received()
        if not came.private:
            telegram_updates.store(tx, came.key, came.update_id, telegram_updates.PASSED)
            return Received(new=True, leave=_must_leave(door, came))
        chat = _chat_of(tx, came)
        if chat is None:
            return _of_stranger(tx, door, came)
        telegram_updates.store(tx, came.key, came.update_id, telegram_updates.TAKEN, raw, chat.id)
        return _of_participant(tx, door, chat, came, verdict)


def page_unread(database: Database, door: FrontDoor, came: Came, raw: Any) -> Received | None:
    """A fault of ours kept it from being taken in. A participant's is a page: their words are stored, staff read them.

    None when it is nobody's word, and nothing was stored.
    """
    if came.what not in (What.SAID, What.EDITED, What.PRESSED) or not came.private:
        return None
    with database.transaction() as tx:
        chat = _chat_of(tx, came)
        if chat is None:
            return None
        telegram_updates.store(tx, came.key, came.update_id, telegram_updates.TAKEN, raw, chat.id)
        words = came.words.replace("\0", "").strip() or f"[{came.media or came.what.value}]"
        return _received(chat, conversation.take_text(tx, door.guard, chat.id, came.key, words, _FAULT))


def forget_old_updates(database: Database) -> int:
    """Delete raw updates that Telegram will not bring again; what they said stands in the inbox. Returns how many."""
    with database.transaction() as tx:
        return telegram_updates.forget(tx, now() - KEPT)


def set_aside(database: Database, key: str, update_id: int | None, raw: Any) -> bool:
    """Keep an update that cannot be read, as it came. False when it was kept before."""
    with database.transaction() as tx:
        if telegram_updates.is_known(tx, key):
            return False
        telegram_updates.store(tx, key, update_id, telegram_updates.SET_ASIDE, raw)
        return True


def _chat_of(tx: Transaction, came: Came) -> Chat | None:
    """The participant's chat in which they did it themselves; None of somebody unknown, or who has left."""
    chat = chats.find(tx, CHANNEL, came.address)
    return chat if chat and chat.left_at is None and came.person == came.address else None


def _must_leave(door: FrontDoor, came: Came) -> bool:
    """Groups and channels are left, but those of staff."""
    return came.what in (What.SAID, What.UNBLOCKED) and not door.staff.holds(came.address)


def _of_stranger(tx: Transaction, door: FrontDoor, came: Came) -> Received:
    """A link that binds, or how to get one; of what somebody unknown says only that it came is kept."""
    telegram_updates.store(tx, came.key, came.update_id, telegram_updates.PASSED)
    name, code = came.command or ("", "")
    if name == "start" and code:
        begun = enrolment.begin_within(
            tx, door.reception, channel=CHANNEL, address=came.address, code=code, language=came.language
        )
        if begun.chat:
            unsent = conversation.deliverable(tx, begun.chat.id)
            return Received(new=True, chat_id=begun.chat.id, unsent=unsent, also=begun.left)
        return Received(new=True, to_stranger=_texts(begun.bodies))
    if came.what not in (What.SAID, What.PRESSED):
        return Received(new=True)
    return Received(new=True, to_stranger=_texts(enrolment.stranger(door.reception, came.language)))


def _of_participant(tx: Transaction, door: FrontDoor, chat: Chat, came: Came, verdict: Verdict) -> Received:
    if came.what is What.BLOCKED:
        reachability.mark_lost(tx, chat.id, "blocked")
        return Received(new=True)
    if chat.unreachable:
        reachability.mark_found(tx, chat.id)
    if came.what is What.PRESSED:
        return _pressed(tx, door, chat, came)
    if came.what is What.EDITED:
        return _edited(tx, door, chat, came, verdict)
    if came.what is What.SAID:
        return _said(tx, door, chat, came, verdict)
    return Received(new=True)


def _said(tx: Transaction, door: FrontDoor, chat: Chat, came: Came, verdict: Verdict) -> Received:
    words = came.words.replace("\0", "").strip() or f"[{came.media}]"
    taken = conversation.take_text(tx, door.guard, chat.id, came.key, words, verdict)
    if taken.heeded:
        nothing_read = came.media and not came.words
        return _unread(tx, door, chat, taken, came) if nothing_read else _received(chat, taken)
    answer = _command(tx, door, chat, came) or _unagreed(tx, door, chat, words)
    if answer:
        return _answered(tx, door, chat, taken, answer)
    if came.media:
        return _unread(tx, door, chat, taken, came)
    outbox.store(tx, chat.id, f"program:{taken.id}", program_notice(tx, door.reception, chat))
    return _received(chat, taken)


def _edited(tx: Transaction, door: FrontDoor, chat: Chat, came: Came, verdict: Verdict) -> Received:
    """Screened again; both versions are kept. What was answered stays answered, and what goes on goes on."""
    if not came.words:
        return Received(new=True)
    taken = conversation.take_text(tx, door.guard, chat.id, came.key, came.words, verdict, edited=True)
    return _received(chat, taken) if taken.heeded else Received(new=True)


def _pressed(tx: Transaction, door: FrontDoor, chat: Chat, came: Came) -> Received:
    pressed = conversation.pressed_button(tx, chat.id, came.data)
    if pressed is None:
        return Received(new=True, chat_id=chat.id, notice=door.reception.say(door.reception.words.stale, chat.language))
    taken = conversation.take_button(tx, door.guard, chat.id, came.key, pressed)
    answer = None if taken.heeded else _button(tx, door, chat, pressed)
    received = _answered(tx, door, chat, taken, answer) if answer else _received(chat, taken)
    return replace(received, pressed=came.data.partition(":")[0], answer=pressed.title)


def _command(tx: Transaction, door: FrontDoor, chat: Chat, came: Came) -> CommandAnswer | None:
    name, argument = came.command or ("", "")
    return chat_commands.answer_command(tx, door.reception, chat, name, argument) if name else None


def _unagreed(tx: Transaction, door: FrontDoor, chat: Chat, text: str, payload: str = "") -> CommandAnswer | None:
    return chat_commands.answer_unagreed(tx, door.reception, door.guard.commands, chat, text, payload)


def _button(tx: Transaction, door: FrontDoor, chat: Chat, pressed: Pressed) -> CommandAnswer | None:
    if chat_commands.is_own_button(pressed.payload):
        return chat_commands.answer_button(tx, door.reception, chat, pressed.payload)
    return _unagreed(tx, door, chat, pressed.title, pressed.payload)


def _answered(tx: Transaction, door: FrontDoor, chat: Chat, taken: Taken, answer: CommandAnswer) -> Received:
    if answer.erased:
        return Received(new=True, to_stranger=_texts(answer.bodies), erased=True)
    if answer.order:
        conversation.order_instead(tx, door.guard, chat.id, taken, answer.order)
        return _received(chat, taken)
    bodies = list(answer.bodies)
    if answer.document:
        one = answer.document
        file = {"name": one.name, "text": one.data.decode(), "caption": one.caption}
        bodies.append({"text": one.caption, "buttons": [], "custom": {"document": file}})
    conversation.answer_here(tx, taken, chat.id, bodies)
    return _replied(tx, chat, taken)


def _unread(tx: Transaction, door: FrontDoor, chat: Chat, taken: Taken, came: Came) -> Received:
    """A photo, a voice, a file: that it was not read, with crisis contacts; once for an album."""
    unread = door.guard.desk.texts.not_read(chat.language)
    cause = f"album:{came.album}"[:40]
    said_before = bool(came.album) and outbox.is_stored(tx, cause)
    if not said_before:
        outbox.store(tx, chat.id, cause if came.album else f"unread:{taken.id}", unread)
    if not came.text:
        inbox.close(tx, taken.id)
    return _replied(tx, chat, taken)


def _replied(tx: Transaction, chat: Chat, taken: Taken) -> Received:
    """Something was stored in answer."""
    return replace(_received(chat, taken), unsent=conversation.deliverable(tx, chat.id))


def _received(chat: Chat, taken: Taken) -> Received:
    return Received(new=taken.new, chat_id=chat.id, unsent=taken.unsent, closed=taken.closed)


def _texts(bodies: Sequence[Body]) -> list[str]:
    return [str(body["text"]) for body in bodies]
