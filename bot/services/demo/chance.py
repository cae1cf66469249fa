"""Random numbers that are the same for the same seed, and apart for each purpose."""

from __future__ import annotations

from random import Random


def chance(*of: object) -> Random:
    """Nothing that is to stay secret is made of these."""
    return Random(":".join(map(str, of)))  # noqa: S311
