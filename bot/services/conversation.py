"""What comes in and what goes out: the durable side of a conversation, shared by every channel."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.db import chats, inbox, outbox
from bot.db.database import Database, DatabaseUnavailable, Transaction
from bot.db.ids import now
from bot.db.inbox import Incoming
from bot.db.outbox import Outgoing
from bot.safety.verdict import Outcome, Verdict
from bot.scripts.plain import plain
from bot.services import practice
from bot.services.crisis import heed
from bot.services.guard import Guard, Sent

__all__ = ["Database", "DatabaseUnavailable", "Guard", "Incoming", "Outgoing"]

TEXT_LIMIT = 4096
"""Characters in one message; Telegram's own limit, and so everybody's."""
RESUME = "/resume"
MOST_BUTTON_ID = 64
LONGEST_PAUSE_SECONDS = 15.0
"""Between attempts to send to one chat: what was stored arrives within half a minute of the channel's recovery (F3)."""
BATCH = 50


class NotTaken(Exception):
    """What came in cannot be stored as it is; the message says why, for the person."""


@dataclass(frozen=True)
class Taken:
    """What was stored: its number, whether it is new, when, its words, and the bubbles whose keyboards it used up.

    ``replied``: it was answered at once, as danger or as the answer to the direct question; ``unsent``: what was said
    to it, behind what waited for this chat before.
    ``held``: of this message Rasa gets no word.
    """

    seq: int
    new: bool
    at: datetime
    text: str = ""
    closed: Sequence[int] = ()
    replied: bool = False
    id: str = ""
    held: bool = False
    unsent: Sequence[Outgoing] = ()

    @property
    def heeded(self) -> bool:
        """Whether the screen or an open question has taken it; nobody else answers it then."""
        return self.replied or self.held


@dataclass(frozen=True)
class Pressed:
    """A button that was shown: its title, the text it sends to Rasa, what it means to a script, a command's name.

    ``of``: the cause of the message below which it was pressed; None when its title was typed.
    """

    title: str
    payload: str
    metadata: dict[str, Any]
    name: str = ""
    of: str | None = None


def receive_text(database: Database, guard: Guard, chat_id: str, key: str, text: str) -> Taken:
    """Screen and store a typed message. When it is exactly the title of an open button, it counts as that button.

    A text longer than TEXT_LIMIT is stored only when the screen finds something in it.

    Raises:
        NotTaken: empty, or too long and harmless.
        DatabaseUnavailable: nothing was stored; do not acknowledge.
    """
    text = text.replace("\0", "").strip()
    if not text:
        raise NotTaken("empty")
    verdict = guard.screen.judge(text)
    if len(text) > TEXT_LIMIT and verdict.outcome is Outcome.NONE:
        raise NotTaken("too long")
    with database.transaction() as tx:
        return take_text(tx, guard, chat_id, key, text, verdict)


def receive_button(database: Database, guard: Guard, chat_id: str, key: str, button_id: str) -> Taken:
    """Screen and store a press of a button that was shown in this chat.

    Raises:
        NotTaken: no such button was shown here.
        DatabaseUnavailable: nothing was stored; do not acknowledge.
    """
    with database.transaction() as tx:
        pressed = pressed_button(tx, chat_id, button_id)
        if pressed is None:
            raise NotTaken("unknown button")
        return take_button(tx, guard, chat_id, key, pressed)


def take_text(
    tx: Transaction, guard: Guard, chat_id: str, key: str, text: str, verdict: Verdict, *, edited: bool = False
) -> Taken:
    """Store a typed message with what was found in it, and do at once what that asks for.

    Where something was found, the words are danger and name no button.
    ``edited``: a new version of one that was stored before. It is no turn of the conversation: unless it has to be
    heeded, it is closed at once, and what goes on in the chat goes on.
    """
    if edited:
        taken = _store(tx, guard, _Came(chat_id, key, "text", text, {}, text, edited=True), verdict)
        if not taken.held:
            inbox.close(tx, taken.id)
        return taken
    pressed = _typed_button(tx, chat_id, text) if verdict.outcome is Outcome.NONE else None
    if pressed:
        return _take(tx, guard, chat_id, key, pressed, guard.screen.judge(pressed.title), text)
    return _store(tx, guard, _Came(chat_id, key, "text", text, {}, text), verdict)


