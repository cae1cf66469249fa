"""Somebody at the chat page."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.db.ids import new_id
from bot.gateway.chat_page.views import COOKIE


@dataclass
class Sent:
    """A message. ``began`` and ``accepted`` (None until the gateway answered 202) are monotonic; ``seq`` of its row."""

    key: str
    text: str
    crisis: bool
    began: float = field(default_factory=time.monotonic)
    accepted: float | None = None
    seq: int = 0


class Visitor:
    """Sends a message with one key until it is accepted, as the page does; notes it in ``sent``."""

    def __init__(self, port: int, sent: list[Sent]) -> None:
        self._port, self._sent = port, sent
        self.cookie = f"{COOKIE}={new_id()}{new_id()}"

    def send(self, text: str, *, crisis: bool = False, key: str = "", seconds: float = 90) -> Sent:
        """Returns once it is accepted; the message counts from the first try on."""
        sent = Sent(key or new_id(), text, crisis)
        self._sent.append(sent)
        while sent.accepted is None:
            assert time.monotonic() - sent.began < seconds, f"{sent.key} was never accepted"
            status, answer = self.post({"key": sent.key, "text": text})
            assert status in (0, 202, 503), status
            if status == 202:
                sent.accepted, sent.seq = time.monotonic(), int(answer["id"][1:])
            else:
                time.sleep(0.1)
        return sent

    def post(self, body: Mapping[str, Any] | bytes, timeout: float = 20) -> tuple[int, dict[str, Any]]:
        """One try; status 0 when nobody answered."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=timeout)
        try:
            connection.request("POST", "/chat/messages", raw, {"Cookie": self.cookie})
            response = connection.getresponse()
            answer = response.read().decode()
            return response.status, json.loads(answer) if answer.startswith("{") else {}
        except (OSError, http.client.HTTPException):
            return 0, {}
        finally:
            connection.close()
