"""The way up: whom each step tells, and when. An incident keeps the ladder and rota that it opened with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.escalation.rota import on_duty
from bot.escalation.schema import Escalation, Ladder


@dataclass(frozen=True)
class Step:
    """One step at one moment. ``channels`` pairs a person's id with the name of an address."""

    number: int
    due_after_seconds: int
    people: tuple[str, ...]
    channels: tuple[tuple[str, str], ...]


def freeze(escalation: Escalation, kind: str, phase: str = "") -> str:
    """Rota, people and the one ladder of this kind in this phase as text, to be kept with the incident."""
    name = escalation.ladder_name(kind, phase)
    if name not in escalation._frozen:
        ladder = escalation.ladders[name]
        alone = escalation.copy(update={"ladders": {"": ladder}, "kinds": {}, "phases": {}, "alarms": ()})
        escalation._frozen[name] = alone.json(by_alias=True)
    return escalation._frozen[name]


@lru_cache(maxsize=64)
def thaw(text: str) -> Climb:
    """What ``freeze`` kept."""
    escalation = Escalation.parse_raw(text)
    return Climb(escalation, escalation.ladders[""])


@dataclass(frozen=True)
class Climb:
    """A frozen ladder. Steps count from 0 and never end: beyond the last rung it is repeated."""

    escalation: Escalation
    ladder: Ladder

    @property
    def remind_minutes(self) -> float:
        return self.ladder.remind_minutes

    def repeats(self, number: int) -> bool:
        """Whether this step repeats the last rung."""
        return number >= len(self.ladder.rungs)

    def due_after(self, number: int) -> float:
        """Seconds from the page's beginning to this step."""
        rungs = self.ladder.rungs
        again = max(0, number - len(rungs) + 1)
        return (rungs[min(number, len(rungs) - 1)].after + again * self.ladder.repeat_minutes) * 60

    def gap(self, number: int) -> int:
        """Seconds from the step before to this one, at least one."""
        return max(1, round(self.due_after(number) - self.due_after(number - 1)))

    def step(self, number: int, moment: datetime) -> Step:
        """Whom this step tells at the moment: duties are looked up when it is due."""
        rung = self.ladder.rungs[min(number, len(self.ladder.rungs) - 1)]
        people = [person for name in rung.notify for person in on_duty(self.escalation, name, moment)]
        return self._step(number, round(self.due_after(number)), people, rung.by)

    def reminder(self, number: int, owner: str, moment: datetime, *, wider: bool) -> Step:
        """The owner by all their channels; ``wider``, or when the owner is nobody any more, the last rung too."""
        known = [owner] if owner in self.escalation.people_by_id else []
        last = self.step(len(self.ladder.rungs) - 1, moment).people if wider or not known else ()
        return self._step(number, 0, [*known, *last], ())

    def _step(self, number: int, due_after: int, people: list[str], by: tuple[str, ...]) -> Step:
        """Two people who share an address are told by it once; who has none of the sorts wanted is told by all."""
        people = list(dict.fromkeys(people))
        known = self.escalation.people_by_id
        owners: dict[str, str] = {}
        for person in people:
            channels = known[person].channels
            wanted = [channels[sort] for sort in by if sort in channels] or channels.values()
            for address in wanted:
                owners.setdefault(address, person)
        return Step(number, due_after, tuple(people), tuple((person, address) for address, person in owners.items()))
