"""F9: Rasa or its action server is of no use. The page and the safety reply do not wait for them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.clients.receivers import until
from tests.e2e.chat import Chat
from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CALM, CRISIS
from tests.faults.rig import GATEWAY, WORKER, Rig, rigged
from tests.gateway.rasa_fake import Answer, fails, hangs, says

WAYS: dict[str, Answer] = {
    "hangs": hangs(60, says("All right.")),
    "empty list": says(),
    "action server down": fails(503),
    "fails": fails(500),
}
"""What Rasa answers; without an action server it answers 503."""
HEARD_SECONDS = 5


@pytest.mark.parametrize("way", WAYS)
def test_a_crisis_is_heard_while_rasa(rig: Rig, count: Count, enter: Enter, way: str, in_time: InTime) -> None:
    """Also in a chat where Rasa is still busy with the message before."""
    rig.rasa.does(WAYS[way])
    check_heard(rig, count(1, 20), way, enter, in_time)


def test_a_crisis_is_heard_when_nobody_answers_at_all(
    folder: Path, count: Count, enter: Enter, in_time: InTime
) -> None:
    with rigged(folder) as rig, rig.running(GATEWAY, WORKER, RASA_URL="http://127.0.0.1:9"):
        check_heard(rig, count(1, 20), "down", enter, in_time)


def check_heard(rig: Rig, times: int, way: str, enter: Enter, in_time: InTime) -> None:
    """As the page shows it."""
    slowest = 0.0
    for _ in range(times):
        visitor = rig.visitor()
        with Chat(rig.port, visitor.cookie) as page:
            visitor.send(CALM)
            time.sleep(0.2)
            sent = visitor.send(CRISIS, crisis=True)
            slowest = max(slowest, until_shown(page) - sent.began)
            rig.until_heard(sent)
            slowest = max(slowest, (rig.page_of(sent) or 0) - sent.began)
    rig.until_settled()
    ledger = rig.ledger(f"F9 Rasa: {way}", times, slowest, "page and reply")
    enter(ledger)
    in_time(slowest, HEARD_SECONDS)
    assert ledger.extra == 0


def until_shown(page: Chat) -> float:
    """Wait for the crisis line's number on the page; returns when."""
    until(lambda: any("988" in text for text in page.texts()), HEARD_SECONDS)
    return time.monotonic()
