"""A screen for tests that do not depend on the lexicon."""

from __future__ import annotations

from bot.safety.verdict import Outcome, Verdict


class FakeScreen:
    """Finds the words PAGE and CHECK; breaks at BREAK. What holds "hoy" is Spanish."""

    def judge(self, text: str) -> Verdict:
        if "BREAK" in text:
            raise RuntimeError("broken")
        for outcome in (Outcome.PAGE, Outcome.CHECK):
            place = text.find(outcome.name)
            if place >= 0:
                span = (place, place + len(outcome.name))
                return Verdict(outcome, "imminent", "rule", span, "v1", "es" if "hoy" in text else None)
        return Verdict(Outcome.PAGE, None, "screen.too_slow", None, "v1") if "SLOW" in text else _nothing()


def _nothing() -> Verdict:
    return Verdict(Outcome.NONE, lexicon="v1")
