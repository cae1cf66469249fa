from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.db import tables
from bot.db.database import Database
from bot.services.insight import IncidentEntry, NoSuchPlace, RunEntry
from tests.clock import Clock
from tests.services.insight.conftest import Enrols
from tests.services.insight.watched import Given, Watched, statements

CANARY = "purple canary"
KEPT: Given = ("note", "text", CANARY, None, "keep")
SHARED: Given = ("note", "text", "my sister called", None, "share")


def only(watched: Watched, **asked: Any) -> RunEntry:
    [entry] = watched.timeline(**asked).entries
    assert isinstance(entry, RunEntry)
    return entry


def walked(watched: Watched, size: int, **filters: Any) -> list[str]:
    """Ids of all pages."""
    found, after = [], ""
    while True:
        page = watched.timeline(after=after, size=size, **filters)
        found += [entry.id for entry in page.entries]
        if page.next is None:
            return found
        after = page.next


def test_runs_and_incidents_stand_in_the_order_of_their_times_newest_first(watched: Watched) -> None:
    ids = [watched.runs(), watched.worries(), watched.runs("mood_check_in"), watched.worries()]
    page = watched.timeline()
    assert [entry.id for entry in page.entries] == ids[::-1]
    assert [type(entry) for entry in page.entries] == [IncidentEntry, RunEntry, IncidentEntry, RunEntry]
    assert page.next is None


def test_a_run_shows_what_was_rated_and_tapped(watched: Watched) -> None:
    seen: Given = ("see", "choice", "I found them", "found", "share")
    watched.runs("five_senses", seen, rated=(8, 3), trigger="work", origin="assigned")
    entry = only(watched)
    assert (entry.script.title, entry.script.kind, entry.origin, entry.status) == (
        "Five senses",
        "exercise",
        "assigned",
        "finished",
    )
    assert (entry.distress_before, entry.distress_after, entry.trigger) == (8, 3, "Work or school")
    [answer] = entry.answers
    assert answer.question.startswith("Find five things you can see.")
    assert (answer.said, answer.value) == ("I found them", "found")


def test_of_words_kept_private_only_a_number_is_there(watched: Watched) -> None:
    told: Given = ("mood", "number_own", f"7 because of {CANARY}", 7, "keep")
    chosen: Given = ("sleep", "choice_own", f"hardly, {CANARY}", "hardly", "keep")
    unclear: Given = ("mood", "unclear", CANARY, None, "keep")
    watched.runs("mood_check_in", told, chosen, unclear, ("line", "text", CANARY, None, "keep"))
    entry = only(watched)
    assert entry.kept_private == 4
    assert [(one.step, one.number, one.said) for one in entry.answers] == [("mood", 7, "")]
    assert CANARY not in repr(watched.timeline())


def test_words_that_are_shared_are_read(watched: Watched) -> None:
    watched.runs("five_senses", SHARED, ("sharing", "choice", "Share with my therapist", "share", "share"))
    entry = only(watched)
    assert [(one.said, one.logged_as) for one in entry.answers] == [("my sister called", "note")]
    assert entry.kept_private == 0


def test_the_end_of_a_paced_step_is_no_word_of_theirs(watched: Watched) -> None:
    watched.runs("long_exhale", ("breathe", "pace", "", "done", "keep"))
    entry = only(watched)
    assert (entry.answers, entry.kept_private) == ((), 0)


def test_what_was_taken_back_is_neither_shown_nor_counted(watched: Watched, database: Database) -> None:
    watched.runs("five_senses", SHARED, KEPT)
    with database.transaction() as tx:
        tx.run(update(tables.answer).values(retracted_at=tables.answer.c.given_at))
    assert (only(watched).answers, only(watched).kept_private) == ((), 0)


def test_questions_are_those_of_the_version_that_was_run(watched: Watched) -> None:
    script = watched.library.scripts["mood_check_in"]
    data = script.dict()
    data["version"] = "before"
    data["steps"][0]["question"] = {"en": "How was it then?", "es": "¿Cómo fue?"}
    data["name"] = "An older name"
    watched.runs("", ("mood", "number", "4", 4, "share"), script=type(script).parse_obj(data))
    for language, asked in (("en", "How was it then?"), ("es", "¿Cómo fue?")):
        entry = only(watched, language=language)
        assert (entry.script.title, entry.answers[0].question) == ("Mood check-in", asked)


def test_a_script_that_is_gone_keeps_its_title_kind_and_questions(watched: Watched) -> None:
    data = watched.library.scripts["mood_check_in"].dict()
    gone = type(watched.library.scripts["mood_check_in"]).parse_obj({**data, "id": "old_one", "name": "An old one"})
    watched.runs("", ("mood", "number", "4", 4, "share"), script=gone)
    entry = only(watched, kind="check_in")
    assert (entry.script.title, entry.script.kind) == ("An old one", "check_in")
    assert entry.answers[0].question == "How is your mood today?"
    assert watched.ids(search="an OLD") == [entry.id]


