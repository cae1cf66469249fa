"""What every call about incidents needs to know of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.incidents import IncidentRow
from bot.escalation.ladder import thaw
from bot.escalation.schema import Escalation
from bot.escalation.texts import SafetyTexts
from bot.escalation.told import Told, told, told_by


@dataclass(frozen=True)
class Desk:
    """What staff have set down: rota and ladders, texts, and the names of the addresses that can be reached."""

    escalation: Escalation
    texts: SafetyTexts
    connected: frozenset[str] = frozenset()

    def told(self, kind: str, moment: datetime, language: str = "en", *, drill: bool = False, phase: str = "") -> Told:
        """What may truthfully be said of who is told about an incident of this kind in this phase of the program."""
        return told(self.escalation, kind, moment, self.connected, language, drill=drill, phase=phase)

    def told_of(self, incident: IncidentRow, moment: datetime, language: str = "en") -> Told:
        """The same of one that is open, by the ladder that it opened with."""
        climb = thaw(incident.ladder)
        return told_by(climb, self.escalation, moment, self.connected, language, drill=incident.drill)

    def not_connected(self) -> list[str]:
        """What the operator has to know of addresses that the escalation file names and nobody has set up."""
        named = [address for person in self.escalation.people for address in person.channels.values()]
        missing = sorted({*named, *self.escalation.alarms} - self.connected)
        if missing and not self.connected & set(named):
            return ['no address of any staff is set up: NOBODY CAN BE PAGED; see "Paging staff" in docs/operating.md']
        return [f"`{name}` has no address: nobody can be reached by it; see docs/operating.md" for name in missing]
