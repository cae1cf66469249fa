"""Faults that single steps cannot show: jumps into nothing, steps nobody reaches, runs that cannot end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.scripts.conditions import Condition
from bot.scripts.instruments import instrument_of
from bot.scripts.runs import OWN_WORDS
from bot.scripts.schema import ASSIGNABLE, END, Ask, Choose, Need, Pace, Say, Scale, Script

_LABEL_LIMIT = 40
_NAMES = {"answer", "texts"}
_FIELD_NEEDS: dict[str, str] = {
    "distress_before": "a scale from 0 to 10",
    "distress_after": "a scale from 0 to 10",
    "trigger": "a choose",
    "helped": "a choose with the values 0, 1, 2",
    "need": "a choose whose values are needs, or `fine`",
    "note": "an ask",
    "sharing": "a choose with the values share and keep",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong, at which step (None: the script as a whole), and what to write instead."""

    step: str | None
    problem: str


def faults(script: Script) -> Iterator[Fault]:
    """All faults of one script."""
    ids = [step.id for step in script.steps]
    for step_id in sorted({step_id for step_id in ids if ids.count(step_id) > 1}):
        yield Fault(step_id, f"the id `{step_id}` is used twice; give each step its own")
    if len(set(ids)) < len(ids):
        return
    for step_id in ids:
        if step_id in _NAMES | {END}:
            yield Fault(step_id, f"the id `{step_id}` has a meaning of its own; call this step something else")
    yield from _jumps(script)
    yield from _logged(script)
    yield from _labels(script)
    yield from _headings(script)
    yield from _cautions(script)
    yield from _limits(script)
    yield from _instrument(script)
    if all(jump.to in (*ids, END) for step in script.steps for jump in step.next):
        yield from _ways(script)


def _jumps(script: Script) -> Iterator[Fault]:
    known = {step.id for step in script.steps} | {END}
    for step in script.steps:
        for jump in step.next:
            if jump.to not in known:
                yield Fault(step.id, f"`next` names `{jump.to}`, which is no step; write a step's id or `end`")
            if jump.condition:
                yield from _condition(script, step.id, jump.condition)
        if isinstance(step, Choose | Scale) and step.page_if is not None:
            yield from _condition(script, step.id, step.page_if)
        if step.next and step.next[-1].condition is not None:
            yield Fault(step.id, "`next` has conditions without an `else`; add `- else: end` or another step")


def _condition(script: Script, step_id: str, text: str) -> Iterator[Fault]:
    try:
        condition = Condition.parse(text)
    except ValueError as error:
        yield Fault(step_id, str(error))
        return
    name = step_id if condition.name == "answer" else condition.name
    if condition.name not in _NAMES and name not in {step.id for step in script.steps}:
        yield Fault(step_id, f"`{condition.name}` is no earlier step; write `answer`, `texts` or a step's id")
        return
    asked = script.step(name) if name in {step.id for step in script.steps} else None
    if isinstance(asked, Choose) and condition.value is not None:
        values = [option.value for option in asked.options]
        ordered = condition.comparison not in ("==", "!=")
        possible = (
            any(value.isdecimal() for value in values) if ordered else str(condition.value) in (*values, OWN_WORDS)
        )
        if not possible:
            yield Fault(step_id, f"`{text}` can never hold; `{name}` has the values {', '.join(values)}")


def _logged(script: Script) -> Iterator[Fault]:
    for step in script.steps:
        field = step.log_as
        if field and not _fits(step, field):
            yield Fault(step.id, f"`log_as: {field}` belongs on {_FIELD_NEEDS[field]}")
    fields = [step.log_as for step in script.steps if step.log_as]
    for field in sorted({f for f in fields if fields.count(f) > 1}):
        yield Fault(None, f"`log_as: {field}` is used twice; a run has one {field}")


def _fits(step: object, field: str) -> bool:
    if field.startswith("distress"):
        return isinstance(step, Scale) and (step.lowest, step.highest) == (0, 10)
    if field == "note":
        return getattr(step, "kind", None) == "ask"
    if not isinstance(step, Choose):
        return False
    values = {option.value for option in step.options}
    if field == "need":
        return values <= {need.value for need in Need} | {"fine"}
    return {"helped": values == {"0", "1", "2"}, "sharing": values == {"share", "keep"}}.get(field, True)


