"""What a person writes is in no file and no log in plain text, and nobody else can speak or listen."""

from __future__ import annotations

import http.client
import json
import socket
from pathlib import Path

import psutil
import pytest

from tests.e2e.chat import Chat
from tests.e2e.stack import ROOT, Stack

pytestmark = pytest.mark.stack

CANARY = "quokkapomegranate"


def files_with(word: str, *folders: Path) -> list[Path]:
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and word.encode() in path.read_bytes():
                found.append(path)
    return found


def test_no_word_is_found_in_any_file(chat: Chat, running: Stack) -> None:
    chat.say(f"hello {CANARY}")
    chat.say("thought record")
    chat.say("5")
    chat.say(f"my {CANARY} answer")
    chat.say(f"and what {CANARY} thought")
    chat.say(f"{CANARY} is no number")
    chat.say("stop")
    stored = running.rows("SELECT count(*) FROM answer")
    assert int(str(stored[0][0])) > 0
    cookie = chat.cookie.split("=")[1]
    for word in (CANARY, cookie):
        assert files_with(word, running.state, ROOT / ".rasa", ROOT / "models") == []


def test_the_output_has_no_word_after_a_failure(chat: Chat, running: Stack) -> None:
    chat.say("thought record")
    said = len(chat.said())
    running.kill("actions")
    chat.send(f"a failing {CANARY}")
    chat.wait_for_command(said)
    assert files_with(CANARY, running.state) == []


def test_everything_listens_on_loopback_only(running: Stack) -> None:
    ports = {running.web_port, running.staff_port, running.rasa_port, running.actions_port}
    listening = {c.laddr for c in psutil.net_connections("tcp") if c.status == "LISTEN" and c.laddr.port in ports}
    assert {address.port for address in listening} == ports
    assert {address.ip for address in listening} == {"127.0.0.1"}


@pytest.mark.parametrize("headers", [{}, {"X-Interlude-Secret": "guess"}])
def test_rasa_refuses_who_does_not_know_the_secret(running: Stack, headers: dict[str, str]) -> None:
    body = {"sender": "x", "message_id": "y", "text": "hi", "metadata": {}}
    assert post(running.rasa_port, "/webhooks/interlude/message", body, headers) == 403


@pytest.mark.parametrize("path", ["/webhooks/rest/webhook", "/model/parse", "/conversations/x/tracker", "/status"])
def test_rasa_has_no_open_rest_and_no_api(running: Stack, path: str) -> None:
    assert post(running.rasa_port, path, {"sender": "x", "message": "hi"}, {}) == 404


def test_the_action_server_refuses_who_does_not_know_the_secret(running: Stack) -> None:
    assert post(running.actions_port, "/webhook", {"next_action": "action_menu"}, {}) == 403


def test_the_page_refuses_other_hosts_and_other_origins(chat: Chat, running: Stack) -> None:
    message = {"key": "from-elsewhere", "text": "hi"}
    assert chat.post_once(message, Origin="http://elsewhere.example")[0] == 403
    assert chat.post_once(message, Host="elsewhere.example")[0] == 403
    assert chat.post_once(message, Cookie="")[0] == 403


def test_one_visitor_cannot_press_the_buttons_of_another(chat: Chat, running: Stack) -> None:
    chat.say("menu")
    button = chat.said()[-1]["buttons"][0]["id"]
    with Chat(running.web_port) as other:
        assert other.post_once({"key": "not-my-button", "button": button})[0] == 422


def test_a_message_that_is_too_long_is_refused_with_a_sentence(chat: Chat) -> None:
    status, error = chat.post_once({"key": "much-too-long", "text": "x" * 4200})
    assert status == 422
    assert "4096" in json.loads(error)["error"]


def post(port: int, path: str, body: dict[str, object], headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
    return connection.getresponse().status


def test_no_port_is_left_open_to_the_network(running: Stack) -> None:
    addresses = {a.address for nic in psutil.net_if_addrs().values() for a in nic if a.family == socket.AF_INET}
    for address in addresses - {"127.0.0.1"}:
        for port in (running.web_port, running.rasa_port, running.actions_port):
            with socket.socket() as probe:
                probe.settimeout(1)
                assert probe.connect_ex((address, port)) != 0
