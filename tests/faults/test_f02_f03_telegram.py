"""F2, F3: Telegram wants a chat left alone, fails, or is gone. Nothing goes out early, and nothing is lost."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from tests.clients.receivers import until
from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CALM, CRISIS
from tests.faults.rig import GATEWAY, WORKER, kill
from tests.faults.telegram_rig import TelegramRig, telegram_rigged
from tests.telegram.faults import Fault
from tests.telegram.people import Person

OTHERS_WAIT_SECONDS = 1
LATEST_SECONDS = 5
"""After the time that Telegram asked for."""
RECOVERED_SECONDS = 30
FAULTS = {
    "500": Fault(500),
    "502": Fault(502),
    "reset": Fault("cut"),
    "reset after it was taken": Fault("cut_after"),
    "half an answer": Fault("garbage"),
    "hangs": Fault("hang", seconds=60),
}


def test_a_chat_that_telegram_wants_left_alone(
    telegram_rig: TelegramRig, count: Count, enter: Enter, in_time: InTime
) -> None:
    """Its next message waits as long as Telegram says, those of others do not."""
    rig, times, seconds, slowest = telegram_rig, count(1, 20), count(3, 10), 0.0
    for _ in range(times):
        held, *others = rig.enrolled(6)
        for person in others:
            slowest = max(slowest, answered_after(rig, person))
        usual = slowest
        plan = rig.telegram.fail("sendMessage", held, 1, Fault(429, retry_after=seconds))
        sent = rig.say(held, CRISIS, crisis=True)
        until(partial(getattr, plan, "met"))
        for person in others:
            slowest = max(slowest, answered_after(rig, person))
        in_time(slowest - usual, OTHERS_WAIT_SECONDS)
        rig.until_heard(sent)
        check_left_alone(rig, held, seconds)
    rig.until_settled()
    rig.until_answered()
    ledger = rig.ledger(f"F2 429 for {seconds} s", times, slowest, "others answered")
    enter(ledger)
    assert ledger.extra == 0


def test_a_chat_is_left_alone_over_a_restart_too(folder: Path, count: Count, enter: Enter) -> None:
    times, seconds = count(1, 10), 5
    with telegram_rigged(folder) as rig, rig.running(WORKER):
        gateway = rig.start(GATEWAY)
        for held in rig.enrolled(times):
            rig.telegram.fail("sendMessage", held, 1, Fault(429, retry_after=seconds))
            sent = rig.say(held, CRISIS, crisis=True)
            until(lambda: rig.rows("SELECT count(*) FROM outbox WHERE attempts > 0 AND sent_at IS NULL") == [(1,)])
            kill(gateway)
            gateway = rig.start(GATEWAY)
            rig.until_heard(sent)
            check_left_alone(rig, held, seconds)
        rig.until_settled()
        rig.until_answered()
        ledger = rig.ledger("F2 429 and a restart", times)
    enter(ledger)
    assert ledger.extra == 0


def check_left_alone(rig: TelegramRig, person: Person, seconds: int) -> None:
    """No message went there before the time was over, and it did not take long after it."""
    calls = rig.telegram.calls_of("sendMessage", person)
    [refused] = [number for number, call in enumerate(calls) if call.status == 429]
    assert seconds <= calls[refused + 1].at - calls[refused].at < seconds + LATEST_SECONDS


def answered_after(rig: TelegramRig, person: Person) -> float:
    """From a message until Rasa's answer stands in the chat."""
    before = len(rig.telegram.sent(person))
    rig.say(person, CALM)
    return until(lambda: len(rig.telegram.sent(person)) > before)


def test_messages_that_telegram_fails_to_take(
    telegram_rig: TelegramRig, count: Count, enter: Enter, in_time: InTime
) -> None:
    """Each chat meets another failure at the same time; every chat is told once Telegram is well again."""
    rig, seconds = telegram_rig, count(5, 120)
    people = rig.enrolled(len(FAULTS))
    plans = [
        rig.telegram.fail("sendMessage", person, None, fault)
        for person, fault in zip(people, FAULTS.values(), strict=True)
    ]
    crises = [rig.say(person, CRISIS, crisis=True) for person in people]
    until(lambda: all(plan.met for plan in plans))
    time.sleep(seconds)
    rig.telegram.heal()
    recovered = time.monotonic()
    for sent in crises:
        rig.until_heard(sent, RECOVERED_SECONDS)
    slowest = time.monotonic() - recovered
    rig.until_settled()
    rig.until_answered()
    taken = plans[list(FAULTS).index("reset after it was taken")].met
    ledger = rig.ledger(f"F3 sending fails {seconds} s", len(FAULTS), slowest, "after recovery")
    enter(ledger)
    in_time(slowest, RECOVERED_SECONDS)
    assert ledger.extra <= taken, "what was taken and not confirmed is sent again"


def test_a_telegram_that_is_gone(telegram_rig: TelegramRig, count: Count, enter: Enter, in_time: InTime) -> None:
    """Half of the crises are on their way to the bot, half of the answers on their way to the person."""
    rig, seconds = telegram_rig, count(5, 600)
    early, late = rig.enrolled(2)
    plan = rig.telegram.fail("sendMessage", early, None, Fault("cut"))
    first = rig.say(early, CRISIS, crisis=True)
    until(lambda: plan.met)
    rig.telegram.vanish()
    rig.telegram.heal()
    second = rig.say(late, CRISIS, crisis=True)
    time.sleep(seconds)
    assert rig.page_of(first), "staff hear of it all the same"
    rig.telegram.return_()
    recovered = time.monotonic()
    for sent in (first, second):
        rig.until_heard(sent, RECOVERED_SECONDS)
    slowest = time.monotonic() - recovered
    rig.until_settled()
    rig.until_answered()
    ledger = rig.ledger(f"F3 Telegram gone {seconds} s", 1, slowest, "after recovery")
    enter(ledger)
    in_time(slowest, RECOVERED_SECONDS)
    assert ledger.extra == 0


def test_an_intake_that_fails(telegram_rig: TelegramRig, count: Count, enter: Enter, in_time: InTime) -> None:
    """Asking for updates fails in one way after the other, also when they were handed out."""
    rig, rounds, slowest = telegram_rig, count(1, 20), 0.0
    ways = [Fault(502), Fault("cut_after"), Fault("garbage_after")]
    for fault in ways * rounds:
        [person] = rig.enrolled()
        plan = rig.telegram.fail("getUpdates", times=2, with_=fault)
        sent = rig.say(person, CRISIS, crisis=True)
        until(partial(getattr, plan, "is_over"))
        ended = time.monotonic()
        rig.until_heard(sent, RECOVERED_SECONDS)
        slowest = max(slowest, time.monotonic() - ended)
    rig.until_settled()
    rig.until_answered()
    ledger = rig.ledger("F3 asking fails", 2 * rounds * len(ways), slowest, "after recovery")
    enter(ledger)
    in_time(slowest, RECOVERED_SECONDS)
    assert ledger.extra == 0
