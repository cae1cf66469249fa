"""Reads ``data/safety/escalation.yml``. Faults name file and line; all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.escalation.schema import DAYS, KINDS, Escalation, Ladder
from bot.phases import Phase
from bot.scripts.yaml_lines import ContentError, Problem, line_of, read_yaml

ESCALATION_FILE = "escalation.yml"
Fault = tuple[tuple[object, ...], str]
"""Where in the file (keys and numbers on the way down), and what is wrong."""

_INSTEAD = {
    "value_error.missing": "is missing; add it",
    "value_error.extra": "does not belong here; delete it or correct its spelling",
    "type_error.none.not_allowed": "is empty; fill it in",
    "value_error.str.regex": "may have lower-case letters, digits and _ only, and begins with a letter",
}


def load_escalation(path: Path) -> Escalation:
    """Read rota, ladders and rules. Raises ContentError with every fault."""
    data = read_yaml(path)
    try:
        escalation = Escalation.parse_obj(data)
    except ValidationError as error:
        raise ContentError(Problem(path, line_of(data, one["loc"]), _in_words(one)) for one in error.errors()) from None
    faults = list(_faults(escalation))
    if faults:
        raise ContentError(Problem(path, line_of(data, way), text) for way, text in faults)
    return escalation


def _in_words(error: Any) -> str:
    name = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "this")
    return f"`{name}` {_INSTEAD.get(error['type'], error['msg'])}"


def _faults(escalation: Escalation) -> Iterator[Fault]:
    for day in escalation.staffed:
        if day not in DAYS:
            yield ("staffed", day), f"there is no day `{day}`; write {', '.join(DAYS)}"
    yield from _names(escalation)
    yield from _rota(escalation)
    for name, ladder in escalation.ladders.items():
        yield from _ladder(escalation, name, ladder)
    yield from _kinds(escalation)
    yield from _phases(escalation)


def _names(escalation: Escalation) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, person in enumerate(escalation.people):
        if person.id in seen:
            yield ("people", number, "id"), f"there are two people with the id `{person.id}`; choose another"
        if person.id in escalation.rota:
            yield ("rota", person.id), f"`{person.id}` is a person already; choose another name for the role"
        seen.add(person.id)


def _rota(escalation: Escalation) -> Iterator[Fault]:
    for name, role in escalation.rota.items():
        yield from _unknown(escalation, role.fallback, ("rota", name, "fallback"))
        for key in ("shifts", "overrides"):
            for number, part in enumerate(getattr(role, key)):
                yield from _unknown(escalation, part.people, ("rota", name, key, number, "people"))


def _unknown(escalation: Escalation, people: Iterable[str], way: tuple[object, ...]) -> Iterator[Fault]:
    for person in people:
        if person not in escalation.people_by_id:
            yield way, f"`{person}` is nobody of `people`; correct the spelling or add the person"


def _ladder(escalation: Escalation, name: str, ladder: Ladder) -> Iterator[Fault]:
    way = ("ladders", name, "rungs")
    if ladder.rungs[0].after != 0:
        yield (*way, 0), "the first rung needs `after: 0`: somebody is told at once"
    for number, rung in enumerate(ladder.rungs):
        if number and rung.after <= ladder.rungs[number - 1].after:
            yield (*way, number, "after"), "comes no later than the rung before; give it more minutes"
        for who in rung.notify:
            if who not in escalation.rota and who not in escalation.people_by_id:
                yield (*way, number, "notify"), f"`{who}` is neither a role of `rota` nor a person of `people`"
        for sort in rung.by:
            if not any(sort in person.channels for person in escalation.people):
                yield (*way, number, "by"), f"nobody has a channel `{sort}`"


def _kinds(escalation: Escalation) -> Iterator[Fault]:
    yield from _ladders_of_kinds(escalation, escalation.kinds, ("kinds",))
    missing = [kind for kind in KINDS if kind not in escalation.kinds]
    if missing:
        yield ("kinds",), f"no ladder is named for {', '.join(missing)}; add a line for each"


def _phases(escalation: Escalation) -> Iterator[Fault]:
    """A phase may name other ladders for some kinds; the rest keep theirs, so that none is ever without one."""
    known = [phase.value for phase in Phase]
    for phase, kinds in escalation.phases.items():
        if phase not in known:
            yield ("phases", phase), f"there is no phase `{phase}`; there are {', '.join(known)}"
        yield from _ladders_of_kinds(escalation, kinds, ("phases", phase))


def _ladders_of_kinds(escalation: Escalation, kinds: Mapping[str, str], way: tuple[object, ...]) -> Iterator[Fault]:
    for kind, ladder in kinds.items():
        if kind not in KINDS:
            yield (*way, kind), f"there is no kind `{kind}`; there are {', '.join(KINDS)}"
        elif ladder not in escalation.ladders:
            yield (*way, kind), f"there is no ladder `{ladder}`; there are {', '.join(escalation.ladders)}"
