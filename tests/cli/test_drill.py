"""`interlude drill` as it is read. The drill itself is tested with a running worker, see tests/worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.drill import write_report
from bot.services.drill import Hop, Report, Told
from bot.services.setup import prepare
from bot.settings import ROOT
from tests.cli.terminal import Terminal
from tests.clients.receivers import HttpReceiver, free_port
from tests.services.duty import desk
from tests.worker.crew import Place

HOPS = (Hop("stored", 0.012), Hop("first page taken", 0.31))
SENT = Told(0, "ana", "ana_sms", "sent", 0.42)


def shown(report: Report, capsys: pytest.CaptureFixture[str]) -> list[str]:
    write_report(report, desk())
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_a_drill_that_passed(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(HOPS, (SENT,), 1, frozenset({0}), "7c1e", resolved=True)
    assert shown(report, capsys) == [
        "hop after",
        "stored 0.01 s",
        "first page taken 0.31 s",
        "rung person address outcome after",
        "1 Ana ana_sms sent 0.42 s",
        "Passed: 1 of 1 rungs reached. Incident 7c1e is resolved.",
    ]
    assert report.passed


def test_a_rung_that_was_not_reached(capsys: pytest.CaptureFixture[str]) -> None:
    failed = Told(1, "ben", "ben_sms", "http_404", None)
    report = Report(HOPS, (SENT, failed), 2, frozenset({0}), "7c1e", resolved=True)
    lines = shown(report, capsys)
    assert "2 Ben ben_sms http_404 –" in lines
    assert lines[-2:] == ["rung 2: NOT REACHED", "FAILED."]
    assert not report.passed


def test_a_hop_that_never_came(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report((Hop("screened", None),), (SENT,), 1, frozenset({0}), "7c1e", resolved=True)
    assert shown(report, capsys)[-2:] == ["NEVER: screened", "FAILED."]


def test_a_message_that_opened_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(HOPS, (), 1, frozenset(), None)
    assert shown(report, capsys)[-1] == "FAILED: the message opened no incident."


def test_an_incident_that_stays_open_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(HOPS, (SENT,), 1, frozenset({0}), "7c1e", acknowledged_by="ana")
    lines = shown(report, capsys)
    assert "ana acknowledged it meanwhile, so it climbed no further." in lines
    assert "incident 7c1e could not be resolved; see `interlude incidents`" in lines


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """The checkout's own staff and content, after the first start."""
    port = {"INTERLUDE_WEB_PORT": str(free_port())}
    place = Place(tmp_path, {"INTERLUDE_DATA": str(ROOT / "data"), **port})
    prepare(place.settings)
    return place


def test_who_holds_it_must_stand_in_the_file(place: Place) -> None:
    done = Terminal(place.state, place.environment).run("drill", "--by", "nobody")
    assert done.returncode == 1
    assert "`nobody` is nobody of `people`" in done.stderr
    assert "Traceback" not in done.stderr


def test_before_the_first_start_it_says_what_to_do(tmp_path: Path) -> None:
    done = Terminal(tmp_path / "fresh").run("drill", "--by", "alex")
    assert done.returncode == 1
    assert "run `interlude migrate` once" in done.stderr


def test_without_a_gateway_it_says_what_to_look_at(place: Place) -> None:
    done = Terminal(place.state, place.environment).run("drill", "--by", "alex")
    assert done.returncode == 1
    assert "is `interlude run` running?" in done.stderr


@pytest.mark.parametrize(("arguments", "rungs"), [((), 1), (("--rungs",), 3)])
def test_a_drill_from_the_terminal_through_gateway_and_worker(
    place: Place, arguments: tuple[str, ...], rungs: int
) -> None:
    with HttpReceiver() as http:
        file = place.settings.addresses_file
        named = [address for person in place.desk.escalation.people for address in person.channels.values()]
        file.write_text("".join(f"{name}: {http.address(name)}\n" for name in named))
        file.chmod(0o600)
        with place.running("bot.worker") as worker, place.running("bot.gateway") as gateway:
            worker.until_up()
            gateway.until_up()
            done = Terminal(place.state, place.environment).run("drill", "--by", "alex", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.splitlines()[-1].startswith(f"Passed: {rungs} of {rungs} rungs reached.")
        assert all("DRILL" in one.text for one in http.received)
        assert len(http.received) == 2 if rungs == 1 else len(http.received) > len(named)
