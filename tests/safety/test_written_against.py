from __future__ import annotations

from bot.safety.verdict import Outcome
from bot.settings import ROOT
from bot.stack.screen_training import read_messages
from tests.guards import guard_of_checkout

STILL_HIDDEN = 132
"""Lower it with every pattern that is narrowed."""


def test_harmless_patterns_hide_no_more_danger_than_is_known() -> None:
    """The telling words of each message stand in a pattern of an idiom, a denial or a lowering entry."""
    screen = guard_of_checkout().screen
    messages = read_messages(ROOT / "data" / "safety" / "written_against")
    assert all(one.crisis for one in messages)
    hidden = [one.text for one in messages if screen.judge(one.text).outcome is Outcome.NONE]
    assert len(hidden) <= STILL_HIDDEN, hidden
