"""What staff wrote down and wrote to people, and which briefs were looked at before today's sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.db import outbox
from bot.db.database import Transaction
from bot.services import briefs, consent
from bot.services.care import messages, notes
from bot.services.demo import arcs
from bot.services.demo.clock import at
from bot.services.demo.content import Content
from bot.services.demo.meetings import Meeting
from bot.services.demo.people import CAST, Person

NOTED, WRITTEN_TO = (0, 3, 8), (1, 4, 7)
"""Numbers of the people about whom a note was written, and who got a message."""
LOOKS_AHEAD = timedelta(hours=26)
"""Whose session is so near has looked at the brief for it, but for some."""
NOT_YET = (2, 8)
"""Numbers of those."""


def store(
    tx: Transaction,
    content: Content,
    met: Sequence[tuple[Person, Sequence[Meeting]]],
    staff: Mapping[str, str],
    moment: datetime,
) -> None:
    """For the people of the cast alone, by the same services as the app's. ``met``: everybody with their sessions."""
    for person, meetings in met[:CAST]:
        if person.number in NOTED:
            _note(tx, content, person, staff[person.caseload], moment)
        if person.number in WRITTEN_TO:
            _write(tx, content, person, staff[person.caseload], moment)
        if person.number not in NOT_YET and person.course is not arcs.NEW:
            _look(tx, content, person, meetings, moment)


def _note(tx: Transaction, content: Content, person: Person, by: str, moment: datetime) -> None:
    texts = content.bank.private_notes
    with at(moment - timedelta(days=2 + person.number)):
        notes.write_private_note(tx, person.id, by, texts[person.number % len(texts)])


def _write(tx: Transaction, content: Content, person: Person, by: str, moment: datetime) -> None:
    """It has gone out, as far as a chat of the demo leads anywhere."""
    texts = content.bank.messages.to(person.language)
    with at(moment - timedelta(days=1, hours=person.number)):
        messages.send_message(tx, content.voice, person.id, by, texts[person.number % len(texts)])
        outbox.mark_sent(tx, [one.id for one in outbox.unsent(tx, person.chat_id)])


def _look(tx: Transaction, content: Content, person: Person, meetings: Sequence[Meeting], moment: datetime) -> None:
    near = [one for one in meetings if moment < one.starts < moment + LOOKS_AHEAD]
    if near and consent.is_given(tx, person.id):
        with at(moment - timedelta(minutes=90)):
            briefs.look(tx, content.briefs, person.id, near[0].kind)
