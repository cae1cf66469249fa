"""F14: crisis language in the disguises that Unicode offers, through the gateway. Each is found."""

from __future__ import annotations

import time
import unicodedata

from bot.safety.screen import TOO_SLOW, load_screen
from bot.safety.verdict import Outcome
from bot.settings import ROOT
from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CRISIS
from tests.faults.rig import Rig

EACH_SECONDS = 0.05
"""For one judgement (safety contract)."""
CYRILLIC = str.maketrans("aeopcyxiks", "аеорсухікѕ")
GREEK = str.maketrans("aeioknt", "αειοκντ")


def spread(text: str, between: str) -> str:
    return between.join(text)


def shifted(text: str, capital: int, small: int) -> str:
    """Letters of another alphabet block, by the code of its first capital and small letter."""
    return "".join(
        chr(small + ord(sign) - 97) if "a" <= sign <= "z" else chr(capital + ord(sign) - 65) if sign.isalpha() else sign
        for sign in text
    )


TRICKS = {
    "zero-width space": spread(CRISIS, "\u200b"),
    "zero-width joiner": spread(CRISIS, "\u200d"),
    "word joiner": spread(CRISIS, "\u2060"),
    "soft hyphen": spread(CRISIS, "\u00ad"),
    "byte order mark": f"\ufeff{CRISIS}\ufeff",
    "variation selectors": spread(CRISIS, "\ufe0f"),
    "bidirectional marks": f"\u202e\u202d{CRISIS}\u202c\u200f",
    "combining marks": "".join(f"{sign}\u0335" if sign.isalpha() else sign for sign in CRISIS),
    "piled-up marks": "".join(sign + "\u0301\u0316\u0334" * 3 if sign.isalpha() else sign for sign in CRISIS),
    "full width": shifted(CRISIS, 0xFF21, 0xFF41),
    "mathematical bold": shifted(CRISIS, 0x1D400, 0x1D41A),
    "mathematical script": shifted(CRISIS, 0x1D4D0, 0x1D4EA),
    "circled": shifted(CRISIS, 0x24B6, 0x24D0),
    "Cyrillic": CRISIS.lower().translate(CYRILLIC),
    "Greek": CRISIS.lower().translate(GREEK),
    "accents": "Í wánt tö kïll mysèlf",
    "decomposed accents": unicodedata.normalize("NFD", "Í wánt tö kïll mysèlf"),
    "ligatures": "I want to kill myselﬂ".replace("ﬂ", "f") + " ﬁnally",
    "no-break spaces": CRISIS.replace(" ", "\u00a0"),
    "ideographic spaces": CRISIS.replace(" ", "\u3000"),
    "line separators": CRISIS.replace(" ", "\u2028"),
    "dots between": CRISIS.replace("kill", "k.i.l.l"),
    "spaces between": CRISIS.replace("kill", "k i l l"),
    "digits": CRISIS.replace("kill", "k1ll").replace("myself", "mys3lf"),
    "repeats": CRISIS.replace("kill", "kiiiillll"),
    "capitals": "i WaNt To KiLl MySeLf",
    "a thousand zero-width signs": CRISIS.replace(" ", " " + "\u200b" * 1000),
}


def test_each_disguise_is_found(whole_rig: Rig, count: Count, enter: Enter, in_time: InTime) -> None:
    """What a judgement takes is printed; the screen itself pages when it takes too long."""
    rig, times, missed = whole_rig, count(1, 10), []
    for name in [*TRICKS] * times:
        sent = rig.visitor().send(TRICKS[name], crisis=True)
        if rig.rows("SELECT held FROM inbox WHERE seq = ?", sent.seq) != [("page",)]:
            missed.append(name)
    assert not missed
    for sent in rig.sent:
        rig.until_heard(sent)
    rig.until_settled()
    slow = rig.rows("SELECT count(*) FROM incident WHERE rule = ?", TOO_SLOW)[0][0]
    ledger = rig.ledger("F14 Unicode tricks", times * len(TRICKS), slowest_judgement(), "judged")
    enter(ledger)
    in_time(ledger.slowest or 0, EACH_SECONDS)
    assert slow <= len(rig.sent) // 10, "found by the words, not by the time they took"


def slowest_judgement() -> float:
    """Of each trick the best of three: what the screen needs, not what else this machine does."""
    screen = load_screen(ROOT / "data" / "safety")
    best = []
    for text in TRICKS.values():
        took = []
        for _ in range(3):
            began = time.monotonic()
            assert screen.judge(text).outcome is Outcome.PAGE
            took.append(time.monotonic() - began)
        best.append(min(took))
    return max(best)
