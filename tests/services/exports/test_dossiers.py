from __future__ import annotations

import pytest

from tests.clock import Clock
from tests.services.exports.practised import CANARY, dossier, everything
from tests.services.insight.watched import Watched


def test_everything_stands_oldest_first(watched: Watched) -> None:
    ids = everything(watched)
    found = dossier(watched)
    assert [run.id for run in found.runs] == list(ids.values())[:-1]
    assert [one.id for one in found.incidents] == [ids["incident"]]
    assert [run.id for run in found.measures] == [ids["measure"]]


def test_batches_hold_everything_once(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [watched.runs() for _ in range(7)]
    for size in (1, 2, 7, 8):
        monkeypatch.setattr("bot.services.exports.dossiers._BATCH", size)
        assert [run.id for run in dossier(watched).runs] == ids


def test_a_time_can_be_asked_for(watched: Watched, clock: Clock) -> None:
    watched.runs()
    since = clock.moment
    run_id, incident_id = watched.runs(), watched.worries()
    until = clock.moment
    watched.runs()
    watched.worries()
    found = dossier(watched, since, until)
    assert [one.id for one in (*found.runs, *found.incidents)] == [run_id, incident_id]


def test_words_kept_private_are_not_in_it(watched: Watched) -> None:
    ids = everything(watched)
    found = dossier(watched)
    assert CANARY not in repr(found)
    assert {run.id: run.kept_private for run in found.runs if run.kept_private} == {ids["kept"]: 1, ids["prep_kept"]: 1}


def test_without_consent_only_incidents_are_in_it(watched: Watched) -> None:
    ids = everything(watched)
    watched.decides(False)
    found = dossier(watched)
    assert (found.runs, [one.id for one in found.incidents]) == ((), [ids["incident"]])
