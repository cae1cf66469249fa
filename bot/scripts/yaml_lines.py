"""YAML read so that every fault can name its line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError


@dataclass(frozen=True)
class Problem:
    """One fault in a file that an author wrote. ``line`` counts from 1."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


class ContentError(Exception):
    """Files under ``data/`` that cannot be used; the message has a line for each fault."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (str(p.path), p.line))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def read_yaml(path: Path) -> Any:
    """The file's content with line marks. Raises ContentError when it is missing, no YAML or no mapping."""
    try:
        data = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError([Problem(path, 1, "this file is missing")]) from None
    except UnicodeDecodeError:
        raise ContentError([Problem(path, 1, "is not UTF-8 text; save it as UTF-8")]) from None
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError([Problem(path, line, "this key stands here twice; delete one")]) from None
    except MarkedYAMLError as error:
        raise ContentError([_yaml_problem(path, error)]) from None
    if not isinstance(data, CommentedMap):
        raise ContentError(
            [Problem(path, 1, "is empty or a list; write `key: value` lines, see docs/writing-scripts.md")]
        )
    return data


def line_of(node: Any, way: Iterable[object]) -> int:
    """The line (from 1) of the deepest part of ``way`` that exists below ``node``."""
    line = node.lc.line if hasattr(node, "lc") else 0
    for part in way:
        if isinstance(node, CommentedMap) and part in node:
            line, node = node.lc.key(part)[0], node[part]
        elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            line, node = node.lc.item(part)[0], node[part]
    return int(line) + 1


def _yaml_problem(path: Path, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    hint = "a text with `: ` or a symbol in front needs quotes; lists and keys need the same indent"
    return Problem(path, mark.line + 1 if mark else 1, f"cannot be read ({error.problem}); {hint}")
