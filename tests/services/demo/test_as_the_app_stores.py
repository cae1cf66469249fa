"""A run of the demo beside the same replies given to the assistant: every stored value is the same."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import assignments, bulk, chats, runs, tables
from bot.db.chats import Chat
from bot.db.database import Database
from bot.services.demo import Content
from bot.services.demo.arcs import IMPROVING
from bot.services.demo.people import Person
from bot.services.demo.planning import Planned
from bot.services.demo.rows import Log
from bot.services.demo.walking import ENDINGS, Walk, Walker, Wish
from bot.services.demo.weeks import Occasion
from tests.clock import MONDAY_NOON, Clock
from tests.services.practising import Person as Practising

DIFFER = ("id", "participant_id", "run_id")


def of_newest(database: Database, chat: Chat) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The run and its answers, apart from ids. That its trigger can be found without opening it is held here, too."""
    with database.reading() as tx:
        row = runs.find(tx, chat.participant_id, limit=1)[0]
        answers = runs.answers(tx, row.id)
        index = tx.run(select(tables.run.c.trigger_index).where(tables.run.c.id == row.id)).scalar_one()
        assert index == runs.trigger_index(tx, chat.participant_id, row.tags.get("trigger"))
    return _same(asdict(row)), [_same(asdict(one)) for one in answers]


def _same(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in DIFFER}


def practised(database: Database, content: Content, chat: Chat, clock: Clock, walk: Walk) -> None:
    """By the assistant, each reply at its own moment."""
    person = Practising(database, content.library, chat)
    clock.moment = MONDAY_NOON
    person.begin(walk.script_id)
    for seconds, reply in walk.replies:
        clock.moment = MONDAY_NOON + timedelta(seconds=seconds)
        person.give(reply)


def stored(database: Database, log: Log, chat: Chat, walk: Walk) -> None:
    """By the demo."""
    person = Person(0, chat.participant_id, chat.id, "Ana Sample", chat.language, IMPROVING, "lee", MONDAY_NOON)
    planned = Planned(person, Occasion(MONDAY_NOON, walk.script_id, "own", Wish()), walk, MONDAY_NOON)
    with database.transaction() as tx:
        log.store(tx, [planned])


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_they_are_the_same(database: Database, content: Content, clock: Clock, language: str, ending: str) -> None:
    with database.transaction() as tx:
        people = [chats.add_participant(tx, language=language) for _ in range(2)]
        own, other = (chats.add(tx, one, "demo", one) for one in people)
        for script in content.library.scripts.values():
            assignments.add(tx, own.participant_id, script.id, ["mon"], "10:00")
    kinds, log = set(), Log(content, Random(1))
    for script in content.library.scripts.values():
        for seed in range(3 if script.again_after_days is None else 1):
            wish = Wish(6, 3, share=seed % 2 == 0, ending=ending)
            walk = Walker(content.library, content.bank, script, language, wish, Random(f"{script.id}{seed}")).walk()
            practised(database, content, own, clock, walk)
            stored(database, log, other, walk)
            one, same = of_newest(database, own), of_newest(database, other)
            assert one == same
            kinds |= {answer["kind"] for answer in same[1]}
    assert {"number", "choice"} <= kinds
    if ending == "finish":
        assert {"text", "pace", "skipped", "number_own"} <= kinds


def test_a_sealed_value_opens_for_its_own_row_alone(database: Database, content: Content) -> None:
    """As every other row's: what is stored in bulk is bound to its column and id."""
    with database.transaction() as tx:
        bulk.add(tx, "participant", [_person("a" * 32, "Ana Sample"), _person("b" * 32, "Ben Example")])
        names = [row.name for row in tx.run(bulk.metadata.tables["participant"].select()).all()]
    assert database.keys.unseal(names[0], "participant.name", "a" * 32) == "Ana Sample"
    with pytest.raises(Exception, match="does not open"):
        database.keys.unseal(names[1], "participant.name", "a" * 32)


def _person(row_id: str, name: str) -> dict[str, Any]:
    return {"id": row_id, "language": "en", "synthetic": True, "created_at": MONDAY_NOON, "name": name}
