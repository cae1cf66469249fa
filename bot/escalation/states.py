"""The states of an incident, and who may move it from one to the next.

A page: open → notified → acknowledged → resolved. A check waits for its answer and may be resolved at any time; when it
becomes a page it is open again.
"""

from __future__ import annotations

from enum import Enum


class Level(str, Enum):
    """CHECK: one direct question, staff see it in the queue. PAGE: staff are told now."""

    CHECK = "check"
    PAGE = "page"


class State(str, Enum):
    """NOTIFIED: at least one notice has gone out. ACKNOWLEDGED: a named person has taken it."""

    OPEN = "open"
    NOTIFIED = "notified"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class Refused(Exception):
    """An acknowledgement or resolution that does not count. ``code`` goes into the audit."""

    code = "refused"


class NotFound(Refused):
    """There is no such incident."""

    code = "not_found"


class NotAllowed(Refused):
    """Whoever this is does not stand in the escalation file."""

    code = "not_allowed"


class AlreadyAcknowledged(Refused):
    """Somebody has it already, perhaps the same person."""

    code = "already_acknowledged"

    def __init__(self, owner: str) -> None:
        super().__init__(f"{owner} has acknowledged it")
        self.owner = owner


class AlreadyResolved(Refused):
    """It is closed."""

    code = "already_resolved"

    def __init__(self, owner: str) -> None:
        super().__init__(f"{owner} has resolved it")
        self.owner = owner


class Stale(Refused):
    """It has changed since the person looked: look again."""

    code = "stale"


class NotAcknowledged(Refused):
    """A page is acknowledged before it is resolved."""

    code = "not_acknowledged"


class NoNote(Refused):
    """A resolution says what was done."""

    code = "no_note"


def check_acknowledge(state: State, owner: str | None, version: int, seen_version: int | None) -> None:
    """Raises AlreadyResolved, AlreadyAcknowledged or Stale."""
    if state is State.RESOLVED:
        raise AlreadyResolved(owner or "")
    if state is State.ACKNOWLEDGED:
        raise AlreadyAcknowledged(owner or "")
    if seen_version is not None and seen_version != version:
        raise Stale("it has changed since you looked")


def check_resolve(level: Level, state: State, owner: str | None, note: str) -> None:
    """Raises AlreadyResolved, NotAcknowledged or NoNote."""
    if state is State.RESOLVED:
        raise AlreadyResolved(owner or "")
    if level is Level.PAGE and state is not State.ACKNOWLEDGED:
        raise NotAcknowledged("acknowledge it first")
    if not note.strip():
        raise NoNote("say what was done")
