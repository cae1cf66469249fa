"""Puts a brief together. Pure: the same rows at the same moment make the same items, whoever asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from bot.db.brief_rows import EndedRun, GivenAnswer, Homework, Triggered
from bot.schedule.occasions import DAYS
from bot.schedule.walls import moment_of, time_written, wall_of
from bot.scripts.instruments import instrument_of, points
from bot.scripts.runs import AnswerKind
from bot.scripts.schema import Asking, Choose, Pace, Scale, Script
from bot.scripts.words import Words
from bot.services.briefs.items import (
    AssignedPractice,
    Change,
    Contents,
    Counted,
    Course,
    Fact,
    Item,
    Measured,
    Practised,
    Prepared,
    Rated,
    Section,
    ThenAndNow,
)
from bot.services.briefs.material import Material
from bot.services.briefs.medians import FEWEST, middle

MOOD = "mood"
"""The step of check-ins that rates mood."""
_NUMBERS = (AnswerKind.NUMBER, AnswerKind.NUMBER_IN_WORDS)
_ANSWERS = (*_NUMBERS, AnswerKind.CHOICE, AnswerKind.CHOICE_IN_WORDS, AnswerKind.TEXT)
"""What answers a question. Words that did not fit the question are kept, but prepare nothing."""
Point = tuple[datetime, int]
Given = tuple[Asking, GivenAnswer]


def contents(material: Material, until: datetime, *, practice_too: bool) -> Contents:
    """What there was to show at ``until``; without ``practice_too`` nothing but the prepared answers."""
    runs = [row for row in material.runs if row.ended_at <= until]
    prepared = [given for row in _prepared_runs(material, runs) for given in _given(material, row)]
    items = _prepared(prepared)
    if practice_too:
        check_ins = [row for row in runs if material.script(row).kind == "check_in"]
        rated = [given for row in check_ins for given in _given(material, row)]
        items += [*_practised(material, runs), *_course(runs, rated), *_triggers(material, until)]
        items += [*_measures(material, runs), *_check_ins(rated), *_homework(material, runs, until)]
    return Contents(tuple(items), sum(one.sharing != "share" for _, one in prepared))


# Prepared answers


def _prepared_runs(material: Material, runs: Sequence[EndedRun]) -> Iterator[EndedRun]:
    """The newest preparation, and the newest note after a session. One begun before the last session was for that."""
    for script_id in filter(None, (material.prepares, material.afterwards)):
        done = [row for row in runs if row.script_id == script_id and row.status == "finished"]
        yield from [row for row in done if row.started_at >= material.period.since][-1:]


def _prepared(given: Iterable[Given]) -> list[Item]:
    shared = [(step, one) for step, one in given if one.sharing == "share"]
    return [_item(f"answer:{one.id}", Section.PREPARED, _answer(step, one)) for step, one in shared]


def _answer(step: Asking, one: GivenAnswer) -> Prepared:
    label = _label(step, one.value) if one.kind == AnswerKind.CHOICE.value else None
    return Prepared(_question(step), label or one.text, one.given_at)


# Practice


def _practised(material: Material, runs: Iterable[EndedRun]) -> Iterator[Item]:
    by_script: dict[str, list[EndedRun]] = defaultdict(list)
    for row in runs:
        if material.script(row).kind == "exercise":
            by_script[row.script_id].append(row)
    for script_id, theirs in sorted(by_script.items(), key=lambda pair: -len(pair[1])):
        finished = sum(row.status == "finished" for row in theirs)
        fact = Practised(material.name(script_id), len(theirs), finished, _change(theirs))
        yield _item(f"practice:{script_id}", Section.PRACTICE, fact)


def _change(runs: Iterable[EndedRun]) -> Change | None:
    pairs = [(row.distress_before, row.distress_after) for row in runs]
    both = [(before, after) for before, after in pairs if before is not None and after is not None]
    before, after = middle([one for one, _ in both]), middle([one for _, one in both])
    return None if before is None or after is None else Change(before, after, len(both))


# Ratings over time


def _course(runs: Iterable[EndedRun], rated: Sequence[Given]) -> Iterator[Item]:
    distress = [(row.started_at, row.distress_before) for row in runs if row.distress_before is not None]
    mood = [(one.given_at, number) for step, one, number in _numbers(rated) if step.id == MOOD]
    for what, rated_then in ((Rated.DISTRESS, distress), (Rated.MOOD, mood)):
        fact = _over_time(what, rated_then)
        if fact:
            yield _item(f"trend:{what.value}", Section.COURSE, fact)


def _over_time(what: Rated | Words, points: Sequence[Point]) -> Course | None:
    in_order = tuple(sorted(points))
    values = [value for _, value in in_order]
    mid = middle(values)
    if mid is None:
        return None
    half = len(values) // 2
    earlier, later = middle(values[:half]), middle(values[half:])
    halves = None if earlier is None or later is None else (earlier, later)
    return Course(what, in_order, mid, min(values), max(values), halves)


def _triggers(material: Material, until: datetime) -> Iterator[Item]:
    now, then = _by_trigger(material.now, until), _by_trigger(material.then, until)
    for trigger, rows in now.items():
        before, today = _middle_of(then.get(trigger, [])), _middle_of(rows)
        label = _trigger_label(material.script(rows[0]), trigger)
        if before is not None and today is not None and label:
            fact = ThenAndNow(label, before, len(then[trigger]), today, len(rows))
            yield _item(f"trigger:{material.fingerprints[trigger]}", Section.TRIGGERS, fact)


def _by_trigger(rows: Iterable[Triggered], until: datetime) -> dict[str, list[Triggered]]:
    found: dict[str, list[Triggered]] = defaultdict(list)
    for row in rows:
        if row.ended_at <= until:
            found[row.trigger].append(row)
    return found


def _middle_of(rows: Iterable[Triggered]) -> float | None:
    return middle([row.distress for row in rows])


def _trigger_label(script: Script, trigger: str) -> Words | None:
    steps = [step for step in script.steps if isinstance(step, Choose) and step.log_as == "trigger"]
    return next((label for step in steps if (label := _label(step, trigger))), None)


# Measures


def _measures(material: Material, runs: Iterable[EndedRun]) -> Iterator[Item]:
    """Those that are added up; one of which a question was left out has no total and is not told."""
    totals: dict[str, list[Point]] = defaultdict(list)
    for row in runs:
        total = _total(material, row)
        if total is not None:
            totals[row.script_id].append((row.started_at, total))
    for script_id, in_order in totals.items():
        instrument = instrument_of(script_id)
        assert instrument is not None, "who has a total has an instrument"
        fact = Measured(material.name(script_id), tuple(in_order), instrument.highest)
        yield _item(f"measure:{script_id}", Section.MEASURES, fact)


def _total(material: Material, row: EndedRun) -> int | None:
    script = material.script(row)
    instrument = instrument_of(script.id) if script.kind == "measure" else None
    if instrument is None:
        return None
    given = {step.id: points(one.number, one.value) for step, one in _given(material, row)}
    return instrument.total([given.get(step.id) for step in script.counting])


# Check-ins


def _check_ins(rated: Sequence[Given]) -> Iterator[Item]:
    """What else check-ins ask, in their order: ratings over time, taps counted."""
    numbers: dict[str, list[Point]] = defaultdict(list)
    for step, one, number in _numbers(rated):
        numbers[step.id].append((one.given_at, number))
    for step in {step.id: step for step, _ in rated}.values():
        key = f"check_in:{step.id}"
        if isinstance(step, Scale) and step.id != MOOD and step.log_as != "distress_before":
            fact: Fact | None = _over_time(step.question, numbers[step.id])
        else:
            fact = _counted(step, rated) if isinstance(step, Choose) else None
        if fact:
            yield _item(key, Section.CHECK_INS, fact)


def _counted(step: Choose, rated: Iterable[Given]) -> Counted | None:
    taps = Counter(one.value for other, one in rated if other.id == step.id and _is_tap(one))
    counts = [(label, count) for value, count in taps.most_common() if (label := _label(step, value))]
    return Counted(step.question, tuple(counts)) if sum(count for _, count in counts) >= FEWEST else None


def _is_tap(one: GivenAnswer) -> bool:
    return one.kind == AnswerKind.CHOICE.value and one.sharing == "share"


def _numbers(rated: Iterable[Given]) -> Iterator[tuple[Asking, GivenAnswer, int]]:
    """Ratings; those with a story around count as numbers, and the story is not opened."""
    for step, one in rated:
        if isinstance(step, Scale) and one.number is not None:
            yield step, one, one.number


# Homework


def _homework(material: Material, runs: Sequence[EndedRun], until: datetime) -> Iterator[Item]:
    """Done: finished in the period, on whatever day and by whatever button, and never more than was due.

    Measures have weeks of their own, whatever their days.
    """
    due: Counter[str] = Counter()
    for one in material.homework:
        if material.is_measure(one.script_id):
            continue
        due[one.script_id] += _due(material, one, until)
    for script_id, times in due.items():
        done = sum(row.script_id == script_id and row.status == "finished" for row in runs)
        if times:
            fact = AssignedPractice(material.name(script_id), min(done, times), times)
            yield _item(f"homework:{script_id}", Section.HOMEWORK, fact)


def _due(material: Material, one: Homework, until: datetime) -> int:
    """How often it became due: after it was assigned, before it ended, within the period."""
    period = material.period
    start, end = max(period.since, one.made_at), min(until, one.ended_at or until)
    first, hour = wall_of(start, period.zone).date(), time_written(one.at)
    days = (first + timedelta(days=number) for number in range((end - start).days + 2))
    due = (moment_of(datetime.combine(day, hour), period.zone) for day in days if DAYS[day.weekday()] in one.days)
    return sum(start <= moment <= end for moment in due) * one.times_a_day


# Steps and answers


def _given(material: Material, row: EndedRun) -> list[Given]:
    """A run's answers, each beside its question in the script's version of then."""
    steps = {step.id: step for step in material.script(row).steps if isinstance(step, Asking)}
    answered = [one for one in material.answers.get(row.id, ()) if one.kind in [kind.value for kind in _ANSWERS]]
    pairs = [(steps[one.step], one) for one in answered if one.step in steps]
    return [(step, one) for step, one in pairs if step.log_as != "sharing" and not isinstance(step, Pace)]


def _question(step: Asking) -> Words:
    assert not isinstance(step, Pace), "left out above"
    return step.question


def _label(step: Asking, value: str | None) -> Words | None:
    options = step.options if isinstance(step, Choose) else []
    return next((option.label for option in options if option.value == value), None)


def _item(key: str, section: Section, fact: Fact) -> Item:
    return Item(key, section, fact)
