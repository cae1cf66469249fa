"""Deletes everything that belongs to one participant. What stays names nobody: ids, times, states."""

from __future__ import annotations

from sqlalchemy import and_, delete, exists, func, select, update

from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.staff_tables import brief_view, caseload, group_member, private_note, staff_message
from bot.db.tables import (
    action_result,
    answer,
    assignment,
    chat,
    consent,
    enrolment,
    enrolment_attempt,
    inbox,
    incident,
    outbox,
    participant,
    reminder,
    run,
    screening,
    session,
    telegram_update,
    tracker,
)
from bot.phases import Phase

_BY_CHAT = (telegram_update, outbox, inbox)
_BY_PARTICIPANT = (
    *(enrolment, run, consent, session, assignment),
    *(private_note, staff_message, brief_view, group_member),
)
"""In this order: what points to a row goes before the row."""
STAFF_LINE = "staff_erased"
"""The kind of the line by which staff learn of an erasure; it is kept with those that tell of silence."""
_UNRESOLVED = and_(incident.c.resolved_at.is_(None), incident.c.drill.is_(False))


def erase_words(tx: Transaction, participant_id: str) -> None:
    """Delete all rows of this participant, what staff wrote of them too; leave their chats, so that nobody is known by
    their address. Incidents and legal holds stay, with what staff noted there.
    """
    chat_ids = select(chat.c.id).where(chat.c.participant_id == participant_id)
    messages = select(inbox.c.id).where(inbox.c.chat_id.in_(chat_ids))
    runs = select(run.c.id).where(run.c.participant_id == participant_id)
    addresses = select(chat.c.address_index).where(chat.c.participant_id == participant_id)
    tx.run(delete(screening).where(screening.c.message_id.in_(messages)))
    tx.run(delete(action_result).where(action_result.c.message_id.in_(messages)))
    tx.run(delete(tracker).where(tracker.c.sender_id.in_(chat_ids)))
    tx.run(delete(answer).where(answer.c.run_id.in_(runs)))
    tx.run(delete(enrolment_attempt).where(enrolment_attempt.c.address_index.in_(addresses)))
    for table in _BY_CHAT:
        tx.run(delete(table).where(table.c.chat_id.in_(chat_ids)))
    for table in _BY_PARTICIPANT:
        tx.run(delete(table).where(table.c.participant_id == participant_id))
    told = and_(reminder.c.participant_id == participant_id, reminder.c.kind != STAFF_LINE)
    tx.run(delete(reminder).where(told))
    _let_go(tx, participant_id)


def forget(tx: Transaction, participant_id: str) -> None:
    """Delete who it was: name and addresses, who looked after them, and what was said since the words were erased."""
    erase_words(tx, participant_id)
    tx.run(delete(caseload).where(caseload.c.participant_id == participant_id))
    for chat_id in tx.run(select(chat.c.id).where(chat.c.participant_id == participant_id)).scalars().all():
        nothing = tx.keys.seal("", "chat.address", chat_id)
        tx.run(update(chat).where(chat.c.id == chat_id).values(address=nothing))
    own = {"name": None, "time_zone": None, "quiet_from": None, "quiet_to": None, "wants_reminders": None}
    gone = {**own, "reminders_after": None, "forgotten_at": now()}
    tx.run(update(participant).where(participant.c.id == participant_id).values(**gone))


def unresolved(tx: Transaction, participant_id: str) -> list[str]:
    """Ids of this participant's incidents that staff have not resolved; drills left out."""
    theirs = and_(incident.c.participant_id == participant_id, _UNRESOLVED)
    return list(tx.run(select(incident.c.id).where(theirs).order_by(incident.c.seq)).scalars())


def to_forget(tx: Transaction) -> list[str]:
    """Participants whose words are erased and for whom no incident is open any more."""
    has_open = exists().where(and_(incident.c.participant_id == participant.c.id, _UNRESOLVED))
    waiting = and_(participant.c.erased_at.is_not(None), participant.c.forgotten_at.is_(None), ~has_open)
    return list(tx.run(select(participant.c.id).where(waiting)).scalars())


def _let_go(tx: Transaction, participant_id: str) -> None:
    """Their addresses lead to nobody, and nobody asks later how they are."""
    for chat_id in tx.run(select(chat.c.id).where(chat.c.participant_id == participant_id)).scalars().all():
        left = {"left_at": func.coalesce(chat.c.left_at, now()), "address_index": tx.keys.index(f"left:{chat_id}")}
        tx.run(update(chat).where(chat.c.id == chat_id).values(**left))
    theirs = incident.c.participant_id == participant_id
    tx.run(update(incident).where(theirs).values(follow_up_at=None))
    marked = {"erased_at": func.coalesce(participant.c.erased_at, now()), "cautions": None, "phase": Phase.IOP.value}
    out = {"discharged_at": None, "aftercare_until": None}
    tx.run(update(participant).where(participant.c.id == participant_id).values(**marked, **out))
