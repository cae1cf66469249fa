"""Messages to a participant: what a named person of staff writes, delivered in the participant's chat.

What staff write for themselves is ``notes``; the two share neither a type nor a function.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.db import chats, outbox, rhythms, staff, staff_messages
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.db.staff import StaffRow
from bot.db.staff_messages import StaffMessageRow
from bot.scripts.words import Words
from bot.services import consent, incidents
from bot.services.care.faults import CareFault, existing, written
from bot.services.care.words import CareVoice

LONGEST_MESSAGE = 1_000
PAGE = 25


@dataclass(frozen=True)
class StaffMessage:
    """``state``: "waiting" until it has left for the chat; "failed" when it never will, ``failed`` says why."""

    id: str
    author: str
    text: str
    made_at: datetime
    state: Literal["waiting", "sent", "failed"]
    sent_at: datetime | None
    failed: str | None


def send_message(tx: Transaction, voice: CareVoice, participant_id: str, by: str, text: str) -> str:
    """Store a message and what is said in the participant's newest chat in reach; returns its id.

    The gateway delivers it within moments. It names who writes, and says once that answers are not read at once and
    whom to call.

    Args:
        by: the id of who writes it; of a clinical role.

    Raises:
        CareFault: empty, more than LONGEST_MESSAGE letters, no consent, nobody can be reached, or the participant was
            just asked whether they are in danger: a "no" to this message would be taken for the answer to that.
    """
    person = existing(tx, participant_id)
    text = written(text, LONGEST_MESSAGE, "The message")
    author = staff.get(tx, by)
    role = _role(voice, author)
    _refuse_without_consent(tx, person.id)
    chat = _chat_in_reach(tx, person.id)
    _refuse_while_asked(tx, person.id)
    assert author is not None, "who has no account has no role"
    message_id = staff_messages.add(tx, person.id, author.id, text)
    words, language = voice.words.message, chat.language
    said = voice.body(words.text, language, name=author.name, role=role.to(language), text=text)
    outbox.store(tx, chat.id, staff_messages.CAUSE + message_id, [said, voice.body(words.after, language)])
    return message_id


def messages_to(tx: Transaction, participant_id: str, *, limit: int = PAGE, skip: int = 0) -> list[StaffMessage]:
    """Newest first, and whether each was sent."""
    names = staff.names(tx)
    rows = staff_messages.of_participant(tx, participant_id, limit, skip)
    return [_message(row, names[row.staff_id]) for row in rows]


def count_messages(tx: Transaction, participant_id: str) -> int:
    return staff_messages.count(tx, participant_id)


def _role(voice: CareVoice, author: StaffRow | None) -> Words:
    role: Words | None = getattr(voice.words.message.roles, author.role, None) if author else None
    if role is None:
        raise CareFault("Only therapists and clinical leads write to participants.")
    return role


def _refuse_without_consent(tx: Transaction, participant_id: str) -> None:
    if not consent.is_given(tx, participant_id):
        raise CareFault("They have not agreed to their care team's part in this chat; nothing is sent without it.")


def _chat_in_reach(tx: Transaction, participant_id: str) -> Chat:
    chat_id = rhythms.newest_in_reach(tx, participant_id)
    chat = chats.get(tx, chat_id) if chat_id else None
    if chat is None:
        raise CareFault("They cannot be reached here: they have left the chat or blocked it. Call them instead.")
    return chat


def _refuse_while_asked(tx: Transaction, participant_id: str) -> None:
    if any(incidents.open_question(tx, chat_id) for chat_id in chats.of_participant(tx, participant_id)):
        raise CareFault(
            'They have just been asked whether they are in danger, and a "no" to your message would count as their '
            "answer. Call them, or send it in a few minutes."
        )


def _message(row: StaffMessageRow, author: str) -> StaffMessage:
    state: Literal["waiting", "sent", "failed"] = "sent" if row.sent_at else "failed" if row.failed else "waiting"
    return StaffMessage(row.id, author, row.text, row.made_at, state, row.sent_at, row.failed)
