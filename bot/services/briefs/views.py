"""Who sees what of a brief: the participant first and all of it, then staff, without what is held back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from bot.db import brief_views, consents, participants
from bot.db.brief_views import BriefViewRow
from bot.db.database import Transaction
from bot.db.ids import now
from bot.phases import nobody_reads
from bot.services.briefs.assembly import contents
from bot.services.briefs.items import Item, SessionKind
from bot.services.briefs.material import Material, gather
from bot.services.briefs.period import Period, period_of
from bot.services.briefs.sources import Sources
from bot.services.chat_words import Purpose


class Shown(str, Enum):
    """Why staff see a brief, or do not."""

    SEEN = "seen"
    NOT_SEEN = "not_seen"
    NO_CONSENT = "no_consent"
    OVER = "over"


@dataclass(frozen=True)
class StaffBrief:
    """A brief as staff may see it: as the participant saw it at ``seen_at``, without what they hold back.

    Unless ``shown`` is SEEN there is nothing in it. ``held_back``: how many items. ``newer``: how many have come up or
    changed since the participant looked. ``kept``: how many prepared answers they keep to themselves.
    ``family_closed``: they did not agree that practice comes up in family sessions, so only prepared answers are in it.
    """

    participant_id: str
    kind: SessionKind
    since: datetime
    shown: Shown
    seen_at: datetime | None = None
    items: tuple[Item, ...] = ()
    held_back: int = 0
    newer: int = 0
    kept: int = 0
    family_closed: bool = False


@dataclass(frozen=True)
class OwnBrief:
    """A brief as its participant sees it. ``consented``: whether staff may see any of it."""

    period: Period
    items: tuple[Item, ...]
    held_back: frozenset[str]
    kept: int
    family_closed: bool
    consented: bool


def brief_for_staff(
    tx: Transaction, sources: Sources, participant_id: str, kind: SessionKind, at: datetime | None = None
) -> StaffBrief:
    """``at``: the brief that was the current one at that moment, such as a past session's start; None: now's.

    Raises LookupError when there is no such participant. Who may ask, and that it is audited, is the caller's.
    """
    period = period_of(tx, sources, participant_id, kind, at)
    if _is_over(tx, participant_id):
        return StaffBrief(participant_id, kind, period.since, Shown.OVER)
    agreed = _agreed(tx, participant_id)
    view = brief_views.get(tx, participant_id, kind, period.since)
    if Purpose.CARE_TEAM not in agreed or view is None:
        shown = Shown.NOT_SEEN if Purpose.CARE_TEAM in agreed else Shown.NO_CONSENT
        return StaffBrief(participant_id, kind, period.since, shown)
    return _as_seen(gather(tx, sources, period), view, _closed(kind, agreed))


def look(tx: Transaction, sources: Sources, participant_id: str, kind: SessionKind) -> OwnBrief:
    """The participant looks at it now; what is in it staff may see from here on. Raises LookupError."""
    period = period_of(tx, sources, participant_id, kind)
    view = brief_views.mark_seen(tx, participant_id, kind, period.since, period.until)
    return _own(tx, sources, period, view)


def hold_back(
    tx: Transaction, sources: Sources, participant_id: str, kind: SessionKind, since: datetime, key: str, *, held: bool
) -> OwnBrief | None:
    """Hold an item back, or show it again; returns the brief as it was looked at, with what is held back now.

    None, and nothing changes, where this is no brief of now (its session has taken place, or it was never looked at)
    or nothing in it has this key. Raises LookupError.
    """
    seen = looked_at(tx, sources, participant_id, kind, since)
    if seen is None or key not in [item.key for item in seen.items]:
        return None
    view = brief_views.get(tx, participant_id, kind, since)
    assert view is not None, "it was looked at"
    brief_views.set_held_back(tx, view.id, view.held_back | {key} if held else view.held_back - {key})
    return replace(seen, held_back=seen.held_back | {key} if held else seen.held_back - {key})


def looked_at(
    tx: Transaction, sources: Sources, participant_id: str, kind: SessionKind, since: datetime
) -> OwnBrief | None:
    """The brief as the participant last saw it; None where it is over or was never looked at. Raises LookupError."""
    period = period_of(tx, sources, participant_id, kind)
    view = brief_views.get(tx, participant_id, kind, period.since) if period.since == since else None
    return _own(tx, sources, period, view) if view else None


def _own(tx: Transaction, sources: Sources, period: Period, view: BriefViewRow) -> OwnBrief:
    agreed = _agreed(tx, period.participant_id)
    closed = _closed(period.kind, agreed)
    seen = contents(gather(tx, sources, period), view.seen_at, practice_too=not closed)
    held_back = view.held_back & {item.key for item in seen.items}
    return OwnBrief(period, seen.items, held_back, seen.kept, closed, Purpose.CARE_TEAM in agreed)


def _as_seen(material: Material, view: BriefViewRow, closed: bool) -> StaffBrief:
    """What has changed meanwhile is only counted, and what is held back is not counted twice."""
    period = material.period
    seen = contents(material, view.seen_at, practice_too=not closed)
    current = contents(material, period.until, practice_too=not closed)
    open_items = tuple(item for item in seen.items if item.key not in view.held_back)
    newer = [item for item in current.items if item not in seen.items and item.key not in view.held_back]
    return StaffBrief(
        period.participant_id,
        period.kind,
        period.since,
        Shown.SEEN,
        view.seen_at,
        open_items,
        held_back=len(seen.items) - len(open_items),
        newer=len(newer),
        kept=seen.kept,
        family_closed=closed,
    )


def _is_over(tx: Transaction, participant_id: str) -> bool:
    person = participants.get(tx, participant_id)
    return person is not None and nobody_reads(person.discharged_at, person.aftercare_until, now())


def _agreed(tx: Transaction, participant_id: str) -> frozenset[Purpose]:
    decided = consents.latest(tx, participant_id)
    return frozenset(purpose for purpose in Purpose if purpose.value in decided and decided[purpose.value].given)


def _closed(kind: SessionKind, agreed: frozenset[Purpose]) -> bool:
    return kind == "family" and Purpose.FAMILY not in agreed
