"""Everything that is stored of one participant, opened, as plain rows for an export."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from bot.db.database import Transaction
from bot.db.staff_tables import brief_view, caseload, group_member, staff_message, therapy_group
from bot.db.tables import (
    answer,
    assignment,
    chat,
    consent,
    enrolment,
    inbox,
    incident,
    outbox,
    participant,
    reminder,
    run,
    session,
)

Row = dict[str, Any]
_SEALED: dict[Any, tuple[str, ...]] = {
    participant: ("name", "cautions"),
    chat: ("address",),
    inbox: ("body",),
    outbox: ("body",),
    run: ("state", "tags"),
    answer: ("body",),
    staff_message: ("body",),
    therapy_group: ("name",),
}
_PLAIN = ("participant.name", "chat.address", "staff_message.body", "therapy_group.name")
"""Sealed as they are; the others are sealed JSON."""


def person(tx: Transaction, participant_id: str) -> Row:
    return _rows(tx, participant, participant.c.id == participant_id)[0]


def chats_of(tx: Transaction, participant_id: str) -> list[Row]:
    return _rows(tx, chat, chat.c.participant_id == participant_id)


def received(tx: Transaction, chat_id: str) -> list[Row]:
    """What the person sent, timers left out."""
    return [row for row in _rows(tx, inbox, inbox.c.chat_id == chat_id) if row["kind"] != "timer"]


def said(tx: Transaction, chat_id: str) -> list[Row]:
    return _rows(tx, outbox, outbox.c.chat_id == chat_id)


def runs_of(tx: Transaction, participant_id: str) -> list[Row]:
    return _rows(tx, run, run.c.participant_id == participant_id)


def answers_of(tx: Transaction, run_id: str) -> list[Row]:
    return _rows(tx, answer, answer.c.run_id == run_id)


def others_of(tx: Transaction, participant_id: str) -> dict[str, list[Row]]:
    """The rows that hold nothing sealed, or nothing sealed of the person's own, by table."""
    tables = (consent, session, assignment, reminder, enrolment, incident, brief_view)
    return {table.name: _rows(tx, table, table.c.participant_id == participant_id) for table in tables}


def messages_of_staff(tx: Transaction, participant_id: str) -> list[Row]:
    """What named people of staff wrote to them. What staff wrote *about* them (private notes) is not theirs."""
    return _rows(tx, staff_message, staff_message.c.participant_id == participant_id)


def caseloads_of(tx: Transaction, participant_id: str) -> list[Row]:
    """Who has looked after them, from when until when."""
    return _rows(tx, caseload, caseload.c.participant_id == participant_id)


def groups_of(tx: Transaction, participant_id: str) -> list[Row]:
    """The groups that they are in; ``joined_at``: since when."""
    memberships = _rows(tx, group_member, group_member.c.participant_id == participant_id)
    joined = {row["group_id"]: row["made_at"] for row in memberships}
    return [{**row, "joined_at": joined[row["id"]]} for row in _rows(tx, therapy_group, therapy_group.c.id.in_(joined))]


def _rows(tx: Transaction, table: Any, where: Any) -> list[Row]:
    order = table.c.seq if "seq" in table.c else next(c for c in table.c if c.name in ("created_at", "made_at"))
    return [_opened(tx, table, row) for row in tx.run(select(table).where(where).order_by(order)).all()]


def _opened(tx: Transaction, table: Any, row: Any) -> Row:
    opened = dict(row._mapping)
    for name in _SEALED.get(table, ()):
        column = f"{table.name}.{name}"
        text = None if opened[name] is None else tx.keys.unseal(opened[name], column, row.id)
        opened[name] = text if text is None or column in _PLAIN else json.loads(text)
    return opened
