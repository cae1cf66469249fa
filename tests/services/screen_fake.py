"""A screen that knows a few phrases, so that no test here depends on what the lexicon says today."""

from __future__ import annotations

from bot.safety.verdict import Outcome, Verdict

PAGE_WORDS = "I want to kill myself"
CHECK_WORDS = "nobody would miss me"
UNREADABLE_WORDS = "the screen fails"
SPANISH_PAGE_WORDS = "me quiero matar"
SPANISH_CHECK_WORDS = "nadie me va a extrañar"
_KNOWN = {
    PAGE_WORDS: (Outcome.PAGE, "active_ideation", "kill_myself"),
    CHECK_WORDS: (Outcome.CHECK, "passive_ideation", "better_without_me"),
    UNREADABLE_WORDS: (Outcome.PAGE, None, "screen_failed"),
    SPANISH_PAGE_WORDS: (Outcome.PAGE, "active_ideation", "es_kill_myself"),
    SPANISH_CHECK_WORDS: (Outcome.CHECK, "passive_ideation", "es_better_without_me"),
}
_SPANISH = (SPANISH_PAGE_WORDS, SPANISH_CHECK_WORDS)


class ScreenFake:
    """Keeps what it was asked in ``judged``. Of a language it is sure only where the words are Spanish."""

    def __init__(self) -> None:
        self.judged: list[str] = []

    def judge(self, text: str) -> Verdict:
        self.judged.append(text)
        for words, (outcome, kind, rule) in _KNOWN.items():
            at = text.lower().find(words.lower())
            if at >= 0:
                return Verdict(outcome, kind, rule, (at, at + len(words)), "test", "es" if words in _SPANISH else None)
        return Verdict(Outcome.NONE, lexicon="test")
