"""Puts one person's runs in a row: none begins before the one before it has had its last reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from random import Random

from bot.db.runs import LIVE
from bot.services.demo.people import Person
from bot.services.demo.walking import Walk
from bot.services.demo.walks import Walks
from bot.services.demo.weeks import Occasion

BETWEEN = timedelta(seconds=70)
"""From the last reply of a run to the next one at the earliest."""
ABANDONED = "abandoned"


@dataclass(frozen=True)
class Planned:
    """One run of one person. ``abandoned``: when something else was begun while it was still live."""

    person: Person
    occasion: Occasion
    walk: Walk
    started: datetime
    abandoned: datetime | None = None

    @property
    def last(self) -> datetime:
        """When the last reply came."""
        return self.started + timedelta(seconds=self.walk.seconds)

    @property
    def status(self) -> str:
        return ABANDONED if self.abandoned else self.walk.status

    @property
    def ended(self) -> datetime | None:
        return self.abandoned or (None if self.walk.status in LIVE else self.last)


def plan(person: Person, occasions: Sequence[Occasion], walks: Walks, rng: Random, moment: datetime) -> list[Planned]:
    """In order of time; what would not be over by ``moment`` is left out."""
    found: list[Planned] = []
    for one in sorted(occasions, key=lambda one: one.at):
        started = max(one.at, found[-1].last + BETWEEN) if found else one.at
        planned = Planned(person, one, walks.of(one.script_id, person.language, one.wish, rng), started)
        if planned.last < moment:
            found.append(planned)
    return settled(found)


def settled(runs: Sequence[Planned]) -> list[Planned]:
    """What is live when the next one begins is abandoned then; at most the last one stays live."""
    following = zip_longest(runs, [one.started for one in runs[1:]])
    return [replace(one, abandoned=at) if at is not None and one.walk.status in LIVE else one for one, at in following]
