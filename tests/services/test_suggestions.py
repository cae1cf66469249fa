from __future__ import annotations

import pytest

from bot.db import runs
from bot.db.chats import Chat
from bot.db.database import Database
from bot.scripts.library import Library
from bot.scripts.schema import Need
from bot.services.suggestions import MOST, helpful
from tests.db.people import stored_chat


@pytest.fixture
def chat(database: Database) -> Chat:
    return stored_chat(database)


def practised(database: Database, chat: Chat, script_id: str, before: int | None, after: int | None) -> None:
    with database.transaction() as tx:
        run_id = runs.add(tx, chat.participant_id, script_id, "v1", "own")
        runs.set_columns(tx, runs.get(tx, run_id), {"distress_before": before, "distress_after": after}, {})


def offered(database: Database, chat: Chat, library: Library, need: str | None = None) -> list[str]:
    with database.reading() as tx:
        return [script.id for script in helpful(tx, chat, library, need)]


def suited(library: Library, need: str) -> list[str]:
    return [s.id for s in library.scripts.values() if s.kind == "exercise" and Need(need) in s.helps_with]


def test_without_a_past_what_suits_the_need_is_offered(database: Database, chat: Chat, library: Library) -> None:
    assert offered(database, chat, library, "anxiety") == suited(library, "anxiety")[:MOST]
    assert offered(database, chat, library) == []


def test_what_helped_this_person_before_comes_first(database: Database, chat: Chat, library: Library) -> None:
    last = suited(library, "anxiety")[-1]
    assert len(suited(library, "anxiety")) > MOST
    practised(database, chat, last, 8, 4)
    assert offered(database, chat, library, "anxiety") == [last, *suited(library, "anxiety")[: MOST - 1]]


def test_the_larger_median_fall_comes_first(database: Database, chat: Chat, library: Library) -> None:
    one, two = suited(library, "anxiety")[:2]
    for before, after in ((9, 1), (5, 4), (5, 4)):
        practised(database, chat, one, before, after)
    practised(database, chat, two, 6, 4)
    assert offered(database, chat, library, "anxiety")[:2] == [two, one]


def test_what_helped_and_suits_comes_before_what_only_helped(database: Database, chat: Chat, library: Library) -> None:
    suits = suited(library, "urge")[0]
    other = next(i for i in suited(library, "anxiety") if i not in suited(library, "urge"))
    practised(database, chat, other, 9, 1)
    practised(database, chat, suits, 5, 4)
    assert offered(database, chat, library, "urge")[:2] == [suits, other]


def test_what_made_it_worse_is_not_offered(database: Database, chat: Chat, library: Library) -> None:
    worse = suited(library, "anxiety")[0]
    practised(database, chat, worse, 4, 7)
    assert worse not in offered(database, chat, library, "anxiety")
    practised(database, chat, worse, 9, 1)
    practised(database, chat, worse, 9, 1)
    assert offered(database, chat, library, "anxiety")[0] == worse


def test_what_changed_nothing_may_still_suit(database: Database, chat: Chat, library: Library) -> None:
    first = suited(library, "anxiety")[0]
    practised(database, chat, first, 5, 5)
    assert offered(database, chat, library, "anxiety")[0] == first
    assert offered(database, chat, library) == []


@pytest.mark.parametrize(("before", "after"), [(8, None), (None, 2), (None, None)])
def test_runs_without_both_ratings_do_not_count(
    database: Database, chat: Chat, library: Library, before: int | None, after: int | None
) -> None:
    practised(database, chat, "five_senses", before, after)
    assert offered(database, chat, library) == []


def test_what_helped_others_does_not_count(database: Database, chat: Chat, library: Library) -> None:
    practised(database, stored_chat(database, "other"), "five_senses", 9, 1)
    assert offered(database, chat, library) == []


def test_only_exercises_that_still_exist_are_offered(database: Database, chat: Chat, library: Library) -> None:
    practised(database, chat, "a_script_of_old", 9, 1)
    practised(database, chat, "mood_check_in", 9, 1)
    assert offered(database, chat, library) == []


def test_at_most_three_are_offered_and_none_twice(database: Database, chat: Chat, library: Library) -> None:
    for script_id in suited(library, "anxiety"):
        practised(database, chat, script_id, 8, 4)
    found = offered(database, chat, library, "anxiety")
    assert len(found) == len(set(found)) == MOST
