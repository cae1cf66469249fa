"""Makes the demo: people, their weeks, and what staff had to do with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil

from bot.db import bulk, runs
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.services.demo import arcs, correspondence, crises, meetings, refusing
from bot.services.demo.chance import chance
from bot.services.demo.content import Content
from bot.services.demo.crises import Story
from bot.services.demo.meetings import Meeting, Task
from bot.services.demo.people import CAST, Person, cast, store
from bot.services.demo.planning import Planned, plan, settled
from bot.services.demo.rows import Log
from bot.services.demo.silence import silent
from bot.services.demo.staff import hire
from bot.services.demo.walking import LEAVE, Wish
from bot.services.demo.walks import Walks
from bot.services.demo.weeks import CHECK_IN, MOST_A_DAY, USUAL_A_DAY, Habits, Occasion, Weeks

BATCH = 2000
"""Runs that one transaction stores: about a second, within which a running gateway waits for its turn."""
WALK_EACH = 1500
"""Up to so many runs each is walked by itself."""
USUAL_RUNS = 30
"""About how many runs the weeks of one person hold."""
IN_THE_MIDDLE = 10
"""The number of the person whose newest run still waits for an answer."""
MOST = 0
"""The number of the person who has a tenth of all runs, where a number of runs is asked for."""


@dataclass(frozen=True)
class Wanted:
    """``now``: when the demo is, None: at present. ``runs``: filled up to so many by older ones, None: not at all."""

    seed: int = 1
    now: datetime | None = None
    participants: int = CAST
    weeks: int = 3
    runs: int | None = None


@dataclass(frozen=True)
class Demo:
    """What was made. ``staff``: key ("lee", "sam", "kim", "alex", "robin") to id. ``incidents``: story to id."""

    now: datetime
    people: tuple[Person, ...]
    staff: Mapping[str, str]
    incidents: Mapping[str, str]
    runs: int

    def person(self, name: str) -> Person:
        """By their name, or how it begins: "Ana"."""
        return next(one for one in self.people if one.name.startswith(name))


@dataclass(frozen=True)
class _Life:
    """One person's plan. ``habits`` and the random numbers go on with what came before the weeks."""

    person: Person
    weeks: Weeks
    meetings: list[Meeting]
    tasks: list[Task]
    runs: list[Planned] = field(default_factory=list)


def make(database: Database, content: Content, wanted: Wanted = Wanted(), *, beside: bool = False) -> Demo:
    """Store all of it, in several transactions: what breaks off is taken out again by ``remove``.

    Raises:
        HoldsPeople, HoldsDemo: nothing was stored.
        DatabaseUnavailable: take out with ``remove`` what has been stored.
    """
    moment = wanted.now or now()
    with database.reading() as tx:
        refusing.check(tx, beside=beside)
    walks = Walks(content, again=_many(wanted))
    lives = _with_older(_lives(content, wanted, walks, moment), wanted, walks, moment)
    everybody = [life.person for life in lives]
    with database.transaction() as tx:
        refusing.check(tx, beside=beside)
        for script in content.library.scripts.values():
            runs.keep_version(tx, script.id, script.version, script.json())
        store(tx, content, everybody, moment)
        _store_calendar(tx, lives, wanted.seed)
    with database.transaction() as tx:
        staff = hire(tx, content, everybody, moment)
    told = crises.stories(content, everybody, [life.runs for life in lives], moment)
    found = _store_log(database, content, wanted.seed, [one for life in lives for one in life.runs], told)
    with database.transaction() as tx:
        correspondence.store(tx, content, [(life.person, life.meetings) for life in lives], staff, moment)
    return Demo(moment, tuple(everybody), staff, found, sum(len(life.runs) for life in lives))


def _many(wanted: Wanted) -> bool:
    return max(wanted.participants * USUAL_RUNS, wanted.runs or 0) > WALK_EACH


def _lives(content: Content, wanted: Wanted, walks: Walks, moment: datetime) -> list[_Life]:
    first = moment - timedelta(weeks=wanted.weeks)
    people = cast(content, wanted.participants, wanted.seed, first, moment)
    return [_life(content, wanted, one, walks, moment) for one in people]


