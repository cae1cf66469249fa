"""Whom a therapist looks at, and whether what they practise may be shown. Every other question here begins with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from bot.db import insight_people
from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.insight_people import PersonLine
from bot.logs import Log
from bot.phases import nobody_reads
from bot.schedule.quiet import Rhythm
from bot.schedule.rules import Rules

log = Log("services.insight")


class NoSuchParticipant(LookupError):
    """Nobody has this id."""


class CareConsent(Enum):
    """Where the care team's purpose stands. NOT_ASKED: a synthetic visitor, whom nobody enrolled. OVER: discharged, and
    told that nobody reads any more, whatever they agreed to before."""

    GIVEN = "given"
    REFUSED = "refused"
    OPEN = "open"
    NOT_ASKED = "not_asked"
    OVER = "over"


@dataclass(frozen=True)
class Person:
    """One participant as looked at. While ``may_be_read`` is False, questions about practice are answered by nothing.

    Incidents and when somebody was last heard of are shown all the same.
    """

    id: str
    language: str
    synthetic: bool
    consent: CareConsent
    rhythm: Rhythm

    @property
    def may_be_read(self) -> bool:
        return self.consent in (CareConsent.GIVEN, CareConsent.NOT_ASKED)


def look_at(tx: Transaction, rules: Rules, participant_id: str) -> Person:
    """This participant. Raises NoSuchParticipant."""
    found = look_at_all(tx, rules, [participant_id])
    if not found:
        raise NoSuchParticipant(participant_id)
    return found[participant_id]


def look_at_all(tx: Transaction, rules: Rules, participant_ids: Collection[str]) -> dict[str, Person]:
    """Those of these that there are, by id; one query."""
    lines = insight_people.people(tx, participant_ids)
    return {line.id: _person(rules, line) for line in lines.values()}


def _person(rules: Rules, line: PersonLine) -> Person:
    return Person(line.id, line.language, line.synthetic, _consent(line), _rhythm(rules, line))


def _consent(line: PersonLine) -> CareConsent:
    """Who was enrolled, or is no visitor of the local chat page, has to have agreed."""
    if nobody_reads(line.discharged_at, line.aftercare_until, now()):
        return CareConsent.OVER
    if line.agreed is not None:
        return CareConsent.GIVEN if line.agreed else CareConsent.REFUSED
    return CareConsent.NOT_ASKED if line.synthetic and not line.enrolled else CareConsent.OPEN


def _rhythm(rules: Rules, line: PersonLine) -> Rhythm:
    """A time zone that this machine does not know must not keep staff from a page."""
    try:
        return rules.rhythm(line.time_zone, line.quiet_from, line.quiet_to)
    except ValueError as error:
        log.error("rhythm_unreadable", error=error, participant=line.id)
        return rules.rhythm(None, None, None)