def take_button(tx: Transaction, guard: Guard, chat_id: str, key: str, pressed: Pressed) -> Taken:
    """The same for a press."""
    return _take(tx, guard, chat_id, key, pressed, guard.screen.judge(pressed.title))


def work_ahead(database: Database, busy: Collection[str]) -> tuple[list[str], float | None]:
    """What there is to do.

    Returns:
        Chats with something to handle, those that wait longest first, ``busy`` ones left out; and the seconds until
        the next timer is due, None when there is none.
    """
    with database.reading() as tx:
        due = inbox.next_due(tx)
        wait = None if due is None else max(0.0, (due - now()).total_seconds())
        return inbox.waiting_chats(tx, busy, BATCH), wait


def next_message(database: Database, chat_id: str) -> Incoming | None:
    """The oldest message of this chat that is not handled yet."""
    with database.reading() as tx:
        return inbox.oldest_waiting(tx, chat_id)


def finish(
    database: Database, message: Incoming, replies: Sequence[dict[str, Any]]
) -> tuple[list[Outgoing], Incoming | None]:
    """Store the replies and close the message, both or neither. A message closed before gets no second reply.

    What Rasa says to a held message is dropped: the safety reply was stored together with the message.

    Returns:
        What now waits to be sent to this chat, and its next message, if there is one.
    """
    with database.transaction() as tx:
        if inbox.close(tx, message.id) and message.held is None:
            outbox.store(tx, message.chat_id, message.id, replies)
        return deliverable(tx, message.chat_id), inbox.oldest_waiting(tx, message.chat_id)


def say_once(database: Database, chat_id: str, cause: str, text: str) -> None:
    """Store a message of the gateway's own, unless it was stored for the same cause before."""
    with database.transaction() as tx:
        if not outbox.is_stored(tx, cause):
            outbox.store(tx, chat_id, cause, [{"text": text}])


def count_attempt(database: Database, message: Incoming) -> int:
    with database.transaction() as tx:
        return inbox.count_attempt(tx, message.id)


def set_aside(database: Database, message: Incoming, text: str) -> None:
    """Give up on one message: it stays stored, the person is told, the chat goes on. A held one is answered already."""
    with database.transaction() as tx:
        if inbox.close(tx, message.id, inbox.SET_ASIDE) and message.held is None:
            outbox.store(tx, message.chat_id, message.id, [{"text": text}])


def end_pace_at(database: Database, message: Outgoing, seconds: float) -> None:
    """Keep the end of a paced bubble as a timer: the script goes on then, whatever crashes in between."""
    metadata = {"pace_over": True, "visit": message.body["custom"]["visit"]}
    with database.transaction() as tx:
        due = now() + timedelta(seconds=seconds)
        inbox.store(tx, message.chat_id, f"pace:{message.id}", "timer", "(the time is over)", metadata, due)


def moving(database: Database) -> list[Outgoing]:
    """Paced bubbles whose time is not over yet."""
    with database.reading() as tx:
        ids = [key.removeprefix("pace:") for key in inbox.timer_keys(tx)]
        return [message for message in outbox.with_ids(tx, ids) if not message.closed]


def unsent(database: Database, chat_id: str) -> list[Outgoing]:
    """What waits to be sent to this chat; nothing while it must be left alone."""
    with database.reading() as tx:
        return deliverable(tx, chat_id)


def chats_with_unsent(database: Database) -> list[str]:
    """Chats for which something waits to be sent, whoever stored it, and that can be written to now."""
    with database.reading() as tx:
        return outbox.chats_with_unsent(tx)


