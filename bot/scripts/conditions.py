"""The conditions of ``if``: one name, one comparison, one value."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Value = int | str | None
"""What an answer is worth to a condition: a number, an option's value, or None when skipped."""

_EQUALITY: dict[str, Callable[[object, object], bool]] = {"==": operator.eq, "!=": operator.ne}
_ORDER: dict[str, Callable[[int, int], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_FORM = re.compile(r"^\s*([a-z][a-z0-9_]*)\s*(==|!=|<=|>=|<|>)\s*([a-z0-9_]+)\s*$")


@dataclass(frozen=True)
class Condition:
    name: str
    comparison: str
    value: Value

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read ``name == value``. Raises ValueError with what to write instead."""
        match = _FORM.match(text)
        if not match:
            raise ValueError(f"{text!r} is not a condition; write for example `answer == yes` or `answer >= 7`")
        name, comparison, value = match.groups()
        return cls(name, comparison, _literal(value))

    def holds(self, values: Mapping[str, Value]) -> bool:
        """Whether it holds; a comparison of order with something that is no number does not."""
        left = values.get(self.name)
        if self.comparison in _EQUALITY:
            return _EQUALITY[self.comparison](_alike(left), _alike(self.value))
        left, right = _number(left), _number(self.value)
        return left is not None and right is not None and _ORDER[self.comparison](left, right)


def _literal(value: str) -> Value:
    if value == "none":
        return None
    return int(value) if value.isdigit() else value


def _alike(value: Value) -> str | None:
    """An option may be called "2" and a scale answer be 2: equality looks at how they are written."""
    return None if value is None else str(value)


def _number(value: Value) -> int | None:
    """An option may be called "2": order looks at what it counts."""
    return int(value) if value is not None and str(value).isdecimal() else None
