"""A drill through a running worker. That it comes in through the gateway's door is tested from the terminal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.db.database import Database
from bot.safety.verdict import Outcome, Verdict
from bot.services import drill, people
from bot.services.drill import Drill, Report, compressed, receive_drill
from bot.services.guard import Guard
from bot.services.incidents import (
    NotAllowed,
    acknowledge,
    get_incident,
    history,
    list_incidents,
)
from tests.clients.receivers import HttpReceiver, until
from tests.db.people import new_chat
from tests.guards import guard_of_checkout
from tests.worker.crew import Place, escalation


@pytest.fixture
def http() -> Iterator[HttpReceiver]:
    with HttpReceiver(s404=404, s500=500) as receiver:
        yield receiver


@pytest.fixture
def place(tmp_path: Path, http: HttpReceiver, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(drill, "RUNG_SECONDS", 1.0)
    people_of = {f"{name}_sms": http.address(name) for name in ("ana", "ben", "cem")}
    return Place(tmp_path).set_up(escalation([["ana"], ["ben"], ["ana", "cem"]], seconds_between=600), people_of)


def guard_of(place: Place) -> Guard:
    return replace(guard_of_checkout(), desk=place.desk)


def run(place: Place, database: Database, patience: float = 4, *, climb: bool = False) -> Report:
    return Drill(database, place.desk, "ben", receiving(database, guard_of(place)), climb, patience).run()


def receiving(database: Database, guard: Guard) -> Callable[[str, bool], None]:
    """The gateway's side of it, in this process."""
    return partial(receive_drill, database, guard)


class Deaf:
    """A screen that finds nothing."""

    def judge(self, text: str) -> Verdict:
        return Verdict(Outcome.NONE, lexicon="0")


def test_a_drill_times_each_hop_and_is_resolved_by_name(place: Place, http: HttpReceiver) -> None:
    with place.database() as database, place.running("bot.worker") as worker:
        worker.until_up()
        report = run(place, database)
        assert report.passed
        assert [hop.name for hop in report.hops] == [
            "stored",
            "screened",
            "incident opened",
            "safety reply stored",
            "first page taken",
        ]
        assert all(hop.seconds is not None and hop.seconds < 2 for hop in report.hops)
        assert [(one.rung, one.person, one.outcome) for one in report.notices] == [(0, "ana", "sent")]
        assert report.incident_id
        row = get_incident(database, report.incident_id)
        assert (row.drill, row.state, row.resolved_by) == (True, "resolved", "ben")
    assert ["DRILL" in one.text for one in http.received] == [True]


def test_all_rungs_are_climbed_at_once_when_wanted(place: Place, http: HttpReceiver) -> None:
    with place.database() as database, place.running("bot.worker") as worker:
        worker.until_up()
        report = run(place, database, climb=True)
    assert report.passed
    assert report.reached == {0, 1, 2}
    assert [(one.rung, one.person) for one in report.notices] == [(0, "ana"), (1, "ben"), (2, "ana"), (2, "cem")]
    assert all("DRILL" in one.text for one in http.received)


@pytest.mark.parametrize(("broken", "code"), [("s404", "http_404"), ("s500", "http_500")])
def test_a_rung_that_cannot_be_reached_fails_the_drill(
    place: Place, http: HttpReceiver, broken: str, code: str
) -> None:
    text = place.settings.addresses_file.read_text()
    place.settings.addresses_file.write_text(text.replace(http.address("ben"), http.address(broken)))
    with place.database() as database, place.running("bot.worker") as worker:
        worker.until_up()
        report = run(place, database, climb=True)
        assert not report.passed
        assert report.reached == {0, 2}
        assert [one.outcome for one in report.notices if one.rung == 1] == [code]
        assert list_incidents(database)[0].state == "resolved"


def test_without_a_worker_it_fails_and_leaves_nothing_open(place: Place) -> None:
    with place.database() as database:
        report = run(place, database, 0.3)
        assert not report.passed
        assert {hop.name: hop.seconds for hop in report.hops}["first page taken"] is None
        assert list_incidents(database)[0].state == "resolved"


def test_a_message_that_opens_no_incident_fails_the_drill(place: Place) -> None:
    guard = replace(guard_of(place), screen=Deaf())  # type: ignore[arg-type]
    with place.database() as database:
        report = Drill(database, place.desk, "ben", receiving(database, guard)).run()
        assert not report.passed
        assert report.incident_id is None
        assert {hop.name: hop.seconds is not None for hop in report.hops}["stored"]


def test_somebody_who_acknowledges_the_drill_ends_the_climb(
    place: Place, http: HttpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drill, "RUNG_SECONDS", 15.0)

    def quick() -> None:
        until(lambda: http.of("ana"))
        with place.database() as database:
            acknowledge(database, place.desk, list_incidents(database)[0].id, "ana")

    helper = threading.Thread(target=quick)
    helper.start()
    with place.database() as database, place.running("bot.worker"):
        report = run(place, database, 20, climb=True)
        assert report.acknowledged_by == "ana"
        assert not report.passed
        assert report.resolved
        assert "resolved" in [event.event for event in history(database, report.incident_id or "")]
    helper.join()


def test_only_somebody_of_the_file_holds_a_drill(place: Place) -> None:
    with place.database() as database:
        with pytest.raises(NotAllowed, match="`nobody` is nobody"):
            Drill(database, place.desk, "nobody", receiving(database, guard_of(place))).run()
        assert list_incidents(database) == []


def test_only_the_drill_chat_is_a_drill(place: Place) -> None:
    with place.database() as database, database.transaction() as tx:
        real = new_chat(tx, "drill")
        assert not people.is_drill(real)
        chat = people.drill_chat(tx)
        assert people.is_drill(chat)
        assert not people.is_drill(real)
        assert people.drill_chat(tx).id == chat.id


def test_a_compressed_desk_has_the_same_rungs_seconds_apart(place: Place) -> None:
    desk = place.desk
    quick = compressed(desk).escalation.ladders["crisis"]
    assert [rung.after * 60 for rung in quick.rungs] == [0, 1, 2]
    assert [rung.notify for rung in quick.rungs] == [rung.notify for rung in desk.escalation.ladders["crisis"].rungs]
    assert replace(compressed(desk), escalation=desk.escalation) == desk
