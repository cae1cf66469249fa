"""What may follow what."""

from __future__ import annotations

import pytest

from bot.escalation.states import (
    AlreadyAcknowledged,
    AlreadyResolved,
    Level,
    NoNote,
    NotAcknowledged,
    Refused,
    Stale,
    State,
    check_acknowledge,
    check_resolve,
)


@pytest.mark.parametrize("state", [State.OPEN, State.NOTIFIED])
@pytest.mark.parametrize("seen", [None, 3])
def test_what_nobody_has_can_be_acknowledged(state: State, seen: int | None) -> None:
    check_acknowledge(state, None, 3, seen)


@pytest.mark.parametrize(
    ("state", "seen", "refusal"),
    [
        (State.OPEN, 2, Stale),
        (State.NOTIFIED, 4, Stale),
        (State.ACKNOWLEDGED, None, AlreadyAcknowledged),
        (State.ACKNOWLEDGED, 2, AlreadyAcknowledged),
        (State.RESOLVED, 3, AlreadyResolved),
    ],
)
def test_nothing_else_can(state: State, seen: int | None, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        check_acknowledge(state, "ana", 3, seen)


@pytest.mark.parametrize("state", [State.OPEN, State.NOTIFIED, State.ACKNOWLEDGED])
def test_a_check_can_be_resolved_at_any_time(state: State) -> None:
    check_resolve(Level.CHECK, state, "ana", "called")


@pytest.mark.parametrize(
    ("level", "state", "note", "refusal"),
    [
        (Level.PAGE, State.OPEN, "called", NotAcknowledged),
        (Level.PAGE, State.NOTIFIED, "called", NotAcknowledged),
        (Level.PAGE, State.ACKNOWLEDGED, " ", NoNote),
        (Level.CHECK, State.OPEN, "", NoNote),
        (Level.PAGE, State.RESOLVED, "called", AlreadyResolved),
        (Level.CHECK, State.RESOLVED, "called", AlreadyResolved),
    ],
)
def test_a_resolution_needs_an_owner_and_a_note(level: Level, state: State, note: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        check_resolve(level, state, "ana", note)


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [refusal.code for refusal in Refused.__subclasses__()]
    assert len(codes) == len(set(codes))
