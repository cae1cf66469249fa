"""A phrase, a name and the bot's token pass through every path of Telegram; no log and no file has them readable."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from tests.clients.receivers import free_port, until
from tests.faults.content import CRISIS
from tests.faults.rig import GATEWAY, WORKER
from tests.faults.telegram_rig import TOKEN, TelegramRig, telegram_rigged
from tests.gateway.rasa_fake import fails, says
from tests.telegram.faults import Fault
from tests.telegram.people import Person

PHRASE = "quillfeather marmalade"
NAME = "Quentinella"
NEVER = (PHRASE, PHRASE.replace(" ", "+"), PHRASE.replace(" ", "%20"), NAME, TOKEN, TOKEN.partition(":")[2])
LOCKED_SECONDS = 6
"""Longer than a transaction waits."""


def test_no_word_and_no_token_is_found_anywhere(folder: Path) -> None:
    with telegram_rigged(folder) as rig:
        rig.telegram.person(NAME)
        with rig.running(GATEWAY, WORKER) as processes:
            [person] = rig.enrolled()
            person.first_name = NAME
            everything_a_chat_sends(rig, person)
            telegram_fails(rig)
            rasa_fails(rig, person)
            database_locked(rig, person)
            nobody_known(rig)
            check(rig, person)
            for process in processes:
                process.stop()
        port = free_port()
        url = {"TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "INTERLUDE_WEBHOOK_PORT": str(port)}
        with rig.running(GATEWAY, **url) as [gateway]:
            until(lambda: rig.telegram.calls_of("setWebhook"))
            everything_a_chat_sends(rig, person)
            rig.say(person, f"{CRISIS} {PHRASE}", crisis=True)
            until(lambda: rig.telegram.pending == [])
            check(rig, person)
            gateway.kill()
        check_files(rig)


def everything_a_chat_sends(rig: TelegramRig, person: Person) -> None:
    first = person.write(f"hello {PHRASE}")
    person.edit(first, f"hello again {PHRASE}")
    person.write(f"{CRISIS} {PHRASE}")
    person.send_photo(PHRASE)
    person.send_document(PHRASE, f"{PHRASE}.pdf")
    person.send_voice(PHRASE)
    person.send_poll(PHRASE, (PHRASE, "no"))
    person.send_contact(first_name=NAME)
    person.forward(PHRASE, of=NAME)
    person.reply(first, PHRASE)
    person.react(first, "👍")
    person.write(f"/start {PHRASE.replace(' ', '_')}")
    person.write(f"/{PHRASE}")
    for update in (
        {"message": PHRASE},
        {"message": {"text": PHRASE, "from": person.user()}},
        {"callback_query": {"id": "1", "from": person.user(), "data": PHRASE, "chat_instance": "1"}},
        {"message": {"message_id": PHRASE, "chat": person.shape(), "from": person.user(), "date": 1, "text": PHRASE}},
        {"message": {"message_id": 5, "chat": {"id": PHRASE, "type": "private"}, "date": 1, "text": PHRASE}},
        {"message": {"message_id": 5, "chat": person.shape(), "from": person.user(), "date": PHRASE, "text": PHRASE}},
    ):
        rig.telegram.inject(update)
    until(lambda: rig.telegram.pending == [], 30)


def telegram_fails(rig: TelegramRig) -> None:
    """Its answers quote what was asked, as answers of servers do."""
    quoted = f"{PHRASE} {TOKEN}"
    faults = [Fault(400, quoted), Fault(500, quoted), Fault(502), Fault("cut"), Fault("garbage"), Fault(404, quoted)]
    people = rig.enrolled(len(faults) + 1)
    plans = [rig.telegram.fail("sendMessage", person, 1, fault) for person, fault in zip(people, faults, strict=False)]
    plans.append(rig.telegram.fail("sendMessage", people[-1], 1, Fault("hang", seconds=30)))
    plans += [rig.telegram.fail("getUpdates", times=1, with_=fault) for fault in faults[1:4]]
    for person in people:
        person.write(PHRASE)
    until(lambda: all(plan.met for plan in plans), 30)
    rig.telegram.vanish()
    time.sleep(1)
    rig.telegram.return_()
    until(lambda: rig.telegram.pending == [], 30)
    rig.until_answered()


def rasa_fails(rig: TelegramRig, person: Person) -> None:
    for answer in (fails(500), says()):
        rig.rasa.does(answer)
        person.write(f"{PHRASE} once more")
        until(lambda: rig.telegram.pending == [], 30)
        rig.until_answered()
    rig.rasa.does(says(f"You said {PHRASE}."))


def database_locked(rig: TelegramRig, person: Person) -> None:
    with sqlite3.connect(rig.place.state / "interlude.db", isolation_level=None, timeout=10) as lock:
        lock.execute("BEGIN IMMEDIATE")
        person.write(f"{PHRASE} while it is locked")
        time.sleep(LOCKED_SECONDS)
        lock.execute("ROLLBACK")
    until(lambda: rig.telegram.pending == [], 30)


def nobody_known(rig: TelegramRig) -> None:
    """A stranger, a guess at a link, and a group."""
    stranger = rig.telegram.person(NAME)
    stranger.write(f"{CRISIS} {PHRASE}")
    stranger.start(PHRASE.replace(" ", "_"))
    group = rig.telegram.group(PHRASE)
    group.add_bot(stranger)
    until(lambda: rig.telegram.pending == [], 30)
    until(lambda: rig.telegram.calls_of("leaveChat"))


def check(rig: TelegramRig, person: Person) -> None:
    """While it runs: the journal of the database is full then."""
    rig.until_answered()
    assert any(PHRASE in one.text for one in rig.telegram.sent(person)), "it went through, and back"
    assert (rig.place.state / "interlude.db-wal").stat().st_size > 0
    check_files(rig)


def check_files(rig: TelegramRig) -> None:
    files = [file for file in rig.place.folder.rglob("*") if file.is_file()]
    assert any(file.name == "interlude.db" for file in files)
    assert any(b"update_set_aside" in file.read_bytes() for file in files if file.suffix == ".log")
    assert sum(file.suffix == ".log" for file in files) >= 2
    assert [(file.name, one) for file in files for one in found_in(file)] == []


def found_in(file: Path) -> Iterator[str]:
    content = file.read_bytes()
    for one in NEVER:
        if any(one.encode(coding) in content for coding in ("utf-8", "utf-16-le")):
            yield one