def mark_sent(database: Database, messages: Sequence[Outgoing]) -> None:
    with database.transaction() as tx:
        outbox.mark_sent(tx, [message.id for message in messages])


def mark_sent_as(database: Database, message: Outgoing, remote_id: str) -> None:
    """It was sent; the channel will know it by this id when it is to be changed."""
    with database.transaction() as tx:
        outbox.mark_sent_as(tx, message.id, remote_id)


def not_sent_yet(database: Database, message: Outgoing, retry_after: float) -> None:
    """It did not go out: the chat is left alone for as long as the channel wants, or longer each time."""
    with database.transaction() as tx:
        attempts = outbox.count_attempt(tx, message.id)
        wait = retry_after or min(2.0 ** min(attempts, 6) / 2, LONGEST_PAUSE_SECONDS)
        chats.hold(tx, message.chat_id, now() + timedelta(seconds=wait))


def never_sent(database: Database, message: Outgoing, code: str) -> None:
    """The channel will not take this message: it stays stored, and the ones behind it go on."""
    with database.transaction() as tx:
        outbox.give_up(tx, message.id, code)


def closed_messages(database: Database, chat_id: str, numbers: Sequence[int]) -> list[Outgoing]:
    """The bubbles of these numbers, as far as the channel knows them by an id."""
    with database.reading() as tx:
        found = [outbox.get(tx, chat_id, number) for number in numbers]
    return [one for one in found if one is not None and one.remote_id]


def deliverable(tx: Transaction, chat_id: str) -> list[Outgoing]:
    """What waits to be sent to this chat; nothing while it must be left alone."""
    return outbox.deliverable(tx, chat_id)


def channel_of(database: Database, chat_id: str) -> str:
    """The name of the channel that a chat comes by."""
    with database.reading() as tx:
        return chats.place_of(tx, chat_id)[0]


def address_of(database: Database, chat_id: str) -> str:
    """What its channel knows the chat by."""
    with database.reading() as tx:
        return chats.place_of(tx, chat_id)[1]


def language_of(database: Database, chat_id: str) -> str:
    """The language of the chat's participant."""
    with database.reading() as tx:
        chat = chats.get(tx, chat_id)
        return chat.language if chat else "en"


def transcript(database: Database, chat_id: str, limit: int) -> list[Incoming | Outgoing]:
    """The newest messages of both sides, in the order they were stored."""
    with database.reading() as tx:
        both: list[Incoming | Outgoing] = [*inbox.recent(tx, chat_id, limit), *outbox.recent(tx, chat_id, limit)]
    return sorted(both, key=lambda message: message.at)[-limit:]


def buttons_of(body: dict[str, Any]) -> list[Pressed]:
    """The buttons of a stored message: its own, then the script's commands."""
    custom = body.get("custom") or {}
    own = [_as_pressed(button, custom) for button in body.get("buttons") or []]
    commands = [Pressed(one["title"], one["title"], {}, one["name"]) for one in custom.get("commands") or []]
    return own + commands


def _as_pressed(button: dict[str, Any], custom: dict[str, Any]) -> Pressed:
    """In a script the payload is an option's value and counts for one visit only; elsewhere Rasa reads it."""
    if "visit" not in custom:
        return Pressed(button["title"], button["payload"], {})
    metadata = {"option": button["payload"], "visit": custom["visit"]}
    return Pressed(button["title"], button["title"], metadata)


@dataclass(frozen=True)
class _Came:
    """What is to be stored of a person's message. ``said``: their own words, where a button's title is stored.

    ``pressed_of``, ``edited``: see ``Sent``.
    """

    chat_id: str
    key: str
    kind: inbox.Kind
    text: str
    metadata: dict[str, Any]
    said: str
    pressed_of: str | None = None
    edited: bool = False


