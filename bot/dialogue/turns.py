"""What must be known about the turn in progress across Rasa's layers, which swallow errors of actions.

A turn that failed half-way must leave no trace: its tracker is not saved and the gateway is told to ask again.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class TurnState:
    """``unavailable``: the action server did not answer, ask again later. ``failed``: it could not do this."""

    unavailable: bool = False
    failed: bool = False

    @property
    def is_whole(self) -> bool:
        return not (self.unavailable or self.failed)


_current: ContextVar[TurnState | None] = ContextVar("interlude_turn", default=None)


def begin_turn() -> TurnState:
    """Start watching the turn of this task."""
    turn = TurnState()
    _current.set(turn)
    return turn


def current_turn() -> TurnState:
    """The turn of this task; outside the gateway's channel one that nobody looks at."""
    return _current.get() or TurnState()
