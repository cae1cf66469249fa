"""What somebody practises when: check-ins, what was assigned, exercises of their own, and what belongs to sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from bot.db.runs import Origin
from bot.schedule.occasions import DAYS
from bot.schedule.rules import Rules
from bot.schedule.walls import moment_of, wall_of
from bot.scripts.library import Library
from bot.services.demo.arcs import MOST_DISTRESS
from bot.services.demo.meetings import Meeting, Task
from bot.services.demo.people import Person
from bot.services.demo.walking import FINISH, LEAVE, STOP, Wish

CHECK_IN, AFTER = "mood_check_in", "after_session"
TRIGGERS = ("work", "family", "money", "body", "memory", "conflict", "alone", "unknown")
NEEDS = ("anxiety", "low_mood", "tension", "racing_thoughts", "anger", "shame", "overwhelm", "urge")
FINE = "fine"
FAVOURITES = 5
MOST_EASED = 4
MOST_RISEN = 2
"""Points of distress; a rise of three pages staff."""
USUAL_A_DAY, MOST_A_DAY = 3, 12
"""Older runs, where there are to be many: by most people, and by the one who has the most."""
WAKING = (time(8), 14 * 60)
"""From when, and for how many minutes."""


@dataclass(frozen=True)
class Occasion:
    """One run to come, if nothing is under way at that moment."""

    at: datetime
    script_id: str
    origin: Origin
    wish: Wish


@dataclass
class Habits:
    """What helps this person, what upsets them, and which exercises they like. Stays the same over the weeks."""

    library: Library
    rng: Random
    liked: list[str] = field(init=False)
    triggers: list[str] = field(init=False)
    needs: list[str] = field(init=False)
    eases: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        exercises = sorted(one.id for one in self.library.scripts.values() if one.kind == "exercise")
        self.liked = self.rng.sample(exercises, min(FAVOURITES, len(exercises)))
        self.triggers, self.needs = self.rng.sample(TRIGGERS, 3), self.rng.sample(NEEDS, 3)
        self.eases = {name: self.rng.choice((0, 1, 1, 2, 3)) for name in exercises}

    def exercise(self, need: str) -> str:
        """One of the liked that suits the need, else any of them."""
        fitting = [name for name in self.liked if need in [one.value for one in self.library.scripts[name].helps_with]]
        return self.rng.choice(fitting or self.liked)


@dataclass
class Weeks:
    """One person's occasions, in order of time."""

    person: Person
    rules: Rules
    habits: Habits
    rng: Random
    moment: datetime
    weeks: int

    @property
    def first(self) -> datetime:
        """When the weeks begin for this person."""
        return max(self.person.joined, self.moment - timedelta(weeks=self.weeks))

    def natural(self, meetings: Sequence[Meeting], tasks: Sequence[Task]) -> list[Occasion]:
        """All of the weeks up to now, until the day they went quiet."""
        today = self._day(self.moment)
        length = (today - self._day(self.first)).days
        days = (today - timedelta(days=ago) for ago in range(length, -1, -1))
        found = [one for day in days for one in (*self._daily(day), *self._assigned(day, tasks))]
        found += [one for meeting in meetings for one in self._around(meeting, today)]
        found += self._measured(tasks, today)
        end = self.moment - timedelta(days=self.person.course.quiet)
        return sorted((one for one in found if self.first < one.at < end), key=lambda one: one.at)

    def older(self, count: int, most: bool) -> list[Occasion]:
        """So many runs before the weeks begin, for large data. ``most``: many of them a day."""
        a_day = MOST_A_DAY if most else USUAL_A_DAY
        slot = WAKING[1] // a_day
        last = self._day(self.first) - timedelta(days=1)
        places = [(last - timedelta(days=number // a_day), number % a_day * slot) for number in range(count)]
        return [
            self._older(self._at(day, WAKING[0], minute + self.rng.randint(0, slot // 3)))
            for day, minute in sorted(places)
        ]

    def _older(self, at: datetime) -> Occasion:
        sort = self.rng.random()
        if sort < 0.35:
            return self._check_in(at)
        if sort < 0.85:
            return self._exercise(at, "own")
        kind = self.rng.choice(("group", "individual"))
        return self._words(at, self.rules.session_prep.scripts[kind] if sort < 0.95 else AFTER)  # type: ignore[index]

    def _daily(self, day: date) -> Iterator[Occasion]:
        course, rng = self.person.course, self.rng
        if rng.random() < course.check_in:
            checked = self._check_in(self._at(day, time(8) if rng.random() < 0.4 else time(19), rng.randint(0, 110)))
            yield checked
            if checked.wish.need != FINE and rng.random() < 0.4:
                at = checked.at + timedelta(minutes=rng.randint(5, 9))
                yield self._exercise(at, "suggested", self.habits.exercise(checked.wish.need))
        if rng.random() < course.own:
            yield self._exercise(self._at(day, time(9), rng.randint(0, 12 * 60)), "own")

    def _assigned(self, day: date, tasks: Sequence[Task]) -> Iterator[Occasion]:
        for task in tasks:
            if task.script_id not in self.habits.eases:
                continue
            at = self._at(day, task.at, self.rng.randint(2, 75))
            if (
                DAYS[day.weekday()] in task.days
                and self.rng.random() < self.person.course.adherence
                and task.stands(at)
            ):
                yield self._exercise(at, "assigned", task.script_id)

    def _measured(self, tasks: Sequence[Task], today: date) -> Iterator[Occasion]:
        """Measures that were assigned, from the first day on, each as often as its script lets it be asked."""
        for task in tasks:
            days = self.habits.library.scripts[task.script_id].again_after_days
            if days is None:
                continue
            first = self._day(self.first)
            due = (first + timedelta(days=number) for number in range((today - first).days + 1))
            for day in [one for one in due if DAYS[one.weekday()] in task.days][:: max(1, days // 7)]:
                at = self._at(day, task.at, self.rng.randint(2, 75))
                if task.stands(at):
                    yield Occasion(at, task.script_id, "assigned", Wish(before=self._distress(at)))

    def _around(self, meeting: Meeting, today: date) -> Iterator[Occasion]:
        """The preparation on the evening before, and what was taken away; today's sessions are all prepared."""
        script = self.rules.session_prep.scripts.get(meeting.kind)
        if script and (meeting.day == today or self.rng.random() < self.person.course.prep):
            at = self._at(meeting.day - timedelta(days=1), self.rules.session_prep.evening, self.rng.randint(5, 150))
            yield self._words(at, script, leaves=meeting.day != today)
        if self.rng.random() < self.person.course.after:
            yield self._words(meeting.ends + timedelta(minutes=self.rng.randint(31, 150)), AFTER)

    def _check_in(self, at: datetime) -> Occasion:
        distress = self._distress(at)
        mood = min(10, max(0, 9 - distress + self.rng.randint(-1, 1)))
        need = FINE if distress <= 2 else self.rng.choice(self.habits.needs)
        return Occasion(at, CHECK_IN, "own", self._usual(Wish(before=distress, mood=mood, need=need)))

    def _exercise(self, at: datetime, origin: Origin, script_id: str = "") -> Occasion:
        script_id = script_id or self.rng.choice(self.habits.liked)
        before = self._distress(at)
        eased = min(MOST_EASED, max(-MOST_RISEN, self.habits.eases[script_id] + self.rng.choice((-1, 0, 0, 1))))
        after = min(MOST_DISTRESS, max(0, before - eased))
        trigger = self.rng.choice(self.habits.triggers)
        return Occasion(at, script_id, origin, self._usual(Wish(before, after, trigger=trigger)))

    def _words(self, at: datetime, script_id: str, leaves: bool = True) -> Occasion:
        wish = self._usual(Wish())
        return Occasion(at, script_id, "own", wish if leaves else wish._replace(ending=FINISH))

    def _usual(self, wish: Wish) -> Wish:
        """How they end it and whether they share, as they usually do."""
        course = self.person.course
        ending = self.rng.choice((STOP, LEAVE)) if self.rng.random() < course.leaves else FINISH
        return wish._replace(share=self.rng.random() < course.share, ending=ending)

    def _distress(self, at: datetime) -> int:
        passed = (at - self.first) / max(self.moment - self.first, timedelta(days=1))
        return self.person.course.distress(min(1.0, max(0.0, passed)), self.rng)

    def _day(self, moment: datetime) -> date:
        return wall_of(moment, self.rules.time_zone).date()

    def _at(self, day: date, wall: time, minutes: int) -> datetime:
        return moment_of(datetime.combine(day, wall) + timedelta(minutes=minutes), self.rules.time_zone)
