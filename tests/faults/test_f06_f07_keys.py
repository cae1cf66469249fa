"""F6, F7: the same message again and again, and keys in any order. A key names a message within its chat, nothing more.

The page's keys are random; those of a channel that numbers its updates come with that channel.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from bot.db.ids import new_id
from tests.faults.conftest import Enter
from tests.faults.content import CALM, CRISIS
from tests.faults.rig import Rig
from tests.faults.visitor import Visitor

SAME = 100


def test_the_same_message_a_hundred_times_is_one_row_and_one_incident(rig: Rig, enter: Enter) -> None:
    visitor = rig.visitor()
    sent = visitor.send(CRISIS, crisis=True)
    again = {"key": sent.key, "text": CRISIS}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: visitor.post(again), range(SAME)))
    assert {status for status, _ in answers} == {202}
    assert len({body["id"] for _, body in answers}) == 1
    rig.until_heard(sent)
    rig.until_settled()
    ledger = rig.ledger("F6 same message", SAME)
    enter(ledger)
    assert (ledger.inbox, ledger.incidents, ledger.pages, ledger.extra) == (1, 1, 2, 0)


def test_a_first_message_sent_by_many_at_once_is_stored_once(rig: Rig, enter: Enter) -> None:
    visitor, key = rig.visitor(), new_id()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: visitor.send(CRISIS, crisis=True, key=key), range(8)))
    rig.sent[:] = found[:1]
    rig.until_heard(found[0])
    rig.until_settled()
    ledger = rig.ledger("F6 at the same moment", len(found))
    enter(ledger)
    assert ledger.extra == 0


def test_keys_out_of_order_and_keys_that_begin_again_lose_nothing(rig: Rig, enter: Enter) -> None:
    """Numbers that fall, come late, jump, or are used in another chat too."""
    dice = random.Random(7)
    numbers = [*range(40, 20, -1), 2**62, *dice.sample(range(20), 20)]
    one, other = rig.visitor(), rig.visitor()
    for number in numbers:
        send(one, number)
    for number in sorted(numbers[:20]):
        send(other, number)
    for sent in [sent for sent in rig.sent if sent.crisis]:
        rig.until_heard(sent)
    rig.until_settled()
    ledger = rig.ledger("F7 keys out of order", len(numbers))
    enter(ledger)
    assert ledger.extra == 0


def send(visitor: Visitor, number: int) -> None:
    crisis = number % 10 == 0
    visitor.send(CRISIS if crisis else CALM, crisis=crisis, key=f"{number:020}")
