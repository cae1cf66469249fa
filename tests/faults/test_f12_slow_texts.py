"""F12: texts made to keep the screen busy. Each is judged, or given up as a page, within the screen's own time."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from bot.safety.screen import MOST_SECONDS, TOO_SLOW, load_screen
from bot.safety.tokens import word_set
from bot.safety.verdict import Outcome
from bot.services.conversation import TEXT_LIMIT
from bot.settings import ROOT
from tests.faults.conftest import Count, Enter, InTime
from tests.faults.ledger import Ledger

WORDS = sorted(word_set("i want to kill myself my he she will me you and the a not never just so if was end it life"))
"""What many patterns hold: the more of them, the more there is to look for."""


def slow_texts(dice: random.Random) -> Iterator[str]:
    yield from (
        "i ",
        "and ",
        "k i l l ",
        "k1ll my53lf 4nd 7h3n 1 ",
        "k*ll s***ide c*t ",
        "i. want. to. die. ",
        "me quiero morir y ",
    )
    yield from ("killmyselfandendmylifenow", "a", "\U0001f602\U0001f52a", "a\u0301\u0316", '"i said" ')
    for between in (" ", ", ", "\n", "-"):
        yield between.join(dice.choices(WORDS, k=TEXT_LIMIT))
    for letters in ("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz*", "aeioubcdlst0134578"):
        yield " ".join("".join(dice.choices(letters, k=9)) for _ in range(TEXT_LIMIT // 9))


def full_length(text: str) -> str:
    return (text * (TEXT_LIMIT // len(text) + 1))[:TEXT_LIMIT]


def test_no_text_keeps_the_screen_busy(count: Count, enter: Enter, in_time: InTime) -> None:
    screen, dice, best = load_screen(ROOT / "data" / "safety"), random.Random(12), []
    for _ in range(count(1, 10)):
        for text in map(full_length, slow_texts(dice)):
            took = []
            for _ in range(3):
                began = time.thread_time()
                verdict = screen.judge(text)
                took.append(time.thread_time() - began)
                assert verdict.rule != TOO_SLOW or verdict.outcome is Outcome.PAGE
            best.append(min(took))
    enter(Ledger("F12 texts made to be slow", len(best), slowest=max(best), measured="judged"))
    in_time(max(best), MOST_SECONDS)
