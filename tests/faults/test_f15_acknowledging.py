"""F15: racing, stale, forged and replayed acknowledgements. One owner; everybody else is refused, and that is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.services.incidents import (
    AlreadyAcknowledged,
    AlreadyResolved,
    NotAllowed,
    NotFound,
    Refused,
    Stale,
    acknowledge,
    get_incident,
    resolve,
)
from tests.faults.conftest import Count, Enter
from tests.faults.content import CRISIS
from tests.faults.rig import CLI, Rig

PEOPLE = ("ana", "ben")
RACERS = 6


def paged(rig: Rig) -> str:
    """A new incident that everybody of the rung has been paged for."""
    sent = rig.visitor().send(CRISIS, crisis=True)
    rig.until_told(sent, len(PEOPLE))
    return str(rig.incident_of(sent))


def refusals(rig: Rig, incident: str | None) -> int:
    query = "SELECT count(*) FROM incident_event WHERE event IN ('ack_refused', 'resolve_refused') AND incident_id IS ?"
    return int(rig.rows(query, incident)[0][0])


def check_owner(rig: Rig, incident: str, owner: str, refused: int) -> None:
    """One owner, told once to the person; every other try is in the audit."""
    events = "SELECT actor FROM incident_event WHERE event = 'acknowledged' AND incident_id = ?"
    assert rig.rows(events, incident) == [(owner,)]
    assert rig.rows("SELECT acknowledged_by FROM incident WHERE id = ?", incident) == [(owner,)]
    assert rig.rows("SELECT count(*) FROM outbox WHERE cause LIKE 'seen%:' || ?", incident) == [(1,)]
    assert refusals(rig, incident) == refused


def test_racing_from_the_command_line(rig: Rig, count: Count, enter: Enter) -> None:
    """Processes of their own, all at once."""
    races = count(1, 20)
    for _ in range(races):
        incident = paged(rig)
        racing = {}
        for number in range(RACERS):
            by = PEOPLE[number % len(PEOPLE)]
            command = f"incidents acknowledge {incident} --by {by}"
            racing[rig.start(CLI, arguments=command, up=False)] = by
        codes = {process: process.process.wait(60) for process in racing}
        assert sorted(codes.values()) == [0] + [1] * (RACERS - 1)
        [owner] = [racing[process] for process, code in codes.items() if code == 0]
        check_owner(rig, incident, owner, RACERS - 1)
    rig.until_settled()
    ledger = rig.ledger("F15 racing, command line", races * RACERS)
    enter(ledger)
    assert ledger.extra == 0


def test_racing_through_the_service(rig: Rig, count: Count, enter: Enter) -> None:
    races, racers = count(5, 100), 8
    with rig.place.database() as database:
        desk = rig.place.desk

        def race(incident: str, by: str, start: Barrier) -> str | None:
            start.wait()
            try:
                return acknowledge(database, desk, incident, by).acknowledged_by
            except AlreadyAcknowledged:
                return None

        with ThreadPoolExecutor(racers) as pool:
            for _ in range(races):
                incident, start = paged(rig), Barrier(racers)
                tries = [pool.submit(race, incident, PEOPLE[n % len(PEOPLE)], start) for n in range(racers)]
                [owner] = [one.result() for one in tries if one.result()]
                check_owner(rig, incident, str(owner), racers - 1)
        rig.until_settled()
        ledger = rig.ledger("F15 racing, service", races * racers)
    enter(ledger)
    assert ledger.extra == 0


def test_stale_forged_and_replayed(rig: Rig, count: Count, enter: Enter) -> None:
    times = count(2, 50)
    with rig.place.database() as database:
        desk = rig.place.desk

        def refused(kind: type[Refused], by: str, incident: str, seen: int | None = None) -> None:
            with pytest.raises(kind):
                acknowledge(database, desk, incident, by, seen)

        before = refusals(rig, None)
        for _ in range(times):
            incident = paged(rig)
            version = get_incident(database, incident).version
            refused(NotAllowed, "mallory", incident)
            refused(NotAllowed, "", incident, version)
            refused(Stale, "ana", incident, version + 1)
            refused(Stale, "ana", incident, version - 1)
            refused(NotFound, "ana", "0" * 32)
            refused(NotFound, "ana", "%")
            acknowledge(database, desk, incident, "ana", version)
            refused(AlreadyAcknowledged, "ana", incident, version)
            refused(AlreadyAcknowledged, "ben", incident, version)
            check_owner(rig, incident, "ana", 6)
            with pytest.raises(NotAllowed):
                resolve(database, desk, incident, "mallory", "all is well")
            resolve(database, desk, incident, "ana", "called, safe")
            refused(AlreadyResolved, "ben", incident)
            with pytest.raises(AlreadyResolved):
                resolve(database, desk, incident, "ana", "called again")
            assert refusals(rig, incident) == 9
        assert refusals(rig, None) - before == 2 * times
        kept = rig.rows("SELECT count(*) FROM incident_event WHERE actor = 'mallory' OR detail LIKE '%mallory%'")
        assert kept == [(0,)], "what is typed is not kept where it names nobody"
        rig.until_settled()
        ledger = rig.ledger("F15 stale, forged, replayed", 11 * times)
    enter(ledger)
    assert ledger.extra == 0
