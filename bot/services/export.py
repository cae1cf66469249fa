"""A participant's complete export: JSON with readable names, and times in UTC."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from bot.db import belongings, runs, staff
from bot.db.belongings import Row
from bot.db.database import Transaction
from bot.db.ids import now
from bot.scripts.schema import Script
from bot.scripts.words import Words

MEASURE = "measure"


def export(tx: Transaction, participant_id: str) -> bytes:
    """All that is stored of this participant, as indented JSON."""
    person = belongings.person(tx, participant_id)
    practised = [_run(tx, row, person["language"]) for row in belongings.runs_of(tx, participant_id)]
    others = belongings.others_of(tx, participant_id)
    content = {
        "exported_at": _time(now()),
        "person": _person(person),
        "accounts": [_account(row) for row in belongings.chats_of(tx, participant_id)],
        "messages": _messages(tx, participant_id),
        "practice": [one for one in practised if one["kind"] != MEASURE],
        "measures": [one for one in practised if one["kind"] == MEASURE],
        **{name: [read(row) for row in others[table]] for name, (table, read) in _OTHERS.items()},
        **_with_staff(tx, participant_id),
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _person(row: Row) -> Row:
    names = ("id", "name", "language", "time_zone", "wants_reminders", "quiet_from", "quiet_to", "phase")
    times = ("reminders_after", "created_at", "discharged_at", "aftercare_until")
    return {**_these(row, *names), "cautions": row["cautions"] or [], **_times(row, *times)}


def _account(row: Row) -> Row:
    return {**_these(row, "channel", "address"), **_times(row, "created_at", "left_at", "unreachable_since")}


def _with_staff(tx: Transaction, participant_id: str) -> Row:
    """What they have to do with named people of staff. Private notes are staff's own and are not in it."""
    names = staff.names(tx)
    written = belongings.messages_of_staff(tx, participant_id)
    looked_after = belongings.caseloads_of(tx, participant_id)
    groups = belongings.groups_of(tx, participant_id)
    return {
        "messages_of_staff": [
            {"from": names[row["staff_id"]], "at": _time(row["made_at"]), "text": row["body"]} for row in written
        ],
        "looked_after_by": [
            {"name": names[row["staff_id"]], "cover": row["cover"], **_times(row, "from_at", "until_at")}
            for row in looked_after
        ],
        "groups": [{"name": row["name"], **_times(row, "joined_at", "ended_at")} for row in groups],
    }


def _messages(tx: Transaction, participant_id: str) -> list[Row]:
    """Both ways, in the order of their times."""
    found: list[tuple[datetime, Row]] = []
    for chat in belongings.chats_of(tx, participant_id):
        found += [(row["received_at"], _received(row)) for row in belongings.received(tx, chat["id"])]
        found += [(row["created_at"], _said(row)) for row in belongings.said(tx, chat["id"])]
    return [message for _, message in sorted(found, key=lambda one: one[0])]


def _received(row: Row) -> Row:
    return {"from": "you", "at": _time(row["received_at"]), "kind": row["kind"], "text": row["body"]["text"]}


def _said(row: Row) -> Row:
    titles = [button["title"] for button in row["body"].get("buttons") or []]
    said = {"from": "interlude", "at": _time(row["created_at"]), "text": row["body"].get("text", "")}
    return {**said, "buttons": titles, **_times(row, "sent_at")}


def _run(tx: Transaction, row: Row, language: str) -> Row:
    body = runs.version_body(tx, row["script_id"], row["version"])
    script = Script.parse_raw(body) if body else None
    named = {"script": row["script_id"], "version": row["version"]}
    if script is not None:
        named |= {"name": script.name.to(language), "kind": script.kind}
    figures = _these(row, "origin", "status", "step", "distress_before", "distress_after", "helped", "tags")
    answers = [_answer(one, script, language) for one in belongings.answers_of(tx, row["id"])]
    return {"kind": "", **named, **figures, **_times(row, "started_at", "last_at", "ended_at"), "answers": answers}


def _answer(row: Row, script: Script | None, language: str) -> Row:
    step = next((one for one in script.steps if one.id == row["step"]), None) if script else None
    question = getattr(step, "question", None)
    asked = question.to(language) if isinstance(question, Words) else None
    value = row["body"]["value"] if row["number"] is None else row["number"]
    said = {"step": row["step"], "question": asked, "text": row["body"]["text"], "value": value}
    return {**said, **_these(row, "kind", "sharing"), **_times(row, "given_at", "retracted_at")}


def _consent(row: Row) -> Row:
    return {"purpose": row["purpose"], "version": row["version"], "agreed": row["given"], "at": _time(row["at"])}


def _brief(row: Row) -> Row:
    """A brief that they have looked at, and what they held back of it."""
    return {"kind": row["kind"], "held_back": json.loads(row["held_back"]), **_times(row, "since", "seen_at")}


def _rest(*names: str) -> Callable[[Row], Row]:
    """These columns, times in UTC."""
    return lambda row: {name: _plain(row[name]) for name in names}


_INCIDENT = ("state", "level", "opened_at", "notified_at", "acknowledged_at", "resolved_at", "followed_up_at")
_OTHERS: dict[str, tuple[str, Callable[[Row], Row]]] = {
    "consents": ("consent", _consent),
    "sessions": ("session", _rest("kind", "starts_at", "minutes", "cancelled_at", "made_at")),
    "assignments": ("assignment", _rest("script_id", "days", "at", "times_a_day", "made_at", "ended_at")),
    "reminders": ("reminder", _rest("kind", "due_at", "about_at", "state", "done_at")),
    "briefs_seen": ("brief_view", _brief),
    "links": ("enrolment", _rest("made_at", "expires_at", "used_at", "revoked_at")),
    "alerts_to_staff": ("incident", _rest(*_INCIDENT)),
}
"""Section to table and how a row is read."""


def _these(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names}


def _times(row: Row, *names: str) -> Row:
    return {name: _time(row[name]) for name in names}


def _plain(value: Any) -> Any:
    return _time(value) if isinstance(value, datetime) else value


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
