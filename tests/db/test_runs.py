from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.db import runs
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.db.tables import run
from tests.db.people import new_chat, stored_chat

STATE = {"step": "one", "visit": 1}


def begun(tx: Transaction, participant_id: str, script_id: str = "tiny") -> str:
    runs.keep_version(tx, script_id, "v1", "{}")
    return runs.add(tx, participant_id, script_id, "v1", "own")


def standing(tx: Transaction, run_id: str) -> list[tuple[str, str]]:
    """Step and text of the answers that were not taken back."""
    return [(one.step, one.text) for one in runs.answers(tx, run_id) if one.retracted_at is None]


def test_a_new_run_is_open_and_empty(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        row = runs.get(tx, begun(tx, chat.participant_id))
    assert (row.status, row.step, row.state, row.tags, row.origin) == ("open", "", {}, {}, "own")
    assert (row.distress_before, row.distress_after, row.helped, row.ended_at) == (None, None, None, None)
    assert row.started_at.tzinfo is not None


def test_where_a_run_stands_is_stored(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        run_id = begun(tx, chat.participant_id)
        runs.save(tx, run_id, "paused", STATE)
        row = runs.get(tx, run_id)
        assert (row.status, row.step, row.state, row.ended_at) == ("paused", "one", STATE, None)
        runs.save(tx, run_id, "finished", STATE)
        assert runs.get(tx, run_id).ended_at is not None


def test_the_newest_live_run_is_the_one_to_go_on_with(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        first, second = begun(tx, chat.participant_id), begun(tx, chat.participant_id)
        assert _live(tx, chat.participant_id) == second
        for status in runs.LIVE:
            runs.save(tx, second, status, STATE)
            assert _live(tx, chat.participant_id) == second
        runs.save(tx, second, "stopped", STATE)
        assert _live(tx, chat.participant_id) == first
        runs.save(tx, first, "finished", STATE)
        assert runs.live(tx, chat.participant_id) is None


def _live(tx: Transaction, participant_id: str) -> str | None:
    row = runs.live(tx, participant_id)
    return row.id if row else None


def test_only_live_runs_of_this_person_are_abandoned(database: Database) -> None:
    with database.transaction() as tx:
        one, two = new_chat(tx, "1"), new_chat(tx, "2")
        done, live, other = (begun(tx, who.participant_id) for who in (one, one, two))
        runs.save(tx, done, "finished", STATE)
        runs.abandon(tx, one.participant_id)
        assert [runs.get(tx, run_id).status for run_id in (done, live, other)] == ["finished", "abandoned", "open"]
        assert runs.get(tx, live).ended_at is not None


def test_columns_and_tags_are_filled_and_emptied(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        run_id = begun(tx, chat.participant_id)
        runs.set_columns(tx, runs.get(tx, run_id), {"distress_before": 7}, {"trigger": "work", "need": "panic"})
        runs.set_columns(tx, runs.get(tx, run_id), {"distress_before": None, "helped": 0}, {"trigger": None})
        row = runs.get(tx, run_id)
    assert (row.distress_before, row.helped, row.tags) == (None, 0, {"need": "panic"})


def test_runs_are_listed_newest_first_and_can_be_narrowed(database: Database) -> None:
    with database.transaction() as tx:
        one, two = new_chat(tx, "1"), new_chat(tx, "2")
        ids = [begun(tx, who.participant_id) for who in (one, two, one)]
        assert [row.id for row in runs.find(tx)] == ids[::-1]
        assert [row.id for row in runs.find(tx, one.participant_id)] == [ids[2], ids[0]]
        assert [row.id for row in runs.find(tx, limit=1)] == [ids[2]]
        assert len(runs.find(tx, since=now() - timedelta(minutes=1))) == 3
        assert runs.find(tx, since=now() + timedelta(minutes=1)) == []


def test_answers_come_in_the_order_they_were_given(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        run_id = begun(tx, chat.participant_id)
        runs.add_answer(tx, run_id, "a", "number", "about a seven", 7, "share")
        runs.add_answer(tx, run_id, "b", "choice", "Work", "work", "share")
        runs.add_answer(tx, run_id, "c", "text", "my words", None, "keep")
        found = [(one.step, one.kind, one.number, one.value, one.text, one.sharing) for one in runs.answers(tx, run_id)]
    assert found == [
        ("a", "number", 7, None, "about a seven", "share"),
        ("b", "choice", None, "work", "Work", "share"),
        ("c", "text", None, None, "my words", "keep"),
    ]


def test_an_answer_taken_back_is_kept_and_marked(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        run_id = begun(tx, chat.participant_id)
        for step, kind, text in (("a", "text", "1"), ("b", "unclear", "eh"), ("b", "number", "2")):
            runs.add_answer(tx, run_id, step, kind, text, None, "keep")
        runs.retract(tx, run_id, "b")
        assert standing(tx, run_id) == [("a", "1")]
        assert len(runs.answers(tx, run_id)) == 3


def test_in_a_loop_only_the_latest_round_is_taken_back(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        run_id = begun(tx, chat.participant_id)
        for kind, text in (("unclear", "eh"), ("number", "1"), ("unclear", "hm"), ("number", "2")):
            runs.add_answer(tx, run_id, "a", kind, text, None, "keep")
        runs.retract(tx, run_id, "a")
        assert standing(tx, run_id) == [("a", "eh"), ("a", "1")]
        runs.retract(tx, run_id, "a")
        assert standing(tx, run_id) == []


def test_sharing_is_set_for_these_kinds_and_not_for_what_was_taken_back(database: Database) -> None:
    chat = stored_chat(database)
    with database.transaction() as tx:
        run_id = begun(tx, chat.participant_id)
        runs.add_answer(tx, run_id, "a", "text", "taken back", None, "keep")
        runs.retract(tx, run_id, "a")
        runs.add_answer(tx, run_id, "a", "text", "words", None, "keep")
        runs.add_answer(tx, run_id, "b", "number", "7", 7, "keep")
        runs.set_sharing(tx, run_id, "share", ["text"])
        assert [(one.text, one.sharing) for one in runs.answers(tx, run_id)] == [
            ("taken back", "keep"),
            ("words", "share"),
            ("7", "keep"),
        ]


def test_a_version_is_kept_once_and_never_changed(database: Database) -> None:
    with database.transaction() as tx:
        runs.keep_version(tx, "tiny", "v1", "first")
        runs.keep_version(tx, "tiny", "v1", "second")
        runs.keep_version(tx, "tiny", "v2", "third")
        assert [runs.version_body(tx, "tiny", version) for version in ("v1", "v2", "v3")] == ["first", "third", None]


def test_runs_with_the_same_trigger_can_be_told_without_opening_them(database: Database) -> None:
    with database.transaction() as tx:
        one, two = new_chat(tx, "1").participant_id, new_chat(tx, "2").participant_id
        ids = [begun(tx, who) for who in (one, one, one, two)]
        untouched = stored_index(tx, ids[0])
        for run_id, trigger in zip(ids, ("work", "family", "work", "work"), strict=True):
            runs.set_columns(tx, runs.get(tx, run_id), {}, {"trigger": trigger})
        first, other, same, elsewhere = (stored_index(tx, run_id) for run_id in ids)
        assert first == same == runs.trigger_index(tx, one, "work")
        assert len({first, other, elsewhere, untouched}) == 4, "nor can two people be compared"
        runs.set_columns(tx, runs.get(tx, ids[0]), {"helped": 1}, {})
        assert stored_index(tx, ids[0]) == first
        runs.set_columns(tx, runs.get(tx, ids[0]), {}, {"trigger": None})
        assert stored_index(tx, ids[0]) == untouched == runs.trigger_index(tx, one, None)


def stored_index(tx: Transaction, run_id: str) -> bytes:
    found: bytes = tx.run(select(run.c.trigger_index).where(run.c.id == run_id)).scalar_one()
    return found
