"""A copy of ``data/`` with as many scripts as wanted; the added ones have names and phrases of their own."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

_FIRST = (
    "amber", "birch", "cedar", "delta", "ember", "fjord", "garnet", "harbor", "indigo", "juniper",
    "kestrel", "lagoon", "maple", "nectar", "opal", "pebble", "quartz", "raven", "saffron", "thistle",
)  # fmt: skip
_SECOND = (
    "anchor", "bridge", "candle", "drum", "engine", "feather", "garden", "hammer", "island", "jacket",
    "kettle", "ladder", "mirror", "needle", "orchard", "pillow", "quilt", "river", "saddle", "tunnel",
)  # fmt: skip
_SCRIPT = """\
id: {id}
name: {First} {second}
description: A made-up exercise about a {first} {second}.
family: thoughts
approach: made up
minutes: 3
helps_with: [anxiety]
review: {{by: nobody, on: 2026-11-23, next: 2027-05-23}}
ask_phrases:
  - {first} {second}
  - do the {first} {second}
  - the {second} that is {first}
  - i want a {first} {second} now
  - show me how the {first} {second} goes
  - practise {second} in {first}
  - {first} and {second} exercise
steps:
  - id: see
    ask: Picture a {first} {second}. What is it like?
  - id: near
    choose: Is the {second} near or far?
    options:
      - near: Near
      - far: Far
closing: That was the {first} {second}.
"""


def make(source: Path, target: Path, scripts: int) -> Path:
    """Copy ``source`` and add exercises until there are ``scripts``."""
    shutil.copytree(source, target)
    missing = scripts - count(target)
    for text, name in itertools.islice(_scripts(), missing):
        (target / "stories" / "exercises" / f"{name}.yml").write_text(text)
    return target


def count(data: Path) -> int:
    return sum(1 for _ in (data / "stories").glob("*/*.yml"))


def _scripts() -> Iterator[tuple[str, str]]:
    for first, second in itertools.product(_FIRST, _SECOND):
        name = f"{first}_{second}"
        yield _SCRIPT.format(id=name, first=first, First=first.capitalize(), second=second), name
