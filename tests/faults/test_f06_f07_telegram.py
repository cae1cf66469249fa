"""F6, F7: updates again and again, in any order, and with numbers that begin anew."""

from __future__ import annotations

import random
from typing import Any

from tests.faults.conftest import Count, Enter
from tests.faults.content import CALM, CRISIS
from tests.faults.telegram_rig import TelegramRig
from tests.telegram.fake_api import FakeTelegram
from tests.telegram.people import Person

SAME = 100


def test_the_same_update_a_hundred_times_is_one_row_one_incident_and_one_reply(
    telegram_rig: TelegramRig, enter: Enter
) -> None:
    """Under its own number, and under new ones."""
    rig = telegram_rig
    [person] = rig.enrolled()
    update = written(rig, person, CRISIS, crisis=True)
    for number in range(SAME):
        if number % 2:
            rig.telegram.inject({**update, "update_id": rig.telegram.next_update_id})
            rig.telegram.next_update_id += 1
        else:
            rig.telegram.redeliver(update)
    rig.until_heard(rig.sent[0])
    FakeTelegram.until(lambda: rig.telegram.pending == [], 30)
    rig.until_settled()
    rig.until_answered()
    ledger = rig.ledger("F6 same update", SAME)
    enter(ledger)
    assert (ledger.inbox, ledger.incidents, ledger.extra) == (1, 1, 0)


def test_numbers_that_begin_anew_lose_nothing(telegram_rig: TelegramRig, count: Count, enter: Enter) -> None:
    """After a high number was confirmed Telegram counts from a low one; then high again, while both wait."""
    rig, times, dice = telegram_rig, count(3, 20), random.Random(7)
    people, highest = rig.enrolled(4), rig.telegram.next_update_id + 900_000_000
    for _ in range(times):
        for number in (highest, dice.randrange(1, 1_000_000), highest + 5, dice.randrange(1, 1_000_000)):
            rig.telegram.next_update_id = number
            for person in people[:3]:
                rig.say(person, CALM)
            if number != highest:
                continue
            FakeTelegram.until(lambda: rig.telegram.pending == [], 30)
        highest += 100
        rig.telegram.next_update_id = dice.randrange(1, 1_000_000)
    rig.say(people[3], CRISIS, crisis=True)
    check_all_there(rig, enter, "F7 numbers begin anew", times)
    rig.telegram.next_update_id = highest


def test_updates_out_of_order_lose_nothing(telegram_rig: TelegramRig, count: Count, enter: Enter) -> None:
    """Handed over from the highest number to the lowest, and in no order at all."""
    rig, times, dice = telegram_rig, count(3, 20), random.Random(8)
    people = rig.enrolled(5)
    for number in range(times):
        first = rig.telegram.next_update_id
        order = list(range(first, first + 10))
        dice.shuffle(order)
        for place, update_id in enumerate(order if number % 2 else order[::-1]):
            rig.telegram.next_update_id = update_id
            rig.say(people[place % 4], CALM)
        rig.telegram.next_update_id = first + 10
    rig.say(people[4], CRISIS, crisis=True)
    check_all_there(rig, enter, "F7 out of order", times)


def written(rig: TelegramRig, person: Person, text: str, *, crisis: bool = False) -> dict[str, Any]:
    update = person.write(text)
    rig.sent_as(person, update["message"]["message_id"], text, crisis=crisis)
    return update


def check_all_there(rig: TelegramRig, enter: Enter, fault: str, times: int) -> None:
    rig.until_stored()
    for sent in [one for one in rig.sent if one.crisis]:
        rig.until_heard(sent)
    rig.until_settled()
    rig.until_answered()
    ledger = rig.ledger(fault, times)
    enter(ledger)
    assert ledger.extra == 0
