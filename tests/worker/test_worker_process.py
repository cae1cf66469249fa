"""The worker as a process, against a real database, a real mail server and a real HTTP receiver."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from bot.services.incidents import IncidentRow, acknowledge, notices_of
from bot.services.paging import beats
from tests.clients.receivers import HttpReceiver, MailServer, until
from tests.worker.crew import Place, escalation

WORKER = "bot.worker"


@pytest.fixture
def http() -> Iterator[HttpReceiver]:
    with HttpReceiver(hang="hang", s500=500, s404=404) as receiver:
        yield receiver


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def ids(received: list[str], incidents: list[IncidentRow]) -> list[int]:
    """How often each incident is named."""
    return [sum(incident.id in text for text in received) for incident in incidents]


def test_the_first_page_leaves_within_a_second_and_holds_an_id_and_a_link_only(
    place: Place, http: HttpReceiver
) -> None:
    place.environment["INTERLUDE_STAFF_URL"] = "https://staff.example.org/incidents/"
    with MailServer() as mail, ExitStack() as at_the_end:
        addresses = {"ana_sms": http.address("ana", "form"), "ana_mail": mail.address("ana")}
        place.set_up(escalation([["ana"]], channels=("sms", "mail")), addresses)
        database = at_the_end.enter_context(place.database())
        at_the_end.enter_context(place.running(WORKER)).until_up()
        time.sleep(0.5)
        incident = place.page(database)
        committed = time.monotonic()
        until(lambda: mail.received and http.received)
        assert max(mail.received[0].at, http.received[0].at) - committed < 1
        assert f"https://staff.example.org/incidents/{incident.id}" in mail.received[0].text
        assert "active_ideation" not in mail.received[0].text
        assert "DRILL" not in mail.received[0].text
        until(lambda: [one.state for one in notices_of(database, incident.id)] == ["sent", "sent"])


def test_a_drill_says_so(place: Place, http: HttpReceiver) -> None:
    place.set_up(escalation([["ana"]]), {"ana_sms": http.address("ana")})
    with place.database() as database, place.running(WORKER):
        place.page(database, drill=True)
        until(lambda: http.received)
    assert "DRILL" in http.received[0].text


def test_a_channel_that_hangs_or_fails_delays_no_other_person(place: Place, http: HttpReceiver) -> None:
    names = ["ana", "ben", "cem", "dan"]
    addresses = {"ana_sms": http.address("hang"), "ben_sms": http.address("s500"), "cem_sms": http.address("cem")}
    place.set_up(escalation([names]), {**addresses, "dan_sms": "json://127.0.0.1:9/"})
    with place.database() as database, place.running(WORKER) as worker:
        worker.until_up()
        incidents = [place.page(database) for _ in range(10)]
        committed = time.monotonic()
        until(lambda: len(http.of("cem")) == 10)
        assert http.of("cem")[-1].at - committed < 2
        until(lambda: worker.events("notice_failed"))
        http.behaviour["s500"] = 200
        until(lambda: len(http.of("s500")) == 10, 6)
        assert ids([one.text for one in http.of("cem")], incidents) == [1] * 10


def test_a_permanent_refusal_calls_the_next_rung_within_five_seconds(place: Place, http: HttpReceiver) -> None:
    """As when the person on call has blocked the bot (F16)."""
    addresses = {"ana_sms": http.address("s404"), "ben_sms": http.address("ben")}
    place.set_up(escalation([["ana"], ["ben"]], seconds_between=600), addresses)
    with place.database() as database, place.running(WORKER) as worker:
        worker.until_up()
        place.page(database)
        assert until(lambda: http.of("ben")) < 5
    assert http.attempts.count("s404") == 1


def test_somebody_without_an_address_counts_as_not_reached(place: Place, http: HttpReceiver) -> None:
    place.set_up(escalation([["ana"], ["ben"]], seconds_between=600), {"ben_sms": http.address("ben")})
    with place.database() as database, place.running(WORKER) as worker:
        worker.until_up()
        incident = place.page(database)
        assert until(lambda: http.of("ben")) < 5
        assert notices_of(database, incident.id)[0].error == "not_connected"


def test_the_last_rung_is_repeated_until_somebody_acknowledges(place: Place, http: HttpReceiver) -> None:
    place.set_up(
        escalation([["ana"], ["ben"]], seconds_between=1, repeat_seconds=1),
        {"ana_sms": http.address("ana"), "ben_sms": http.address("ben")},
    )
    with place.database() as database, place.running(WORKER):
        incident = place.page(database)
        until(lambda: len(http.of("ben")) >= 3)
        assert len(http.of("ana")) == 1
        acknowledge(database, place.desk, incident.id, "ben")
        time.sleep(0.5)
        before = len(http.received)
        time.sleep(2)
        assert len(http.received) == before


def test_two_workers_send_each_notice_once(place: Place, http: HttpReceiver) -> None:
    place.set_up(escalation([["ana", "ben"]]), {"ana_sms": http.address("ana"), "ben_sms": http.address("ben")})
    with place.database() as database, place.running(WORKER) as one, place.running(WORKER) as two:
        one.until_up()
        two.until_up()
        incidents = [place.page(database) for _ in range(25)]
        until(lambda: len(http.received) >= 50)
        time.sleep(0.7)
        for name in ("ana", "ben"):
            assert ids([one.text for one in http.of(name)], incidents) == [1] * 25
        assert len(one.events("notice_sent")) + len(two.events("notice_sent")) == 50


def test_a_worker_killed_while_it_sends_loses_nothing(place: Place, http: HttpReceiver) -> None:
    """Its leases end; here the test ends them early."""
    place.set_up(escalation([["ana", "ben"]]), {"ana_sms": http.address("hang"), "ben_sms": http.address("ben")})
    with place.database() as database:
        with place.running(WORKER) as worker:
            worker.until_up()
            incidents = [place.page(database) for _ in range(3)]
            until(lambda: http.attempts.count("hang") == 3)
            worker.kill()
        http.behaviour["hang"] = 200
        end_leases(place)
        with place.running(WORKER):
            until(lambda: len(http.of("hang")) >= 3 and 0 not in ids([one.text for one in http.of("ben")], incidents))
        assert ids([one.text for one in http.of("hang")], incidents) == [1] * 3
        assert max(ids([one.text for one in http.of("ben")], incidents)) <= 2


def test_kills_at_any_moment_lose_nothing(place: Place, http: HttpReceiver) -> None:
    """Incidents come all the while; at most one extra page a kill and address."""
    kills, dice = 5, random.Random(1)
    place.set_up(escalation([["ana"], ["ben"]]), {"ana_sms": http.address("ana")})
    with place.database() as database:
        incidents = []
        for _ in range(kills):
            with place.running(WORKER) as worker:
                incidents += [place.page(database) for _ in range(4)]
                worker.until_up()
                incidents += [place.page(database) for _ in range(4)]
                time.sleep(dice.uniform(0, 0.4))
                worker.kill()
            end_leases(place)
        with place.running(WORKER):
            until(lambda: all(notices_of(database, one.id)[0].state == "sent" for one in incidents), 20)
        counts = ids([one.text for one in http.of("ana")], incidents)
        assert min(counts) >= 1
        assert sum(counts) <= len(incidents) + 8 * kills


def test_a_locked_database_is_waited_out(place: Place, http: HttpReceiver) -> None:
    place.set_up(escalation([["ana"]]), {"ana_sms": http.address("ana")})
    with place.database() as database, place.running(WORKER) as worker:
        worker.until_up()
        incident = place.page(database)
        with sqlite3.connect(str(database.file), isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            until(lambda: worker.events("database_unavailable") or worker.events("not_marked"), 15)
            other.execute("ROLLBACK")
        until(lambda: notices_of(database, incident.id)[0].state == "sent")
        assert len(http.received) == 1


def test_it_beats_and_stops_at_once_when_told_to(place: Place, http: HttpReceiver) -> None:
    place.set_up(escalation([["ana"]]), {"ana_sms": http.address("hang")})
    with place.database() as database, place.running(WORKER) as worker:
        worker.until_up()
        until(lambda: "worker" in beats(database))
        place.page(database)
        until(lambda: http.attempts)
        assert worker.stop() < 6


def test_idle_it_costs_next_to_nothing(place: Place) -> None:
    place.set_up(escalation([["ana"]]), {})
    with place.running(WORKER) as worker:
        worker.until_up()
        time.sleep(1)
        process = psutil.Process(worker.process.pid)
        before = sum(process.cpu_times()[:2])
        time.sleep(3)
        assert sum(process.cpu_times()[:2]) - before < 0.3


def test_neither_addresses_nor_texts_are_logged(place: Place, http: HttpReceiver) -> None:
    place.set_up(escalation([["ana", "ben"]]), {"ana_sms": http.address("canary_a"), "ben_sms": http.address("s404")})
    with place.database() as database, place.running(WORKER) as worker:
        place.page(database)
        until(lambda: worker.events("notice_failed") and worker.events("notice_sent"))
        log = worker.log.read_text()
    for secret in ("canary", "127.0.0.1", "s404", "needs somebody"):
        assert secret not in log


def end_leases(place: Place) -> None:
    with sqlite3.connect(place.state / "interlude.db", timeout=10) as connection:
        connection.execute("UPDATE notice SET lease_until = '2020-01-01 00:00:00.000000' WHERE lease_until IS NOT NULL")
