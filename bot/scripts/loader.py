"""Reads what authors write. Faults name file and line and say what to write instead; all of a file at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.scripts import lint
from bot.scripts.author_steps import STEP_KINDS, schema_step
from bot.scripts.commands import CommandList, CommandReader
from bot.scripts.library import Library
from bot.scripts.schema import END, KINDS, Script
from bot.scripts.shape_faults import key_problems, step_problems
from bot.scripts.wording import Wording
from bot.scripts.yaml_lines import ContentError, Problem, line_of, read_yaml

FRAME_FILE = "exercise_frame.yml"
WORDING_FILE = "wording.yml"
COMMANDS_FILE = "commands.yml"
_YAML_NAMES = {"texts": "say", "lowest": "from", "highest": "to"}
"""Fields of the schema that authors know by another name."""
_STEPS = re.compile(r"^steps:", re.MULTILINE)
"""What only a script has: in Rasa's stories they stand further in."""
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class _Written:
    """One step as it was written: in the list ``steps`` of the script's own file or of the frame."""

    path: Path
    steps: Any
    number: int

    @property
    def given(self) -> Any:
        return self.steps[self.number]

    def line(self, way: Iterable[object] = ()) -> int:
        return line_of(self.steps, [self.number, *way])


def load_library(data: Path) -> Library:
    """Load all scripts and wordings below ``data``.

    Raises:
        ContentError: with every fault of every file.
    """
    scripts, problems = {}, []
    for path in script_files(data / "stories"):
        try:
            script = load_script(path, data / "stories" / FRAME_FILE)
            scripts[script.id] = script
        except ContentError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    problems += [*_used_twice(data / "stories"), *_out_of_place(data / "stories")]
    if not scripts and not problems:
        problems.append(Problem(data / "stories", 1, "holds no script; is this the project's folder?"))
    parts = []
    for read in (load_commands, load_wording):
        try:
            parts.append(read(data))
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    commands, wording = parts
    assert isinstance(commands, CommandReader)
    assert isinstance(wording, Wording)
    return Library(scripts, commands, wording)


def script_files(stories: Path) -> list[Path]:
    """Every script file, by kind and then by name."""
    return [path for folder in KINDS for path in sorted((stories / folder).glob("*.yml"))]


def load_commands(data: Path) -> CommandReader:
    return CommandReader(_load(CommandList, data / "stories" / COMMANDS_FILE))


def load_wording(data: Path) -> Wording:
    return _load(Wording, data / "stories" / WORDING_FILE)


def load_script(path: Path, frame: Path) -> Script:
    """Read one script; ``frame`` holds the steps around every exercise. Raises ContentError."""
    data = read_yaml(path)
    problems = [*key_problems(path, data), *step_problems(path, data.get("steps"))]
    if problems:
        raise ContentError(problems)
    before, after = _read_frame(frame) if path.parent.name == "exercises" else ([], [])
    own = _written(path, data["steps"])
    written = [*before, *own, *after]
    steps = [_ending_in(after if one in own else [], schema_step(one.given)) for one in written]
    content = {**data, "kind": KINDS[path.parent.name], "steps": steps}
    try:
        script = Script.parse_obj(content)
    except ValidationError as error:
        raise ContentError(_schema_problems(path, data, error, written)) from None
    script = script.copy(update={"version": _version(script)})
    found = [Problem(*_place(path, data, fault.step, written), fault.problem) for fault in lint.faults(script)]
    if found:
        raise ContentError(found)
    return script


def _load(model: type[Model], path: Path) -> Model:
    data = read_yaml(path)
    try:
        return model.parse_obj(data)
    except ValidationError as error:
        raise ContentError(
            Problem(path, line_of(data, one["loc"]), _in_words(one, one["loc"])) for one in error.errors()
        ) from None


def _version(script: Script) -> str:
    return hashlib.sha256(script.json(sort_keys=True, exclude={"version"}).encode()).hexdigest()[:12]


# The frame around an exercise


def _written(path: Path, steps: Any) -> list[_Written]:
    return [_Written(path, steps, number) for number in range(len(steps))]


