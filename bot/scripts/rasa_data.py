"""Checks Rasa's own files (NLU examples, rules, stories) for names that lead nowhere, with file and line.

Rasa itself only warns about most of these, without a line, and trains an assistant that lacks them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.scripts.library import Library
from bot.scripts.loader import COMMANDS_FILE, FRAME_FILE, WORDING_FILE
from bot.scripts.schema import KINDS
from bot.scripts.yaml_lines import ContentError, Problem, line_of, read_yaml

PRACTISE = "practise"
_BUILT_IN_ACTIONS = {"action_listen", "action_restart", "action_session_start", "action_default_fallback"}
_NO_EXAMPLES = {"pace_over", "hold_back", "leave_brief", "nlu_fallback", "crisis", "concern"}
"""Intents that are not learned: timers, buttons of a brief, what is not understood, what the crisis screen finds."""


def check_rasa_data(data: Path, domain_file: Path, library: Library) -> None:
    """Raises ContentError with every fault."""
    domain = read_yaml(domain_file)
    problems = [
        *_nlu_problems(sorted((data / "nlu").glob("*.yml")), domain_file, domain, library),
        *_story_problems(_story_files(data), domain),
        *_response_problems(domain_file, domain, library),
        *_named_twice(data, domain, library),
    ]
    if problems:
        raise ContentError(problems)


def _story_files(data: Path) -> list[Path]:
    others = {FRAME_FILE, WORDING_FILE, COMMANDS_FILE, "reminders.yml"}
    return [path for path in sorted((data / "stories").glob("*.yml")) if path.name not in others]


# NLU examples


def _nlu_problems(paths: list[Path], domain_file: Path, domain: Any, library: Library) -> Iterator[Problem]:
    seen: dict[str, tuple[str, Path, int]] = {}
    for path in paths:
        blocks = read_yaml(path).get("nlu")
        if not isinstance(blocks, list):
            yield Problem(path, 1, "has no `nlu:` list; write `nlu:` and below it `- intent: …`")
            continue
        for number, block in enumerate(blocks):
            yield from _block_problems(path, line_of(blocks, [number]), block, domain, library)
            yield from _twice(path, blocks, number, seen)
    taught = {route for route, _, _ in seen.values()}
    for place, intent in enumerate(domain["intents"]):
        if intent not in taught | _NO_EXAMPLES | {PRACTISE}:
            yield Problem(domain_file, line_of(domain["intents"], [place]), f"the intent `{intent}` has no examples")


def _block_problems(path: Path, line: int, block: Any, domain: Any, library: Library) -> Iterator[Problem]:
    intent = block.get("intent")
    if intent is None:
        return
    if intent not in domain["intents"]:
        yield Problem(path, line, f"the intent `{intent}` is not in domain.yml; add it there or correct it")
    script = (block.get("metadata") or {}).get("script")
    if intent == PRACTISE and script not in library.scripts:
        known = ", ".join(sorted(library.scripts))
        yield Problem(path, line, f"`metadata: {{script: {script}}}` names no script; there are {known}")


def _twice(path: Path, blocks: Any, number: int, seen: dict[str, tuple[str, Path, int]]) -> Iterator[Problem]:
    """The same words cannot lead to two places."""
    block = blocks[number]
    if "intent" not in block:
        return
    route = (block.get("metadata") or {}).get("script") or block.get("intent")
    first = line_of(blocks, [number, "examples"]) + 1
    for offset, line in enumerate(str(block.get("examples") or "").splitlines()):
        example = line.removeprefix("- ").strip().casefold()
        other = seen.setdefault(example, (route, path, first + offset))
        if other[0] != route:
            yield Problem(path, first + offset, f"these words also lead to `{other[0]}` ({other[1]}:{other[2]})")


# Rules and stories


def _story_problems(paths: list[Path], domain: Any) -> Iterator[Problem]:
    known = {
        "intent": set(domain["intents"]),
        "action": {*domain["actions"], *domain["responses"], *domain["forms"], *_BUILT_IN_ACTIONS},
        "active_loop": {*domain["forms"], None},
    }
    for path in paths:
        content = read_yaml(path)
        for key in ("rules", "stories"):
            for number, story in enumerate(content.get(key) or []):
                line = line_of(content, [key, number])
                for place, step in enumerate(story.get("steps") or []):
                    at = line_of(story, ["steps", place]) if hasattr(story, "lc") else line
                    yield from _step_problems(path, at, step, known)


def _step_problems(path: Path, line: int, step: Mapping[str, Any], known: dict[str, set[Any]]) -> Iterator[Problem]:
    for key, names in known.items():
        if key in step and step[key] not in names:
            yield Problem(path, line, f"`{key}: {step[key]}` is not in domain.yml; add it there or correct it")


# Words that buttons need


def _response_problems(domain_file: Path, domain: Any, library: Library) -> Iterator[Problem]:
    for place, intent in enumerate(domain["intents"]):
        silent = _NO_EXAMPLES | {PRACTISE, "affirm", "deny"}
        if intent not in library.wording.routes and intent not in silent:
            advice = f"add `{intent}:` to `routes` in data/stories/{WORDING_FILE}, for the did-you-mean button"
            yield Problem(domain_file, line_of(domain["intents"], [place]), advice)
    unknown_families = [family.value for family in library.families if family not in library.wording.families]
    if unknown_families:
        missing = ", ".join(unknown_families)
        yield Problem(domain_file.parent / WORDING_FILE, 1, f"`families` lacks {missing}; the menu needs their names")


def _named_twice(data: Path, domain: Any, library: Library) -> Iterator[Problem]:
    """An intent leads where a script has its name. With a plan it is meant so: the intent shows it."""
    for script in library.scripts.values():
        if script.id in domain["intents"] and script.kind != "plan":
            folder = next(name for name, kind in KINDS.items() if kind == script.kind)
            path = data / "stories" / folder / f"{script.id}.yml"
            yield Problem(path, 1, f"`{script.id}` is the name of an intent in domain.yml; choose another file name")
