"""F11: a flood of messages in other chats, and a crisis in one. Its page does not wait for the flood."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor

from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CALM, CRISIS
from tests.faults.ledger import percentile
from tests.faults.rig import Rig
from tests.faults.threads import in_background
from tests.faults.visitor import Sent

AT_ONCE = 16
CHATS = 50
PAGE_SECONDS = 5
CRISES = 5
"""In each flood."""


def test_a_crisis_in_a_flood(whole_rig: Rig, count: Count, enter: Enter, in_time: InTime) -> None:
    rig, messages, floods = whole_rig, count(200, 1000), count(1, 4)
    crises = [sent for _ in range(floods) for sent in in_the_flood(rig, messages)]
    for sent in crises:
        rig.until_heard(sent)
    rig.until_settled()
    waits = [(rig.page_of(sent) or 0) - sent.began for sent in crises]
    p95 = percentile(waits, 0.95)
    ledger = rig.ledger(f"F11 flood of {messages}", floods, p95, "page p95")
    enter(ledger)
    in_time(p95, PAGE_SECONDS)
    assert ledger.extra == 0


def in_the_flood(rig: Rig, messages: int) -> list[Sent]:
    """Crises of different people, while the flood lasts."""
    before = len(rig.sent)
    flood = in_background(pour, rig, messages)
    crises = []
    for number in range(1, CRISES + 1):
        while len(rig.sent) - before < messages * number // (CRISES + 2):
            time.sleep(0.005)
        assert not flood.done, "the flood was over before its crises had come"
        crises.append(rig.visitor().send(CRISIS, crisis=True))
    flood.result()
    return crises


def pour(rig: Rig, messages: int) -> None:
    chats = [rig.visitor() for _ in range(CHATS)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for one in [pool.submit(chat.send, CALM) for chat in itertools.islice(itertools.cycle(chats), messages)]:
            one.result()
