"""F12, F13, F14: huge, malformed and disguised messages on Telegram."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from bot.db import telegram_updates
from tests.clients.receivers import until
from tests.faults.conftest import Count, Enter, InTime
from tests.faults.content import CALM, CRISIS
from tests.faults.telegram_rig import TelegramRig
from tests.faults.test_f14_unicode import TRICKS
from tests.telegram.people import Person

LONGEST = 4096
SECRET_WORDS = "the heron by the mill"
PAGE_SECONDS = 5


def huge() -> Iterator[tuple[str, bool]]:
    """Texts of 4,096 UTF-16 units, as Telegram counts, and whether they are a crisis."""
    yield f"{CRISIS} " + "word " * ((LONGEST - len(CRISIS) - 1) // 5), True
    yield ("word " * LONGEST)[: LONGEST - len(CRISIS) - 1].rpartition(" ")[0] + f" {CRISIS}", True
    yield "😭" * (LONGEST // 2), False
    yield "👨‍👩‍👧‍👦" * (LONGEST // 11), False
    yield "😭" * ((LONGEST - len(CRISIS) - 1) // 2) + f" {CRISIS}", True
    yield "\u0301" * LONGEST, False
    yield "rain " * (LONGEST // 5), False


def test_huge_messages(telegram_rig: TelegramRig, count: Count, enter: Enter, in_time: InTime) -> None:
    """Each is judged, and what is found in it is heard in time; what the screen cannot be sure of it may page too."""
    rig, times, slowest = telegram_rig, count(1, 20), 0.0
    for _ in range(times):
        for text, crisis in huge():
            [person] = rig.enrolled()
            sent = rig.say(person, text, crisis=crisis)
            until(partial(rig.is_stored, sent))
            if not crisis and rig.incident_of(sent):
                sent.crisis = True
            if sent.crisis:
                slowest = max(slowest, rig.until_heard(sent) - sent.began)
    rig.until_settled()
    rig.until_answered()
    ledger = rig.ledger("F12 Telegram: huge messages", times * len(list(huge())), slowest, "heard")
    enter(ledger)
    in_time(slowest, PAGE_SECONDS)
    assert ledger.extra == 0


def malformed(person: Person, number: int) -> list[dict[str, Any] | str]:
    """What Telegram does not send. Each holds words that must not get into a log."""
    body = {"message_id": number, "date": 1, "chat": person.shape(), "from": person.user(), "text": SECRET_WORDS}
    return [
        {"message": {**body, "chat": SECRET_WORDS}},
        {"message": SECRET_WORDS},
        {"message": {"text": SECRET_WORDS}},
        {"message": [body]},
        {"message": {**body, "message_id": SECRET_WORDS, "date": "never"}},
        {"message": {**body, "chat": {**person.shape(), "id": {"is": SECRET_WORDS}}}},
        {"callback_query": {"id": "1", "from": person.user(), "data": SECRET_WORDS, "chat_instance": "1"}},
        {"edited_message": {"nested": _nested(200)}},
        {"update_id": SECRET_WORDS, "message": {"text": f"{SECRET_WORDS} {number}"}},
    ]


def _nested(depth: int) -> Any:
    return [_nested(depth - 1)] if depth else SECRET_WORDS


def test_one_malformed_update_among_ten(telegram_rig: TelegramRig, count: Count, enter: Enter) -> None:
    """The nine are handled, also those that came in the same batch behind it; the one is kept as it came, sealed."""
    rig, before, times = telegram_rig, len(set_aside(telegram_rig)), count(1, 10)
    *people, last = rig.enrolled(10)
    bad = [one for number in range(times) for one in malformed(last, 9_000_000 + number)]
    for number, one in enumerate(bad):
        for place, person in enumerate(people):
            if place == 4:
                rig.telegram.inject(one)
            rig.say(person, f"{CALM} {number}")
    rig.say(last, CRISIS, crisis=True)
    rig.until_stored()
    rig.until_heard(rig.sent[-1])
    rig.until_settled()
    rig.until_answered()
    ledger = rig.ledger("F13 Telegram: one malformed among ten", len(bad))
    enter(ledger)
    assert ledger.extra == 0
    kept = set_aside(rig)[before:]
    assert len(kept) == len(bad)
    assert all(SECRET_WORDS in json.dumps(one) for one in kept)
    logs = "".join(file.read_text() for file in rig.place.folder.glob("*.log"))
    assert "update_set_aside" in logs
    assert SECRET_WORDS not in logs


def test_words_in_a_broken_message_are_heard(telegram_rig: TelegramRig, count: Count, enter: Enter) -> None:
    """A part of it cannot be read; who wrote it, where, and what can."""
    rig, times = telegram_rig, count(1, 20)
    for person in rig.enrolled(times):
        update = {"chat": person.shape(), "from": person.user(), "message_id": 8_000_000, "date": SECRET_WORDS}
        rig.sent_as(person, 8_000_000, CRISIS, crisis=True)
        rig.telegram.inject({"message": {**update, "text": CRISIS}})
    for sent in rig.sent:
        rig.until_heard(sent)
    rig.until_settled()
    rig.until_answered()
    ledger = rig.ledger("F13 Telegram: a broken crisis", times)
    enter(ledger)
    assert ledger.extra == 0


def set_aside(rig: TelegramRig) -> list[Any]:
    with rig.place.database() as database, database.reading() as tx:
        return telegram_updates.set_aside(tx)


def test_each_disguise_is_found_on_telegram(telegram_rig: TelegramRig, count: Count, enter: Enter) -> None:
    rig, times = telegram_rig, count(1, 10)
    for person, name in zip(rig.enrolled(times * len(TRICKS)), [*TRICKS] * times, strict=True):
        rig.say(person, TRICKS[name], crisis=True)
    began = time.monotonic()
    rig.until_stored(60)
    missed = {one.text for one in rig.sent if rig.rows("SELECT held FROM inbox WHERE seq = ?", one.seq) != [("page",)]}
    assert not missed
    for sent in rig.sent:
        rig.until_heard(sent, 60)
    slowest = time.monotonic() - began
    rig.until_settled()
    rig.until_answered()
    ledger = rig.ledger("F14 Telegram: Unicode tricks", times * len(TRICKS), slowest, "all heard")
    enter(ledger)
    assert ledger.extra == 0
