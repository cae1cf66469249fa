"""F12, F13: huge, deep and malformed requests. The process lives, answers each rightly, and logs nothing of them."""

from __future__ import annotations

import json
import time

from bot.db.ids import new_id
from bot.safety.screen import TOO_SLOW
from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CALM, CRISIS
from tests.faults.rig import Rig

LINE = "It rained all day and we read books at home. "
MEGABYTE = 1024 * 1024
CANARY = "purple canary"
SECONDS = 2
"""For a whole request of a megabyte, screen and commit included."""


def filled(length: int, words: str = "", place: float = 0.5) -> str:
    """Harmless text of this length with these words at a place between 0, the beginning, and 1, the end."""
    rest = length - len(words) - 2
    text = LINE * (rest // len(LINE) + 1)
    front = int(rest * place)
    return f"{text[:front]}\n{words}\n{text[front:rest]}"


HUGE = {
    "4,096 characters": (filled(4096), None),
    "4,096 and a crisis in the middle": (filled(4096, CRISIS), "page"),
    "1 MB": (filled(MEGABYTE), "check"),
    "1 MB and a crisis at the beginning": (filled(MEGABYTE, CRISIS, 0), "page"),
    "1 MB and a crisis at the end": (filled(MEGABYTE, CRISIS, 1), "page"),
    "1 MB and a crisis in the middle": (filled(MEGABYTE, CRISIS), "check"),
}
"""What each comes to. Of what is too long to be read whole staff hear too, unless the answer is a plain no."""


def test_huge_messages(whole_rig: Rig, count: Count, enter: Enter, in_time: InTime) -> None:
    """Each comes to what it must, or to a page because a busy machine took longer than the screen may."""
    rig, times, slowest = whole_rig, count(1, 20), 0.0
    for name in [*HUGE] * times:
        text, level = HUGE[name]
        visitor = rig.visitor()
        sent = visitor.send(text)
        slowest = max(slowest, (sent.accepted or 0) - sent.began)
        found = rig.rows("SELECT level, rule FROM incident WHERE id = ?", rig.incident_of(sent))
        sent.crisis = bool(found)
        if found[:1] != [("page", TOO_SLOW)]:
            assert [one for one, _ in found] == ([] if level is None else [level]), name
        if [one for one, _ in found] == ["check"]:
            visitor.send("not sure")
    for sent in [one for one in rig.sent if one.crisis]:
        rig.until_heard(sent)
    rig.until_settled()
    ledger = rig.ledger("F12 huge messages", times * len(HUGE), slowest, "accepted")
    enter(ledger)
    in_time(slowest, SECONDS)


BAD = {
    "no JSON": b'{"key": "' + CANARY.encode(),
    "no object": json.dumps([CANARY]).encode(),
    "no key": json.dumps({"text": CANARY}).encode(),
    "a key that is no text": json.dumps({"key": 12345678, "text": CANARY}).encode(),
    "a key of half a sign": b'{"key": "\\ud800-' + new_id().encode() + b'", "text": "purple canary"}',
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep text": b'{"key": "' + new_id().encode() + b'", "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "bytes that are no text": b"\xff\xfe\x00" + CANARY.encode(),
    "an unknown button": json.dumps({"key": new_id(), "button": CANARY}).encode(),
    "five megabytes": json.dumps({"key": new_id(), "text": CANARY * 400_000}).encode(),
}


def test_one_malformed_request_among_ten(rig: Rig, enter: Enter) -> None:
    """Each kind of fault among nine good messages: the nine are handled, and no word of the tenth stands in a log."""
    for body in BAD.values():
        visitor = rig.visitor()
        for number in range(9):
            if number == 5:
                status, answer = visitor.post(body)
                assert 400 <= status < 500, (status, body[:60])
                assert CANARY not in json.dumps(answer)
            visitor.send(CRISIS if number == 8 else CALM, crisis=number == 8)
    for sent in [one for one in rig.sent if one.crisis]:
        rig.until_heard(sent)
    rig.until_settled()
    aside = "SELECT count(*) FROM inbox WHERE state = 'set_aside' AND seq >= ?"
    assert rig.rows(aside, rig.sent[0].seq) == [(0,)]
    log = "".join(part.log.read_text() for part in rig.started)
    for words in (CANARY, CALM, CRISIS, "rain"):
        assert words not in log
    ledger = rig.ledger("F13 one malformed among ten", len(BAD))
    enter(ledger)
    assert ledger.extra == 0


def test_half_a_sign_in_a_message_hides_nothing(rig: Rig, enter: Enter) -> None:
    """A lone surrogate is no text that can be written down as UTF-8; the crisis beside it is found all the same."""
    visitor, began = rig.visitor(), time.monotonic()
    sent = visitor.send(f"\ud83d {CRISIS} \udc00", crisis=True)
    rig.until_heard(sent)
    rig.until_settled()
    enter(rig.ledger("F12 half a sign", 1, time.monotonic() - began, "heard"))