def test_the_score_of_a_measure_is_worked_out_once_every_item_is_answered(watched: Watched) -> None:
    data = watched.library.scripts["mood_check_in"].dict()
    steps = [{**data["steps"][0], "id": f"item{number}", "highest": 3, "next": []} for number in range(1, 11)]
    measure = type(watched.library.scripts["mood_check_in"]).parse_obj(
        {**data, "id": "phq9", "kind": "measure", "steps": steps, "version": "p1"}
    )
    answers: list[Given] = [(f"item{number}", "number", "2", 2, "share") for number in range(1, 10)]
    watched.runs("", *answers[:8], script=measure)
    unfinished = only(watched)
    watched.runs("", *answers, script=measure)
    finished = watched.timeline(kind="measure").entries[0]
    assert isinstance(finished, RunEntry)
    assert unfinished.score is not None
    assert finished.score is not None
    assert (unfinished.score.total, finished.score.total, finished.score.highest) == (None, 18, 27)


def test_filters_narrow_by_kind_script_and_origin(watched: Watched) -> None:
    own, assigned = watched.runs(), watched.runs(origin="assigned")
    check_in, incident = watched.runs("mood_check_in", origin="assigned"), watched.worries()
    assert watched.ids(kind="exercise") == [assigned, own]
    assert watched.ids(kind="check_in") == [check_in]
    assert watched.ids(kind="incident") == [incident]
    assert watched.ids(kind="measure") == []
    assert watched.ids(script_id="five_senses") == [assigned, own]
    assert watched.ids(origin="assigned") == [check_in, assigned]
    assert watched.ids(kind="exercise", script_id="mood_check_in") == []


def test_days_are_days_on_the_participants_wall(watched: Watched, clock: Clock) -> None:
    clock.moment += timedelta(hours=11)  # 11 p.m. in New York, the next day in UTC
    late = watched.runs()
    incident = watched.worries()
    clock.moment += timedelta(hours=2)
    after_midnight = watched.runs()
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    assert watched.ids(last_day=monday) == [incident, late]
    assert watched.ids(first_day=tuesday) == [after_midnight]
    assert watched.ids(first_day=monday, last_day=monday) == [incident, late]
    assert watched.ids(first_day=date.min, last_day=date.max) == [after_midnight, incident, late]


def test_a_search_finds_names_of_scripts_and_shared_words_only(watched: Watched) -> None:
    by_name, by_words = watched.runs(), watched.runs("long_exhale", SHARED)
    watched.runs("long_exhale", KEPT)
    watched.worries()
    assert watched.ids(search="five SENSES") == [by_name]
    assert watched.ids(search="Sister ") == [by_words]
    assert watched.ids(search=CANARY) == []
    assert watched.timeline(search="sister").words_since is None
    assert watched.ids(search="sister", kind="check_in") == []


def test_a_search_says_how_far_back_it_read_words(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("SEARCHED_RUNS", "SEARCHED_WORDS"):
        with monkeypatch.context() as patched:
            patched.setattr(f"bot.services.insight.timelines.{limit}", 2)
            ids = [watched.runs("five_senses", SHARED) for _ in range(3)]
            page = watched.timeline(search="sister")
            assert [entry.id for entry in page.entries] == ids[:0:-1]
            assert page.words_since is not None
            assert page.words_since >= page.entries[-1].at - timedelta(minutes=1)
            assert len(watched.ids(search="senses")) == len(watched.ids()), "names are searched in full"


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_hold_everything_once(watched: Watched, clock: Clock, size: int) -> None:
    """Also where several things have one time."""
    for number in range(4):
        before = clock.moment
        watched.runs()
        clock.moment = before
        watched.worries()
        clock.moment = before
        watched.runs()
        if number % 2:
            clock.move(minutes=1)
    everything = watched.ids(size=100)
    assert len(everything) == len(set(everything)) == 12
    assert walked(watched, size) == everything
    assert walked(watched, size, kind="exercise") == [one for one in everything if one in watched.ids(kind="exercise")]


def test_what_is_new_does_not_move_the_next_page(watched: Watched) -> None:
    ids = [watched.runs() for _ in range(4)]
    first = watched.timeline(size=2)
    watched.runs()
    watched.worries()
    assert first.next is not None
    assert watched.ids(after=first.next, size=2) == ids[1::-1]


@pytest.mark.parametrize("text", ["x", "1r", "r1", "1x1", "1r1 ", "-1r1", "9" * 40 + "r1", "1r" + "9" * 40, "１r1"])
def test_a_place_that_never_was_is_refused(watched: Watched, text: str) -> None:
    with pytest.raises(NoSuchPlace):
        watched.timeline(after=text)


def test_nothing_of_other_participants_is_shown(enrol: Enrols) -> None:
    one, other = enrol(), enrol()
    other.runs("five_senses", SHARED)
    other.worries()
    mine = one.runs()
    assert one.ids() == [mine]
    assert one.ids(search="sister") == []


def test_fifty_runs_take_as_many_statements_as_one(watched: Watched, database: Database) -> None:
    def count(**asked: Any) -> int:
        with statements(database) as found:
            watched.timeline(size=50, **asked)
        return len(found)

    watched.runs("five_senses", SHARED, KEPT)
    watched.worries()
    one = [count(), count(search="sister"), count(kind="exercise")]
    for number in range(49):
        watched.runs(["five_senses", "long_exhale", "mood_check_in"][number % 3], SHARED, KEPT, trigger="work")
    assert len(watched.timeline(size=50).entries) == 50
    assert [count(), count(search="sister"), count(kind="exercise")] == one
    assert max(one) <= 8