def _take(
    tx: Transaction, guard: Guard, chat_id: str, key: str, pressed: Pressed, verdict: Verdict, typed: str = ""
) -> Taken:
    metadata = {"payload": pressed.payload, **pressed.metadata}
    came = _Came(chat_id, key, "button", pressed.title, metadata, typed or pressed.title, pressed.of)
    taken = _store(tx, guard, came, verdict)
    if taken.new and not taken.heeded:
        _leave_script(tx, guard, chat_id, taken, pressed.payload)
    return taken


def _store(tx: Transaction, guard: Guard, came: _Came, verdict: Verdict) -> Taken:
    """Store, and act on the verdict: one transaction for both, so that neither is ever there without the other."""
    held = None if verdict.outcome is Outcome.NONE else verdict.outcome.value
    row = inbox.store(tx, came.chat_id, came.key, came.kind, came.text, came.metadata, held=held)
    if not row.new:
        return Taken(row.seq, row.new, row.at, came.text)
    closed = [] if came.edited and held is None else _end_turn(tx, came.chat_id)
    order = str(came.metadata.get("payload") or "").startswith("/")
    heeded = heed(tx, guard, Sent(row.id, came.chat_id, came.said, verdict, order, came.pressed_of, came.edited))
    if heeded.held > verdict.outcome:
        inbox.hold(tx, row.id, heeded.held.value)
    kept = max(heeded.held, verdict.outcome) is not Outcome.NONE
    unsent = deliverable(tx, came.chat_id) if heeded.replied else ()
    return Taken(row.seq, row.new, row.at, came.text, closed, heeded.replied, row.id, kept, unsent)


def _end_turn(tx: Transaction, chat_id: str) -> list[int]:
    """The person has written: what waited for a while to pass is void, and so are the buttons shown before."""
    inbox.cancel_timers(tx, chat_id)
    return outbox.close_keyboards(tx, chat_id)


def answer_here(tx: Transaction, taken: Taken, chat_id: str, bodies: Sequence[dict[str, Any]]) -> None:
    """The gateway answers this message itself: Rasa does not get it."""
    if inbox.close(tx, taken.id):
        outbox.store(tx, chat_id, taken.id, bodies)


def order_instead(tx: Transaction, guard: Guard, chat_id: str, taken: Taken, order: str) -> None:
    """Rasa gets an order, or a word that steers a script, in place of what was typed."""
    inbox.add_metadata(tx, taken.id, payload=order)
    _leave_script(tx, guard, chat_id, taken, order)


def _leave_script(tx: Transaction, guard: Guard, chat_id: str, taken: Taken, order: str) -> None:
    """An order is no answer: a script in progress stands still, and keeps its place for later.

    Orders that are commands of the script (help, a person) are left to it, and so is going on with it.
    """
    if order == RESUME or not order.startswith("/") or guard.commands.read(order):
        return
    chat = chats.get(tx, chat_id)
    if chat and practice.pause_open(tx, chat):
        inbox.add_metadata(tx, taken.id, leaves=True)


def pressed_button(tx: Transaction, chat_id: str, button_id: str) -> Pressed | None:
    """``"12:0"`` is the first button of message 12 of this chat; a message may be named by its id as well.

    Closed keyboards count too: the script knows what is stale.
    """
    name, _, place = button_id.partition(":")
    if len(button_id) > MOST_BUTTON_ID or not place.isdecimal():
        return None
    message = outbox.get(tx, chat_id, int(name)) if name.isdecimal() and len(name) < 20 else None
    message = message or outbox.by_id(tx, chat_id, name)
    buttons = buttons_of(message.body) if message else []
    return replace(buttons[int(place)], of=message.cause) if message and int(place) < len(buttons) else None


def _typed_button(tx: Transaction, chat_id: str, text: str) -> Pressed | None:
    """The button of the newest message that this text names; scripts read their options themselves."""
    newest = outbox.recent(tx, chat_id, 1)
    if not newest or newest[0].closed or "visit" in (newest[0].body.get("custom") or {}):
        return None
    return next((b for b in buttons_of(newest[0].body) if plain(b.title) == plain(text)), None)