def _read_frame(path: Path) -> tuple[list[_Written], list[_Written]]:
    data = read_yaml(path)
    problems = [
        Problem(path, line_of(data, [key]), f"`{key}` does not belong here; a frame has `before` and `after`")
        for key in data
        if key not in ("before", "after")
    ]
    problems += [p for key in ("before", "after") for p in step_problems(path, data.get(key))]
    if problems:
        raise ContentError(problems)
    return _written(path, data["before"]), _written(path, data["after"])


def _ending_in(after: Sequence[_Written], step: dict[str, Any]) -> dict[str, Any]:
    """In a script with a frame, `end` is the end of its own part: the frame's questions still come."""
    if not after:
        return step
    jumps = [{**jump, "to": after[0].given.get("id")} if jump["to"] == END else jump for jump in step["next"]]
    return {**step, "next": jumps}


def _used_twice(stories: Path) -> Iterator[Problem]:
    """The same id in two folders: the file names are the ids."""
    seen: dict[str, Path] = {}
    for path in script_files(stories):
        if path.stem in seen:
            yield Problem(path, 1, f"the id `{path.stem}` is taken by {seen[path.stem]}; choose another file name")
        seen[path.stem] = path


def _out_of_place(stories: Path) -> Iterator[Problem]:
    """Scripts where nobody reads them: beside the folders, in one with another name, or with another ending."""
    read = set(script_files(stories))
    for path in sorted({*stories.rglob("*.yml"), *stories.rglob("*.yaml")} - read):
        if _STEPS.search(path.read_text(encoding="utf-8", errors="replace")):
            folders = ", ".join(f"{folder}/" for folder in KINDS)
            yield Problem(path, 1, f"is read by nobody here; scripts stand in {folders} and end in .yml")


# Faults that the schema found


def _schema_problems(path: Path, data: Any, error: ValidationError, written: Sequence[_Written]) -> Iterator[Problem]:
    for one in error.errors():
        loc = one["loc"]
        if loc[0] == "steps" and len(loc) > 1:
            step = written[int(loc[1])]
            way = _author_way(step.given, loc[2:])
            yield Problem(step.path, step.line(way), _in_words(one, way))
        else:
            yield Problem(path, line_of(data, loc), _in_words(one, loc))


def _author_way(step: Any, loc: tuple[int | str, ...]) -> list[int | str]:
    """Where in a step the author finds what the schema calls ``loc``."""
    kind = next(key for key in STEP_KINDS if key in step)
    rest = [_YAML_NAMES.get(str(part), part) for part in loc if str(part).lower() != kind]
    rest = [kind if part == "question" else part for part in rest]
    return ["pace", *rest] if kind == "pace" and rest[:1] not in (["id"], ["next"], ["log_as"]) else rest


_INSTEAD = {
    "value_error.missing": "is missing; add it",
    "value_error.extra": "does not belong here; delete it or correct its spelling",
    "value_error.list.min_items": "is too short",
    "value_error.tuple.min_items": "is too short",
    "value_error.str.regex": "may have lower-case letters, digits and _ only, and begins with a letter",
    "type_error.none.not_allowed": "is empty; fill it in",
}


def _in_words(error: Any, way: Any) -> str:
    name = next(
        (str(part) for part in reversed(list(way)) if isinstance(part, str) and part not in ("__root__", "__key__")),
        "this",
    )
    said = _INSTEAD.get(error["type"], error["msg"])
    if error["type"] == "value_error":
        return f"`{name}` {error['msg']}" if not error["msg"].startswith("`") else str(error["msg"])
    if "limit_value" in error.get("ctx", {}):
        said = f"{said}; at least {error['ctx']['limit_value']}" if "too short" in said else said
    return f"`{name}` {said}"


def _place(path: Path, data: Any, step_id: str | None, written: Sequence[_Written]) -> tuple[Path, int]:
    """File and line of the last step with this id; of the script's own one where the frame has it too."""
    found = [one for one in written if one.given.get("id") == step_id]
    own = [one for one in found if one.path == path]
    for step in (own or found)[-1:]:
        return step.path, step.line()
    return path, line_of(data, ["steps"])
