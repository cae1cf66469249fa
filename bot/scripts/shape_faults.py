"""Faults of shape in what authors write, found first: the schema could not word them for an author."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.scripts.author_steps import STEP_KINDS
from bot.scripts.schema import Script
from bot.scripts.yaml_lines import Problem, line_of

_SCRIPT_KEYS = {*Script.__fields__} - {"kind", "version"}
_OWN_KEYS = {
    "say": set(),
    "ask": {"heading"},
    "choose": {"options", "page_if"},
    "scale": {"from", "to", "low", "high", "page_if"},
    "pace": set(),
}


def key_problems(path: Path, data: Any) -> Iterator[Problem]:
    for key in data:
        if key not in _SCRIPT_KEYS:
            known = ", ".join(sorted(_SCRIPT_KEYS))
            yield Problem(path, line_of(data, [key]), f"`{key}` is no key of a script; known are {known}")
    if data.get("id") != path.stem:
        yield Problem(path, line_of(data, ["id"]), f"the id must be the file's name; write `id: {path.stem}`")


def step_problems(path: Path, steps: Any) -> Iterator[Problem]:
    if not isinstance(steps, list) or not steps:
        line = steps.lc.line + 1 if hasattr(steps, "lc") else 1
        yield Problem(path, line, "`steps` is missing or no list; write `steps:` and below it `- id: …`")
        return
    for number, step in enumerate(steps):
        yield from _one_step_problems(path, line_of(steps, [number]), step)


def _one_step_problems(path: Path, line: int, step: Any) -> Iterator[Problem]:
    if not isinstance(step, dict):
        yield Problem(path, line, "a step is `- id: …` with one of say, ask, choose, scale, pace below it")
        return
    kinds = [key for key in STEP_KINDS if key in step]
    if len(kinds) != 1:
        written = " and ".join(kinds) or "none of them"
        yield Problem(path, line, f"a step has exactly one of say, ask, choose, scale, pace; this has {written}")
        return
    own = {"id", "next", "log_as", kinds[0]} | _OWN_KEYS[kinds[0]]
    for key in step:
        if key not in own:
            known = ", ".join(sorted(own))
            yield Problem(path, line_of(step, [key]), f"`{key}` does not belong in a {kinds[0]} step; known: {known}")
    yield from _shape_problems(path, step, kinds[0])


def _shape_problems(path: Path, step: Any, kind: str) -> Iterator[Problem]:
    options = step.get("options")
    well_formed = isinstance(options, list) and all(isinstance(o, dict) and len(o) == 1 for o in options)
    if kind == "choose" and not well_formed:
        yield Problem(path, line_of(step, ["options"]), "`options` is a list of `- value: What the button says`")
    if kind == "pace" and not isinstance(step["pace"], dict):
        yield Problem(path, line_of(step, ["pace"]), "`pace` has `rounds: 4` and `phases:` below it")
    if kind == "pace" and isinstance(step["pace"], dict):
        for key in step["pace"]:
            if key not in ("rounds", "phases"):
                advice = f"`{key}` does not belong in `pace`; known: phases, rounds"
                yield Problem(path, line_of(step["pace"], [key]), advice)
    if kind == "say" and step["say"] == []:
        yield Problem(path, line_of(step, ["say"]), "`say` is an empty list; write what the participant should read")
    yield from _next_problems(path, step)


def _next_problems(path: Path, step: Any) -> Iterator[Problem]:
    advice = "`next` is a step's id, or a list of `- if: …` with `then: …`, and `- else: …`"
    given = step.get("next")
    if not isinstance(given, (str, list, type(None))):
        yield Problem(path, line_of(step, ["next"]), advice)
    for number, jump in enumerate(given if isinstance(given, list) else []):
        if not isinstance(jump, dict) or set(jump) not in ({"if", "then"}, {"else"}):
            yield Problem(path, line_of(given, [number]), advice)
