"""F1: `kill -9` of a gateway that takes updates from Telegram. Those that wait there wait on; none is lost."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CALM, CRISIS
from tests.faults.rig import GATEWAY, WORKER, kill
from tests.faults.telegram_rig import TelegramRig, telegram_rigged

RESUMED_SECONDS = 10


@pytest.mark.parametrize("moment", ["incident", "before_commit", "after_commit", "told"])
def test_a_gateway_killed_while_it_takes_a_crisis_from_telegram(
    folder: Path, count: Count, enter: Enter, moment: str, in_time: InTime
) -> None:
    """``told``: Telegram has sent the safety reply, and the gateway dies before it can store that."""
    times = count(1, 100)
    with telegram_rigged(folder) as rig, rig.running(WORKER):
        slowest = gateway_dies(rig, moment, times)
        again = rig.again()
        ledger = rig.ledger(f"F1 Telegram: {moment}", times, slowest, "resumed")
    enter(ledger)
    in_time(slowest, RESUMED_SECONDS)
    assert ledger.extra <= times, "at most one more a kill"
    assert again == (times if moment == "told" else 0), "a reply comes twice only if it was out and not marked so"


def gateway_dies(rig: TelegramRig, moment: str, times: int) -> float:
    """A kill a crisis; returns the longest time from a kill until that crisis was heard."""
    slowest, gateway = 0.0, rig.start(GATEWAY)
    for person in rig.enrolled(times):
        rig.arm(moment)
        sent = rig.say(person, CRISIS, crisis=True)
        assert gateway.process.wait(20) == -9
        killed = time.monotonic()
        gateway = rig.start(GATEWAY, up=False)
        slowest = max(slowest, rig.until_heard(sent) - killed)
    rig.until_settled()
    rig.until_answered()
    gateway.kill()
    return slowest


def test_a_backlog_outlives_every_kill(folder: Path, count: Count, enter: Enter) -> None:
    """Stock polling lost 395 of 400 in four kills: it confirms what it has read before anything is done with it."""
    messages, kills, dice = count(100, 400), 4, random.Random(1)
    with telegram_rigged(folder) as rig, rig.running(WORKER):
        people = rig.enrolled(20)
        for number in range(messages):
            crisis = number % (messages // 20) == 7 % (messages // 20)
            rig.say(people[number % 20 if not crisis else number * 20 // messages], text(crisis), crisis=crisis)
        for number in range(1, kills + 1):
            gateway = rig.start(GATEWAY, up=False)
            rig.until_rows(number * messages // (kills + 1))
            time.sleep(dice.uniform(0, 0.05))
            kill(gateway)
        stored = rig.stored()
        with rig.running(GATEWAY):
            for sent in [one for one in rig.sent if one.crisis]:
                rig.until_heard(sent, 90)
            rig.until_settled()
            rig.until_answered()
            assert rig.telegram.pending == []
        most = max(rig.again_to(person) for person in people)
        ledger = rig.ledger(f"F1 Telegram: backlog of {messages}", kills)
    enter(ledger)
    assert most <= kills, "in each chat one message may have been on its way at each kill"
    assert stored < messages, "the last kill came while updates were waiting"


def text(crisis: bool) -> str:
    return CRISIS if crisis else CALM
