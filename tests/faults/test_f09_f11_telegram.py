"""F9, F11: Rasa is of no use, or a thousand messages of others wait. A crisis on Telegram waits for neither."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest

from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CALM, CRISIS
from tests.faults.ledger import percentile
from tests.faults.rig import GATEWAY, WORKER
from tests.faults.telegram_rig import TelegramRig, telegram_rigged
from tests.faults.test_f09_rasa import HEARD_SECONDS, WAYS
from tests.faults.visitor import Sent

CHATS = 50
PAGE_SECONDS = 5
CRISES = 5
"""In each flood."""


@pytest.mark.parametrize("way", WAYS)
def test_a_crisis_on_telegram_is_heard_while_rasa(
    telegram_rig: TelegramRig, count: Count, enter: Enter, way: str, in_time: InTime
) -> None:
    """Also in a chat where Rasa is still busy with the message before."""
    telegram_rig.rasa.does(WAYS[way])
    check_heard(telegram_rig, count(1, 20), way, enter, in_time)


def test_a_crisis_on_telegram_is_heard_when_nobody_answers_at_all(
    folder: Path, count: Count, enter: Enter, in_time: InTime
) -> None:
    with telegram_rigged(folder) as rig, rig.running(GATEWAY, WORKER, RASA_URL="http://127.0.0.1:9"):
        check_heard(rig, count(1, 20), "down", enter, in_time)


def check_heard(rig: TelegramRig, times: int, way: str, enter: Enter, in_time: InTime) -> None:
    """By staff, and as the person's chat shows it."""
    slowest = 0.0
    for person in rig.enrolled(times):
        rig.say(person, CALM)
        time.sleep(0.2)
        sent = rig.say(person, CRISIS, crisis=True)
        slowest = max(slowest, rig.until_heard(sent, 3 * HEARD_SECONDS) - sent.began)
    rig.until_settled()
    ledger = rig.ledger(f"F9 Rasa and Telegram: {way}", times, slowest, "page and reply")
    enter(ledger)
    in_time(slowest, HEARD_SECONDS)
    assert ledger.extra == 0


def test_a_crisis_in_a_flood_on_telegram(
    telegram_rig: TelegramRig, count: Count, enter: Enter, in_time: InTime
) -> None:
    rig, messages, floods = telegram_rig, count(300, 1000), count(1, 4)
    crises = [sent for _ in range(floods) for sent in in_the_flood(rig, messages)]
    for sent in crises:
        rig.until_heard(sent, 120)
    replied = max(rig.replies_to(sent)[0].at - sent.began for sent in crises)
    p95 = percentile([(rig.page_of(sent) or 0) - sent.began for sent in crises], 0.95)
    rig.until_stored(120)
    rig.until_settled()
    rig.until_answered(120)
    ledger = rig.ledger(f"F11 Telegram: flood of {messages}", floods, p95, "page p95")
    enter(ledger)
    in_time(p95, PAGE_SECONDS)
    in_time(replied, PAGE_SECONDS)  # the safety reply does not stand in line with the others
    assert ledger.extra == 0


def in_the_flood(rig: TelegramRig, messages: int) -> list[Sent]:
    """Everybody writes again as soon as their last message is stored; people in crisis write in between."""
    people, others = rig.enrolled(CRISES), itertools.cycle(rig.enrolled(CHATS))
    crises, begun = [], rig.stored()
    for number in range(1, messages + 1):
        while rig.stored() - begun < number - CHATS:
            time.sleep(0.005)
        rig.say(next(others), CALM)
        if number % (messages // CRISES) == messages // (2 * CRISES):
            crises.append(rig.say(people.pop(), CRISIS, crisis=True))
    return crises
