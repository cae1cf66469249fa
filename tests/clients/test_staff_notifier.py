from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest

from bot.clients.staff_notifier import AddressRefused, SendFailed, check_address, send
from bot.logs import CodesOnly
from tests.clients.receivers import HttpReceiver, MailServer, free_port

LONG = 30.0
"""Seconds that suffice on a busy machine, where only the outcome matters."""
THROTTLED = 12.0
"""apprise's own throttle would put four pauses of four seconds between five mails."""
TITLE = "Incident 7c1e"
TEXT = "Incident 7c1e needs you: https://interlude.example.org/incidents/7c1e"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer(gone="550 no such user", full="452 try later", never="554 refused") as server:
        yield server


@pytest.fixture
def http() -> Iterator[HttpReceiver]:
    kinds: dict[str, int | str] = {"hang": "hang", "drip": "drip", "reset": "reset"}
    statuses = {f"s{code}": code for code in (301, 400, 401, 403, 404, 408, 410, 429, 500, 502, 503)}
    with HttpReceiver(**kinds, **statuses) as receiver:
        yield receiver


async def failure_of(address: str, timeout: float = LONG) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await send(address, TITLE, TEXT, timeout)
    return caught.value


async def test_a_mail_arrives_with_title_and_text(mail: MailServer) -> None:
    await send(mail.address("dana"), TITLE, TEXT, LONG)
    assert [one.to for one in mail.received] == ["dana"]
    assert mail.received[0].text.strip() == f"{TITLE}\n{TEXT}"


async def test_json_and_form_receivers_get_title_and_text(http: HttpReceiver) -> None:
    await send(http.address("pager"), TITLE, TEXT, LONG)
    await send(http.address("sms", "form"), TITLE, TEXT, LONG)
    as_json, as_form = json.loads(http.of("pager")[0].text), parse_qs(http.of("sms")[0].text)
    assert (as_json["title"], as_json["message"]) == (TITLE, TEXT)
    assert (as_form["title"], as_form["message"]) == ([TITLE], [TEXT])


@pytest.mark.parametrize(
    ("mailbox", "code", "permanent"),
    [("gone", "smtp_550", True), ("never", "smtp_554", True), ("full", "smtp_452", False)],
)
async def test_a_mailbox_that_refuses(mail: MailServer, mailbox: str, code: str, permanent: bool) -> None:
    failed = await failure_of(mail.address(mailbox))
    assert (failed.code, failed.permanent) == (code, permanent)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
@pytest.mark.parametrize("scheme", ["json", "form"])
async def test_a_receiver_that_will_never_take_it_is_permanent(http: HttpReceiver, status: int, scheme: str) -> None:
    failed = await failure_of(http.address(f"s{status}", scheme))
    assert (failed.code, failed.permanent) == (f"http_{status}", True)


@pytest.mark.parametrize("status", [301, 408, 429, 500, 502, 503])
async def test_a_receiver_that_is_in_trouble_is_temporary(http: HttpReceiver, status: int) -> None:
    failed = await failure_of(http.address(f"s{status}"))
    assert (failed.code, failed.permanent) == (f"http_{status}", False)


async def test_connections_refused_or_reset_are_temporary(http: HttpReceiver) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    for address in (http.address("reset"), f"json://{nobody}/", f"mailto://{nobody}?from=a%40b.org&to=c%40d.org"):
        failed = await failure_of(address)
        assert (failed.code, failed.permanent) == ("not_sent", False)


@pytest.mark.parametrize("way", ["hang", "drip"])
async def test_what_hangs_is_given_up_in_time_and_holds_nobody_up(http: HttpReceiver, way: str) -> None:
    hanging = [asyncio.create_task(failure_of(http.address(way), 4)) for _ in range(40)]
    await asyncio.sleep(0.1)
    await send(http.address("pager"), TITLE, TEXT, LONG)
    assert not any(task.done() for task in hanging)
    failures = await asyncio.wait_for(asyncio.gather(*hanging), LONG)
    assert {failed.permanent for failed in failures} == {False}


async def test_one_address_is_not_throttled(mail: MailServer) -> None:
    started = time.monotonic()
    for _ in range(5):
        await send(mail.address("dana"), TITLE, TEXT, LONG)
    assert time.monotonic() - started < THROTTLED


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "syslog://",
        "dbus://",
        "vapid://somebody%40example.org/someone",
        "slack://a/b/c/?template=/etc/passwd",
        "mailto://localhost?to=a%40b.org&pgppub=/etc/passwd",
        "fcm://project/?keyfile=/etc/passwd",
        "nonsense",
        "nonsense://localhost",
        "json://",
        "json://[",
        "",
    ],
)
async def test_an_address_that_reads_files_or_means_nothing_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused) as caught:
        check_address(address)
    assert "passwd" not in str(caught.value)
    failed = await failure_of(address)
    assert (failed.code, failed.permanent) == ("address_refused", True)


async def test_neither_text_nor_address_is_ever_logged(
    mail: MailServer, http: HttpReceiver, capfd: pytest.CaptureFixture[str]
) -> None:
    logs, password = io.StringIO(), "canary-password"
    nobody = f"json://user:{password}@127.0.0.1:{free_port()}/canary-path"
    with everything_logged_to(logs):
        for address in (mail.address("gone"), http.address("s500"), nobody, f"nonsense://{password}"):
            await failure_of(address)
        await send(mail.address("dana"), TITLE, TEXT)
    written = logs.getvalue() + "".join(capfd.readouterr())
    assert logs.getvalue()
    for secret in ("7c1e", password, "canary-path", "dana", "gone@"):
        assert secret not in written


@contextmanager
def everything_logged_to(stream: io.StringIO) -> Iterator[None]:
    """As our processes log, but from the lowest level on."""
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    handler.setFormatter(CodesOnly())
    level = root.level
    root.addHandler(handler)
    root.setLevel(0)
    yield
    root.removeHandler(handler)
    root.setLevel(level)
