"""A participant's complete export."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.db.database import Database
from bot.db.tables import metadata
from bot.scripts.library import Library
from bot.services.export import export
from tests.clock import Clock
from tests.services.enrolling import Newcomer
from tests.services.life import GROUP, NAME, NOTED, PLACE, SAID, TO_THEM, TOLD, WRITTEN, Life

SECTIONS = {
    "participant": "person",
    "chat": "accounts",
    "inbox": "messages",
    "outbox": "messages",
    "run": "practice",
    "answer": "practice",
    "consent": "consents",
    "session": "sessions",
    "assignment": "assignments",
    "reminder": "reminders",
    "enrolment": "links",
    "incident": "alerts_to_staff",
    "staff_message": "messages_of_staff",
    "caseload": "looked_after_by",
    "therapy_group": "groups",
    "group_member": "groups",
    "brief_view": "briefs_seen",
}
"""Where each table is found in the export."""
INTERNAL = {
    "telegram_update": "the same messages as they came, raw",
    "tracker": "how far the dialogue stands; holds the same messages",
    "action_result": "the same messages, for two days",
    "screening": "rule ids of the crisis lexicon",
    "enrolment_attempt": "fingerprints, for an hour",
    "notice": "of staff",
    "incident_event": "of staff",
    "incident_note": "of staff",
    "private_note": "of staff: psychotherapy notes, kept apart from the record",
    "legal_hold": "of staff and the law",
    "audit": "of staff",
    "staff": "of staff; their names stand with what they wrote",
    "staff_link": "of staff",
    "staff_session": "of staff",
    "recovery_code": "of staff",
    "sign_in_attempt": "of staff",
    "script_version": "of nobody",
    "key_check": "of nobody",
    "heartbeat": "of nobody",
}


@pytest.fixture
def life(database: Database, library: Library, clock: Clock) -> Life:
    return Life(database, library)


def read(life: Life) -> dict[str, Any]:
    with life.database.reading() as tx:
        content: dict[str, Any] = json.loads(export(tx, life.id))
    return content


def test_each_table_is_exported_or_internal_for_a_reason() -> None:
    assert set(SECTIONS) | set(INTERNAL) == set(metadata.tables)
    assert not set(SECTIONS) & set(INTERNAL)


def test_every_section_holds_what_is_stored(life: Life) -> None:
    content = read(life)
    assert all(content[section] for section in SECTIONS.values())
    assert content["measures"] == []


def test_it_holds_both_sides_in_order_and_no_timers(life: Life, clock: Clock) -> None:
    clock.move(minutes=5)
    life.team.wrote("later")
    messages = read(life)["messages"]
    assert [one["at"] for one in messages] == sorted(one["at"] for one in messages)
    assert messages[-1] == {"from": "you", "at": "2026-03-02T17:05:00Z", "kind": "text", "text": "later"}
    assert {
        "from": "interlude",
        "at": "2026-03-02T17:00:00Z",
        "text": TOLD,
        "buttons": ["Yes"],
        "sent_at": None,
    } in messages
    assert sum(one["text"] == SAID for one in messages) == 2
    assert not [one for one in messages if "time is over" in one["text"]]


def test_it_says_who_it_is_about_in_readable_names(life: Life) -> None:
    content = read(life)
    person = content["person"]
    assert (person["name"], person["language"], person["time_zone"]) == (NAME, "en", "America/Chicago")
    assert content["accounts"][0]["address"] == PLACE


def test_practice_comes_with_its_questions_and_answers(life: Life) -> None:
    [run] = read(life)["practice"]
    assert (run["name"], run["kind"], run["status"], run["distress_before"]) == ("Mood check-in", "check_in", "open", 7)
    assert run["tags"] == {"trigger": WRITTEN}
    known, unknown = run["answers"]
    assert (known["question"], known["value"]) == ("How is your mood today?", 7)
    assert (unknown["question"], unknown["text"], unknown["sharing"]) == (None, WRITTEN, "keep")


def test_alerts_come_with_times_and_states_and_nothing_of_staff(life: Life) -> None:
    life.resolve()
    [alert] = read(life)["alerts_to_staff"]
    assert alert["state"] == "resolved"
    assert alert["opened_at"] == alert["resolved_at"] == "2026-03-02T17:00:00Z"
    text = json.dumps(read(life))
    assert "called, safe" not in text
    assert "ana" not in {*text.replace('"', " ").split()}


def test_what_staff_wrote_to_them_is_theirs_and_what_staff_noted_about_them_is_not(life: Life) -> None:
    content = read(life)
    at = "2026-03-02T17:00:00Z"
    assert content["messages_of_staff"] == [{"from": "Dr. Lee", "at": at, "text": TO_THEM}]
    text = json.dumps(content)
    assert NOTED not in text
    assert "reason canary" not in text


def test_phase_cautions_groups_and_who_looks_after_them_are_theirs(life: Life) -> None:
    content = read(life)
    at = "2026-03-02T17:00:00Z"
    assert (content["person"]["phase"], content["person"]["cautions"]) == ("step_up", ["breath"])
    assert content["groups"] == [{"name": GROUP, "joined_at": at, "ended_at": None}]
    assert content["looked_after_by"] == [{"name": "Dr. Lee", "cover": False, "from_at": at, "until_at": None}]
    assert content["briefs_seen"] == [{"kind": "individual", "held_back": ["run:1"], "since": at, "seen_at": at}]
    assert content["assignments"][0]["times_a_day"] == 1


def test_every_time_is_in_utc(life: Life) -> None:
    def times(node: Any) -> list[str]:
        if isinstance(node, list):
            return [found for one in node for found in times(one)]
        if not isinstance(node, dict):
            return []
        own = [value for key, value in node.items() if key.endswith("_at") and value]
        return own + [found for one in node.values() for found in times(one)]

    found = times(read(life))
    assert len(found) > 10
    assert all(one.endswith("Z") for one in found)


def test_it_holds_nothing_of_anybody_else(life: Life) -> None:
    with_neighbour = Newcomer(life.database, "neighbour")
    with_neighbour.enrols()
    with life.database.reading() as tx:
        theirs = export(tx, with_neighbour.chat.participant_id).decode()
    assert "canary" not in theirs.lower()
    assert PLACE not in theirs


def test_it_can_be_had_before_anything_is_stored(database: Database, clock: Clock) -> None:
    fresh = Newcomer(database)
    fresh.enrols()
    answer = fresh.types("export")
    assert answer.document is not None
    assert answer.document.name == "my-data-2026-03-02.json"
    assert json.loads(answer.document.data)["practice"] == []
    assert "canary" not in repr(answer)
    assert answer.bodies == ()
