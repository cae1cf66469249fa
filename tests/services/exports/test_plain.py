from __future__ import annotations

import json
from typing import Any

from bot.services.exports import as_json
from tests.services.exports.practised import CANARY, SHARED, dossier, everything
from tests.services.insight.watched import Watched


def content(watched: Watched) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_json(dossier(watched)))
    return found


def test_runs_and_incidents_are_there_with_what_was_shared(watched: Watched) -> None:
    ids = everything(watched)
    found = content(watched)
    assert (found["participant"], found["care_consent"], found["synthetic"]) == (watched.id, "given", False)
    assert [one["id"] for one in found["runs"]] == list(ids.values())[:-1]
    check_in = found["runs"][1]
    assert (check_in["title"], check_in["kind"], check_in["at"]) == (
        "Mood check-in",
        "check_in",
        "2026-03-02T17:01:00Z",
    )
    assert check_in["answers"][2]["said"] == SHARED
    assert found["runs"][5]["score"] == {"instrument": "PHQ-9", "total": 10, "highest": 27, "band": "moderate"}
    assert [one["id"] for one in found["incidents"]] == [ids["incident"]]
    assert CANARY not in json.dumps(found)


def test_it_says_why_there_are_no_runs(watched: Watched) -> None:
    everything(watched)
    watched.decides(False)
    found = content(watched)
    assert (found["care_consent"], found["runs"], len(found["incidents"])) == ("refused", [], 1)