def _life(content: Content, wanted: Wanted, person: Person, walks: Walks, moment: datetime) -> _Life:
    rng = chance(wanted.seed, "weeks", person.number)
    suited = content.library.without({one.value for one in person.cautions})
    weeks = Weeks(person, content.rules, Habits(suited, rng), rng, moment, wanted.weeks)
    met = meetings.meetings_of(person, content.rules, wanted.weeks, moment)
    tasks = meetings.tasks_of(person, suited.scripts, rng, moment)
    occasions = weeks.natural(met, tasks)
    if person.number == crises.DISTRESSED:
        occasions.append(Occasion(moment - timedelta(days=6, hours=2), CHECK_IN, "own", crises.very_distressed()))
    if person.number == IN_THE_MIDDLE:
        occasions.append(Occasion(moment - timedelta(minutes=50), CHECK_IN, "own", Wish(ending=LEAVE)))
    return _Life(person, weeks, met, tasks, plan(person, occasions, walks, rng, moment))


def _with_older(lives: list[_Life], wanted: Wanted, walks: Walks, moment: datetime) -> list[_Life]:
    """The same people with a longer past, so that there are as many runs as wanted."""
    missing = (wanted.runs or 0) - sum(len(life.runs) for life in lives)
    if missing <= 0:
        return lives
    counts = _older_counts(lives, missing, (wanted.runs or 0) // 10)
    return [_longer(life, counts[life.person.number], walks, moment) for life in lives]


def _older_counts(lives: list[_Life], missing: int, most: int) -> dict[int, int]:
    """Person's number to how many older runs: a tenth of all for one, the rest alike for all who are not new."""
    counts = {life.person.number: 0 for life in lives}
    counts[MOST] = min(missing, max(0, most - len(lives[MOST].runs)))
    others = [one.person.number for one in lives if one.person.course is not arcs.NEW and one.person.number != MOST]
    if not others:
        return {**counts, MOST: missing}
    each, left = divmod(missing - counts[MOST], len(others))
    return {**counts, **{number: each + (place < left) for place, number in enumerate(others)}}


def _longer(life: _Life, count: int, walks: Walks, moment: datetime) -> _Life:
    if not count:
        return life
    most = life.person.number == MOST
    occasions = life.weeks.older(count, most)
    days = ceil(count / (MOST_A_DAY if most else USUAL_A_DAY)) + 1
    person = replace(life.person, joined=life.person.joined - timedelta(days=days))
    older = plan(person, occasions, walks, life.weeks.rng, moment)
    return replace(life, person=person, runs=settled([*older, *life.runs]))


def _store_calendar(tx: Transaction, lives: list[_Life], seed: int) -> None:
    rng = chance(seed, "calendar")
    bulk.add(tx, "session", [row for one in lives for row in meetings.session_rows(one.person, one.meetings, rng)])
    bulk.add(tx, "assignment", [row for one in lives for row in meetings.assignment_rows(one.person, one.tasks, rng)])


def _store_log(
    database: Database, content: Content, seed: int, planned: list[Planned], told: Sequence[Story]
) -> dict[str, str]:
    """All in order of time, as it would have come: runs in batches, each incident by itself; returns its id by name."""
    log, guard = Log(content, chance(seed, "log")), replace(content.guard, desk=silent(content.guard.desk))
    in_order = sorted(planned, key=lambda one: (one.started, one.person.number))
    found = {}
    place = 0
    for story in told:
        upto = next((at for at in range(place, len(in_order)) if in_order[at].started > story.begins), len(in_order))
        _store_runs(database, log, in_order[place:upto])
        place = upto
        with database.transaction() as tx:
            found[story.name] = crises.play(tx, content, guard, story).id
    _store_runs(database, log, in_order[place:])
    return found


def _store_runs(database: Database, log: Log, planned: Sequence[Planned]) -> None:
    for batch in _batches(planned):
        with database.transaction() as tx:
            log.store(tx, batch)


def _batches(planned: Sequence[Planned]) -> Iterator[Sequence[Planned]]:
    for start in range(0, len(planned), BATCH):
        yield planned[start : start + BATCH]
