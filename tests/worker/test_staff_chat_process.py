"""The worker as a process that pages by Telegram."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clients.staff_notifier import SendFailed
from bot.services.incidents import acknowledge, notices_of
from bot.worker import watchdog
from tests.clients.receivers import HttpReceiver, until
from tests.telegram.fake_api import FakeTelegram
from tests.worker.crew import Place, escalation

WORKER = "bot.worker"


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def place(tmp_path: Path, telegram: FakeTelegram) -> Place:
    return Place(tmp_path, {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url})


def test_a_page_arrives_and_follows_an_acknowledgement_at_the_terminal(place: Place, telegram: FakeTelegram) -> None:
    ana = telegram.person("Ana")
    ana.start()
    place.set_up(escalation([["ana"]], channels=("tg",)), {"ana_tg": f"telegram:{ana.id}"})
    with place.database() as database, place.running(WORKER) as worker:
        worker.until_up()
        incident = place.page(database)
        until(lambda: telegram.sent(ana))
        assert telegram.sent(ana)[0].labels == [["Acknowledge", "Resolve"]]
        until(lambda: [one.state for one in notices_of(database, incident.id)] == ["sent"])
        acknowledge(database, place.desk, incident.id, "ana")
        until(lambda: "Taken by Ana" in telegram.sent(ana)[0].text)
        worker.stop()
        log = worker.log.read_text()
    assert str(ana.id) not in log
    assert telegram.token not in log


@pytest.mark.parametrize(("token", "code"), [("", "not_connected"), ("no token at all", "InvalidToken")])
def test_without_a_usable_token_staff_are_paged_by_all_other_ways(place: Place, token: str, code: str) -> None:
    place.environment["TELEGRAM_BOT_TOKEN"] = token
    with HttpReceiver() as http:
        addresses = {"ana_tg": "telegram:12", "ana_sms": http.address("ana")}
        place.set_up(escalation([["ana"]], channels=("tg", "sms")), addresses)
        with place.database() as database, place.running(WORKER) as worker:
            worker.until_up()
            incident = place.page(database)
            until(lambda: http.received)
            until(lambda: {one.state for one in notices_of(database, incident.id)} == {"failed", "sent"})
            found = {one.channel: one.error for one in notices_of(database, incident.id)}
    assert found == {"ana_tg": code, "ana_sms": None}


async def test_the_watchdog_alarms_by_telegram_too(place: Place, telegram: FakeTelegram) -> None:
    ana = telegram.person("Ana")
    with pytest.raises(SendFailed, match="never_wrote") as caught:
        await watchdog.send(place.settings, f"telegram:{ana.id}", "title", "text")
    assert caught.value.permanent
    ana.start()
    await watchdog.send(place.settings, f"telegram:{ana.id}", "title", "text")
    assert [one.text for one in telegram.sent(ana)] == ["title\ntext"]