def _labels(script: Script) -> Iterator[Fault]:
    for step in script.steps:
        if not isinstance(step, Choose):
            continue
        values = [option.value for option in step.options]
        if len(set(values)) < len(values):
            yield Fault(step.id, "two options have the same value; give each its own")
        for value in {"none", OWN_WORDS} & set(values):
            yield Fault(step.id, f"the value `{value}` has a meaning of its own; call this option something else")
        for option in step.options:
            if any(len(label) > _LABEL_LIMIT for label in option.label.as_data().values()):
                yield Fault(step.id, f"the label of `{option.value}` is over {_LABEL_LIMIT} characters; shorten it")


def _headings(script: Script) -> Iterator[Fault]:
    """A plan is shown again, answer by answer."""
    for step in script.steps if script.kind == "plan" else ():
        if isinstance(step, Ask) and step.heading is None:
            yield Fault(step.id, "an answer of a plan is shown again under its heading; add `heading: …`")


def _cautions(script: Script) -> Iterator[Fault]:
    """Check-ins, preparation and plans are for everybody: a safety plan must never be withheld."""
    if script.cautions and script.kind != "exercise":
        yield Fault(None, "`cautions` belongs on an exercise; everything else is for everybody")
    if script.cautions and script.avoid_when is None:
        yield Fault(None, "`cautions` needs `avoid_when`: also who has none noted should read whom it is not for")
    for caution in sorted({one.value for one in script.cautions if script.cautions.count(one) > 1}):
        yield Fault(None, f"`cautions` names `{caution}` twice; once is enough")


def _limits(script: Script) -> Iterator[Fault]:
    """A safety plan, or the preparation of a session, must never be withheld; what helps, neither."""
    if script.only_assigned and script.kind not in ASSIGNABLE:
        yield Fault(None, "`only_assigned` belongs on what can be assigned: an exercise, a check-in or a measure")
    if script.again_after_days is not None and script.kind != "measure":
        yield Fault(None, "`again_after_days` belongs on a measure; everything else is there at any time")


def _instrument(script: Script) -> Iterator[Fault]:
    """A standard measure that lacks a question, or has one more, would be added up wrongly without a word."""
    instrument = instrument_of(script.id) if script.kind == "measure" else None
    if instrument is None:
        return
    most = [_most_points(step) for step in script.counting][: instrument.items]
    if len(most) < instrument.items or None in most:
        yield Fault(None, f"{instrument.name} begins with {instrument.items} questions answered by numbers")
    elif instrument.total(most) != instrument.highest:
        found = instrument.total(most)
        yield Fault(None, f"{instrument.name} adds up to {instrument.highest} at most; with these answers to {found}")


def _most_points(step: Choose | Scale) -> int | None:
    """What its highest answer counts; None where answers count nothing."""
    if isinstance(step, Scale):
        return step.highest
    values = [option.value for option in step.options]
    return max(map(int, values)) if all(value.isdecimal() for value in values) else None


def _ways(script: Script) -> Iterator[Fault]:
    onward = {step.id: _onward(script, step.id) for step in script.steps}
    reached = _reach({script.steps[0].id}, onward)
    for step in script.steps:
        if step.id not in reached:
            yield Fault(step.id, f"no way leads to `{step.id}`; point a `next` at it or delete it")
        elif END not in _reach({step.id}, onward):
            yield Fault(step.id, f"from `{step.id}` the script can never end; give one way out, `next: end`")
    silent = {step.id for step in script.steps if isinstance(step, Say)}
    for step_id in sorted(silent):
        within = {s: onward[s] & silent for s in silent}
        if step_id in _reach(within[step_id], within):
            yield Fault(step_id, f"`{step_id}` leads back to itself without a question; the person could not stop it")


def _onward(script: Script, step_id: str) -> set[str]:
    step = script.step(step_id)
    return {jump.to for jump in step.next} or {script.after(step_id)}


def _reach(start: set[str], onward: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = set(start)
    while todo:
        step_id = todo.pop()
        found.add(step_id)
        todo |= onward.get(step_id, set()) - found
    return found


def paced_seconds(script: Script) -> int:
    """How long the paced steps of a script take together, in seconds."""
    return sum(step.seconds for step in script.steps if isinstance(step, Pace))
