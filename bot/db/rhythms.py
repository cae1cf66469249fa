"""When each participant wants to hear from us, where they can be reached, and when they were last heard of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, true, update

from bot.db.database import Transaction
from bot.db.tables import chat, consent, enrolment, inbox, participant

_NO_CHANNELS = ("rasa", "drill")
"""Chats of developers and of drills: nobody reads a reminder there."""
_WANTED = or_(participant.c.synthetic.is_(False), participant.c.wants_reminders.is_(True))
"""Visitors of the local chat page are left alone unless they turned reminders on."""
_CARE = "care_team"
"""The purpose without which nothing is said to who was enrolled."""
_PEOPLES = and_(chat.c.channel.not_in(_NO_CHANNELS), chat.c.left_at.is_(None))
_IN_REACH = and_(_PEOPLES, chat.c.unreachable_since.is_(None))


@dataclass(frozen=True)
class PersonRow:
    """``wants``: on, also where nobody has said so, but never without consent. ``chat_id``: the newest in reach."""

    id: str
    language: str
    synthetic: bool
    wants: bool
    time_zone: str | None
    quiet_from: str | None
    quiet_to: str | None
    reminders_after: datetime | None
    chat_id: str | None
    phase: str


@dataclass(frozen=True)
class LastHeard:
    """``id``: of the newest message, or of the chat where there is none."""

    id: str
    at: datetime


def people(tx: Transaction, participant_id: str | None = None) -> list[PersonRow]:
    """Everybody who may be reminded, or nobody but this one."""
    chats = select(chat.c.participant_id, chat.c.id).where(_IN_REACH).order_by(chat.c.created_at)
    query = select(participant).where(_WANTED)
    if participant_id is not None:
        chats, query = chats.where(chat.c.participant_id == participant_id), query.where(_is(participant_id))
    newest = {row.participant_id: row.id for row in tx.run(chats)}
    agreed = _agreed(tx, participant_id)
    return [_read(row, newest.get(row.id), agreed.get(row.id, True)) for row in tx.run(query)]


def get(tx: Transaction, participant_id: str) -> PersonRow | None:
    """This participant, whether they may be reminded or not; ``chat_id`` is left empty."""
    row = tx.run(select(participant).where(_is(participant_id))).one_or_none()
    return _read(row, None, _agreed(tx, participant_id).get(participant_id, True)) if row else None


def newest_in_reach(tx: Transaction, participant_id: str) -> str | None:
    """The id of their newest chat that can be written to, whether they want reminders or not."""
    theirs = select(chat.c.id).where(and_(_IN_REACH, chat.c.participant_id == participant_id))
    found: str | None = tx.run(theirs.order_by(chat.c.created_at.desc()).limit(1)).scalar_one_or_none()
    return found


def matching(tx: Transaction, beginning: str) -> list[str]:
    """Ids of participants that begin so, two at most: staff may type the first digits only."""
    query = select(participant.c.id).where(participant.c.id.startswith(beginning, autoescape=True))
    return list(tx.run(query.limit(2)).scalars())


def last_heard(tx: Transaction, participant_ids: Collection[str] | None = None) -> dict[str, LastHeard]:
    """Participant to the last thing they sent, or to their first chat; of everybody, or of these.

    Who has left every chat is not in it.
    """
    of_these = true() if participant_ids is None else chat.c.participant_id.in_(participant_ids)
    columns = (chat.c.participant_id, chat.c.id, chat.c.created_at)
    chats = select(*columns).where(_PEOPLES, of_these).order_by(chat.c.created_at)
    heard: dict[str, LastHeard] = {}
    for row in tx.run(chats):
        heard.setdefault(row.participant_id, LastHeard(row.id, row.created_at))
    newest = sorted(tx.run(_newest_messages(of_these)).all(), key=lambda row: row.seq)
    return heard | {
        row.participant_id: LastHeard(row.id, row.received_at) for row in newest if row.participant_id in heard
    }


def set_time_zone(tx: Transaction, participant_id: str, name: str | None) -> None:
    """None: the program's."""
    _set(tx, participant_id, time_zone=name)


def set_quiet_hours(tx: Transaction, participant_id: str, start: str | None, end: str | None) -> None:
    """ "21:00" and "08:00"; None: the program's."""
    _set(tx, participant_id, quiet_from=start, quiet_to=end)


def set_snooze(tx: Transaction, participant_id: str, until: datetime | None) -> None:
    """No reminder before; None: none is held back."""
    _set(tx, participant_id, reminders_after=until)


def _newest_messages(of_these: Any) -> Any:
    """One a chat, those left included; what only time brought (timers) is none. Of each chat one row is looked at."""
    sent = select(inbox.c.seq).where(inbox.c.chat_id == chat.c.id, inbox.c.kind != "timer")
    newest = sent.order_by(inbox.c.seq.desc()).limit(1).correlate(chat).scalar_subquery()
    columns = (chat.c.participant_id, inbox.c.seq, inbox.c.id, inbox.c.received_at)
    return select(*columns).join(inbox, inbox.c.seq == newest).where(of_these)


def _set(tx: Transaction, participant_id: str, **values: Any) -> None:
    tx.run(update(participant).where(_is(participant_id)).values(**values))


def _is(participant_id: str) -> Any:
    return participant.c.id == participant_id


def _agreed(tx: Transaction, participant_id: str | None) -> dict[str, bool]:
    """Whether who was enrolled, or asked, has agreed to their care team's purpose."""
    enrolled = select(enrolment.c.participant_id)
    decided = select(consent.c.participant_id, consent.c.given).where(consent.c.purpose == _CARE)
    if participant_id is not None:
        enrolled = enrolled.where(enrolment.c.participant_id == participant_id)
        decided = decided.where(consent.c.participant_id == participant_id)
    agreed = dict.fromkeys(tx.run(enrolled).scalars(), False)
    return agreed | {row.participant_id: row.given for row in tx.run(decided.order_by(consent.c.seq))}


def _read(row: Any, chat_id: str | None, agreed: bool) -> PersonRow:
    wants = agreed and (row.wants_reminders if row.wants_reminders is not None else not row.synthetic)
    quiet = row.quiet_from, row.quiet_to
    return PersonRow(
        row.id, row.language, row.synthetic, wants, row.time_zone, *quiet, row.reminders_after, chat_id, row.phase
    )
