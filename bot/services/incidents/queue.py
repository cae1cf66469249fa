"""The queue that staff work from: who sees which incident, in which order, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.db import caseloads, incident_events, incident_notes, incidents, notices, participants
from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.incident_events import EventRow
from bot.db.incident_notes import NoteRow
from bot.db.incidents import UNHEARD, IncidentRow
from bot.db.notices import NoticeRow
from bot.escalation.ladder import thaw
from bot.escalation.states import Level, NoNote, State
from bot.services.incidents.steps import existing
from bot.services.staff.rights import Right, Staff, may_see

NOTE_LIMIT = 4000
RESOLVED_SHOWN = 50


@dataclass(frozen=True)
class Queued:
    """One incident as the queue shows it.

    ``name``: of the participant, None where there is none; ``rung``: how far it has climbed, in words; ``owner``: name
    of who has it; ``mine``: whether that is who looks.
    """

    row: IncidentRow
    name: str | None
    synthetic: bool
    rung: str
    owner: str | None
    mine: bool

    @property
    def unheard(self) -> bool:
        """A page that nobody has taken."""
        return self.row.level == Level.PAGE and self.row.state in UNHEARD

    @property
    def climbs_soon(self) -> bool:
        """Whether others are told within the day unless somebody takes it."""
        return self.unheard and self.row.next_at is not None and self.row.next_at < now() + timedelta(days=1)

    @property
    def waits(self) -> bool:
        """A check whose question has no answer yet."""
        return self.row.level == Level.CHECK and self.row.answered is None and self.row.state != State.RESOLVED


def may_see_incident(tx: Transaction, staff: Staff, incident_id: str) -> bool:
    """Of the own caseload, of everybody for a lead, and of whoever the incident's own rota may page."""
    row = incidents.get(tx, incident_id)
    if row is None or not staff.may(Right.INCIDENTS):
        return False
    return _is_for(row, staff) or may_see(tx, staff, row.participant_id)


def open_queue(tx: Transaction, staff: Staff) -> list[Queued]:
    """What is not resolved: pages nobody has taken first, then the rest of the pages, then checks; oldest first."""
    found = _visible(tx, staff, incidents.unresolved(tx))
    return sorted(found, key=lambda one: (not one.unheard, one.row.level != Level.PAGE, one.row.seq))


def resolved(tx: Transaction, staff: Staff, limit: int = RESOLVED_SHOWN) -> list[Queued]:
    """The newest of what is resolved."""
    return _visible(tx, staff, incidents.find(tx, State.RESOLVED.value, limit))


def one(tx: Transaction, staff: Staff, incident_id: str) -> Queued:
    """Raises NotFound."""
    row = existing(tx, incident_id)
    return _queued(row, staff, participants.labels(tx, [row.participant_id]))


def add_note(tx: Transaction, staff: Staff, incident_id: str, text: str) -> None:
    """Raises NotFound, NoNote."""
    row, text = existing(tx, incident_id), text.strip()
    if not text or len(text) > NOTE_LIMIT:
        raise NoNote(f"Write a note of up to {NOTE_LIMIT} characters.")
    incident_notes.add(tx, row.id, staff.id, text)


def notes(tx: Transaction, incident_id: str) -> list[NoteRow]:
    return incident_notes.of_incident(tx, incident_id)


def history_of(tx: Transaction, incident_id: str) -> tuple[list[EventRow], list[NoticeRow]]:
    """What happened to it, and its notices; each in order."""
    return incident_events.of_incident(tx, incident_id), notices.of_incident(tx, incident_id)


def people_of(row: IncidentRow) -> list[tuple[str, str]]:
    """Id and name of everybody whom this incident's rota knows: to whom it can be handed over."""
    return [(person.id, person.name) for person in thaw(row.ladder).escalation.people]


def _visible(tx: Transaction, staff: Staff, rows: Sequence[IncidentRow]) -> list[Queued]:
    if not staff.may(Right.EVERYBODY):
        own = {one.participant_id for one in caseloads.of_staff(tx, staff.id)}
        rows = [row for row in rows if row.participant_id in own or _is_for(row, staff)]
    labels = participants.labels(tx, [row.participant_id for row in rows])
    return [_queued(row, staff, labels) for row in rows]


def _is_for(row: IncidentRow, staff: Staff) -> bool:
    return staff.person is not None and staff.person in thaw(row.ladder).escalation.people_by_id


def _queued(row: IncidentRow, staff: Staff, labels: dict[str, participants.Label]) -> Queued:
    label = labels.get(row.participant_id)
    holder = row.resolved_by or row.acknowledged_by
    known = thaw(row.ladder).escalation.people_by_id.get(holder or "")
    mine = holder is not None and holder == staff.person
    owner = known.name if known else holder
    return Queued(row, label.name if label else None, bool(label and label.synthetic), _rung(row), owner, mine)


def _rung(row: IncidentRow) -> str:
    """ "rung 2 of 3", and "repeating" beyond the last."""
    if row.level != Level.PAGE:
        return "question asked" if row.answered is None else f"answered: {row.answered}"
    climb = thaw(row.ladder)
    rungs, sent = len(climb.ladder.rungs), row.step
    if sent > rungs:
        return f"rung {rungs} of {rungs}, repeating"
    return f"rung {max(sent, 1)} of {rungs}"
