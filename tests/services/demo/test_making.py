"""The demo as it is stored: plausible, consistent, the same for the same seed, and nobody's."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest

from bot.db import caseloads, participants, runs, sessions
from bot.db.bulk import Row
from bot.db.database import Database
from bot.db.tables import metadata
from bot.escalation.rota import is_staffed
from bot.schedule.walls import wall_of
from bot.scripts.library import Library
from bot.scripts.runs import RunState
from bot.services import demo
from bot.services.alarming_answers import HIGH_DISTRESS, RISE
from bot.services.demo import CHANNEL, Content, HoldsDemo, HoldsPeople, Wanted
from bot.services.demo.arcs import MOST_DISTRESS
from bot.services.run_columns import columns_of
from tests.clock import MONDAY_NOON, Clock
from tests.db.people import stored_chat
from tests.services.demo.conftest import LARGE, WANTED, Made
from tests.services.life import filled, rows

SEALED = {"participant": ("name", "cautions"), "chat": ("address",), "run": ("state", "tags"), "answer": ("body",)}
SATURDAY = datetime(2026, 3, 7, 17, tzinfo=timezone.utc)


def opened(database: Database, table: str) -> list[Row]:
    """Rows with what is sealed opened, apart from what differs with the keys."""
    found = rows(database, table)
    for row in found:
        for name in SEALED.get(table, ()):
            if row[name] is not None:
                row[name] = database.keys.unseal(row[name], f"{table}.{name}", row["id"])
        row.pop("address_index", None)
        row.pop("trigger_index", None)
        row.pop("code_hash", None)
    return found


def by_person(made: Made) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in opened(made.database, "run"):
        found[row["participant_id"]].append(row)
    return found


@pytest.fixture(params=["small", "large"])
def made(request: pytest.FixtureRequest) -> Made:
    either: Made = request.getfixturevalue(request.param)
    return either


def test_nobody_of_it_is_real_or_has_a_chat_that_leads_anywhere(made: Made, content: Content) -> None:
    people = opened(made.database, "participant")
    assert len(people) == len(made.demo.people)
    assert all(row["synthetic"] for row in people)
    family = {*content.bank.names.family, "Sample", "Example"}
    assert {row["name"].split()[1] for row in people} <= family
    assert len({row["name"] for row in people}) == len(people)
    assert {row["channel"] for row in rows(made.database, "chat")} == {CHANNEL}


def test_the_same_seed_makes_the_same(small: Made, database: Database, content: Content) -> None:
    """Ids of incidents, and of the messages that led to them, are new each time."""
    demo.make(database, content, WANTED)
    for table in ("participant", "chat", "consent", "session", "assignment", "run", "answer"):
        assert opened(database, table) == opened(small.database, table)
    assert [row["kind"] for row in rows(database, "incident")] == [
        row["kind"] for row in rows(small.database, "incident")
    ]


def test_another_seed_makes_another(small: Made, database: Database, content: Content) -> None:
    demo.make(database, content, Wanted(seed=2, now=MONDAY_NOON, participants=2))
    ids = [{row["id"] for row in rows(one, "run")} for one in (database, small.database)]
    assert ids[0] & ids[1] == set()


def test_there_are_as_many_as_wanted(small: Made, large: Made) -> None:
    assert (len(small.demo.people), len(large.demo.people)) == (16, 30)
    assert len(rows(small.database, "run")) == small.demo.runs > 400
    assert len(rows(large.database, "run")) == large.demo.runs == LARGE.runs
    counts = Counter(row["participant_id"] for row in rows(large.database, "run"))
    assert counts.most_common(1) == [(large.demo.person("Ana").id, LARGE.runs // 10)]


def test_columns_tags_and_answers_are_what_the_runs_own_state_says(made: Made, library: Library) -> None:
    answers = defaultdict(list)
    for row in opened(made.database, "answer"):
        answers[row["run_id"]].append(row)
    for row in opened(made.database, "run"):
        script, state = library.scripts[row["script_id"]], RunState.from_data(json.loads(row["state"]))
        numbers, tags = columns_of(script, state)
        assert {name: row[name] for name in numbers} == numbers
        assert json.loads(row["tags"]) == {name: tag for name, tag in tags.items() if tag is not None}
        assert (row["step"], row["version"]) == (state.step, script.version)
        given = [one["step"] for one in answers[row["id"]] if one["kind"] != "unclear"]
        assert given == list(state.trail)
        times = [one["given_at"] for one in answers[row["id"]]]
        assert times == sorted(times)
        assert all(row["started_at"] <= at <= row["last_at"] for at in times)


def test_one_run_of_a_person_begins_when_the_one_before_has_ended(made: Made) -> None:
    for own in by_person(made).values():
        assert all(row["status"] not in runs.LIVE and row["ended_at"] is not None for row in own[:-1])
        assert all(one["last_at"] < two["started_at"] for one, two in pairwise(own))
        assert all(one["ended_at"] == two["started_at"] for one, two in pairwise(own) if one["status"] == "abandoned")


def test_rows_are_numbered_in_the_order_of_time(made: Made) -> None:
    for table, name in (("run", "started_at"), ("inbox", "received_at")):
        times = [row[name] for row in rows(made.database, table)]
        assert times == sorted(times)


def test_whoever_is_very_distressed_has_an_incident_for_it(made: Made) -> None:
    found = rows(made.database, "run")
    rated = [row for row in found if max(row["distress_before"] or 0, row["distress_after"] or 0) > MOST_DISTRESS]
    [raised] = [row for row in rows(made.database, "incident") if row["kind"] == "high_distress"]
    [high] = rated
    assert high["distress_before"] == HIGH_DISTRESS
    assert high["participant_id"] == raised["participant_id"]
    assert high["started_at"] < raised["opened_at"] < high["last_at"]
    changes = [row["distress_after"] - row["distress_before"] for row in found if row["distress_after"] is not None]
    assert min(changes) < 0 < max(changes) < RISE


def test_everybody_goes_their_own_way(small: Made) -> None:
    now, own = small.demo.now, by_person(small)

    def distress(name: str) -> tuple[float, float]:
        rated = [
            row["distress_before"] for row in own[small.demo.person(name).id] if row["distress_before"] is not None
        ]
        third = len(rated) // 3
        return sum(rated[:third]) / third, sum(rated[-third:]) / third

    first, last = distress("Ana")
    assert last <= first - 2
    first, last = distress("Ben")
    assert abs(last - first) < 1.5
    assert max(row["last_at"] for row in own[small.demo.person("Daniel").id]) < now - timedelta(days=7)
    assert min(row["started_at"] for row in own[small.demo.person("Farid").id]) > now - timedelta(days=4)
    assert small.demo.person("Elena").language == "es"
    [alumni] = [row for row in rows(small.database, "participant") if row["discharged_at"]]
    assert (alumni["id"], alumni["phase"]) == (small.demo.person("Liam").id, "alumni")
    assert [row["status"] for row in own[small.demo.person("Kaya").id]][-1] == "open"


def test_nobody_practises_what_their_cautions_speak_against(made: Made, content: Content) -> None:
    own, cautioned = by_person(made), [one for one in made.demo.people if one.cautions]
    assert len(cautioned) == 2
    for one in cautioned:
        names = {caution.value for caution in one.cautions}
        with made.database.reading() as tx:
            assert participants.cautions_of(tx, one.id) == tuple(names)
        suited = content.library.without(names).scripts
        assert {row["script_id"] for row in own[one.id]} <= set(suited) < set(content.library.scripts)
        tasks = [row for row in rows(made.database, "assignment") if row["participant_id"] == one.id]
        assert {row["script_id"] for row in tasks} <= set(suited)


def test_nothing_is_planned_any_more_for_who_was_discharged(small: Made) -> None:
    liam = small.demo.person("Liam").id
    theirs = {
        table: [row for row in rows(small.database, table) if row["participant_id"] == liam]
        for table in ("session", "assignment", "group_member")
    }
    assert all(row["starts_at"] < small.demo.now for row in theirs["session"])
    assert all(row["ended_at"] is not None for row in theirs["assignment"])
    assert theirs["group_member"] == []


def test_words_are_shared_by_some_and_kept_by_others_and_numbers_always_shared(made: Made) -> None:
    kinds = defaultdict(set)
    for row in rows(made.database, "answer"):
        kinds[row["kind"]].add(row["sharing"])
    assert kinds["text"] == {"share", "keep"}
    assert (kinds["number"], kinds["choice"], kinds["skipped"]) == ({"share"}, {"share"}, {"share"})


def test_runs_end_in_every_way_and_come_from_everywhere(small: Made) -> None:
    found = rows(small.database, "run")
    assert {row["status"] for row in found} == {"finished", "stopped", "abandoned", "open"}
    assert {row["origin"] for row in found} == {"own", "assigned", "suggested"}
    assert {"mood_check_in", "after_session", "session_prep_individual", "session_prep_group"} <= {
        row["script_id"] for row in found
    }


@pytest.mark.parametrize("moment", [MONDAY_NOON, SATURDAY, MONDAY_NOON.replace(hour=3)])
def test_there_are_sessions_today_prepared_and_in_working_hours(
    database: Database, content: Content, moment: datetime
) -> None:
    made = demo.make(database, content, Wanted(now=moment))
    zone, escalation = content.rules.time_zone, content.guard.desk.escalation
    today = wall_of(moment, zone).date()
    with database.reading() as tx:
        found = sessions.find(tx)
        of_lee = {row.participant_id for row in caseloads.of_staff(tx, made.staff["lee"])}
    todays = [row for row in found if wall_of(row.starts_at, zone).date() == today]
    assert {"group", "individual"} <= {row.kind for row in todays}
    assert sum(row.participant_id in of_lee and row.kind == "individual" for row in todays) >= 3
    assert {row.kind for row in found} == {"group", "individual", "family", "prescriber"}
    assert any(row.starts_at > moment for row in found)
    hours = {wall_of(row.starts_at, zone).hour for row in found}
    assert min(hours) >= 9
    assert max(hours) <= 17
    on_workdays = [row for row in found if wall_of(row.starts_at, zone).weekday() < 5]
    assert all(is_staffed(escalation, row.starts_at) for row in on_workdays)
    weekends = {wall_of(row.starts_at, zone).weekday() for row in found if row not in on_workdays}
    assert weekends == ({today.weekday()} if today.weekday() >= 5 else set())
    prepared = {
        row["participant_id"]
        for row in rows(database, "run")
        if row["script_id"] == "session_prep_individual" and row["started_at"] > moment - timedelta(hours=36)
    }
    quiet = {one.id for one in made.people if one.course.quiet}
    assert {row.participant_id for row in todays if row.kind == "individual"} - quiet <= prepared


def test_a_caseload_is_twelve_and_two_more_have_some(small: Made, clock: Clock) -> None:
    with small.database.reading() as tx:
        own = Counter(row.staff_id for row in caseloads.all_now(tx) if not row.cover)
        cover = Counter(row.staff_id for row in caseloads.all_now(tx) if row.cover)
    staff = small.demo.staff
    assert (own[staff["lee"]], own[staff["sam"]], own[staff["kim"]]) == (12, 3, 1)
    assert cover == {staff["sam"]: 2}


def test_large_data_stands_in_the_same_tables_with_the_same_columns(small: Made, large: Made) -> None:
    def shape(made: Made) -> dict[str, set[str]]:
        return {
            table: {name for row in rows(made.database, table) for name, value in row.items() if value is not None}
            for table in metadata.tables
        }

    assert shape(small) == shape(large)


def test_it_is_made_once_and_not_among_real_people(database: Database, content: Content) -> None:
    stored_chat(database)
    before = filled(database)
    with pytest.raises(HoldsPeople):
        demo.make(database, content, WANTED)
    assert filled(database) == before
    demo.make(database, content, WANTED, beside=True)
    after = filled(database)
    with pytest.raises(HoldsDemo):
        demo.make(database, content, WANTED, beside=True)
    assert filled(database) == after


def test_one_person_alone_is_enough(database: Database, content: Content) -> None:
    made: Any = demo.make(database, content, Wanted(now=MONDAY_NOON, participants=1, runs=200))
    assert (len(made.people), made.runs, dict(made.incidents)) == (1, 200, {})
