"""A visitor of the chat page who uses its HTTP interface directly."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from typing import Any

PATIENCE_SECONDS = 30


class Chat:
    """Sends messages and follows the page's events, reconnecting like a browser does."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port = port
        self.cookie = cookie or self._visit()
        self.messages: list[dict[str, Any]] = []
        self.edits: list[dict[str, Any]] = []
        self.closed: list[int] = []
        self.typing = False
        self._open = True
        self._connected = threading.Event()

    def __enter__(self) -> Chat:
        threading.Thread(target=self._follow, daemon=True).start()
        assert self._connected.wait(PATIENCE_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False

    def send(self, text: str, key: str = "") -> None:
        """Send until it is accepted, with one key, as the page does."""
        self._post({"key": key or str(uuid.uuid4()), "text": text})

    def press(self, title: str) -> None:
        """Press a button of the newest bubble that has one of this name."""
        for message in reversed(self.said()):
            for button in [*message["buttons"], *message["commands"]]:
                if button["title"] == title:
                    return self._post({"key": str(uuid.uuid4()), "button": button["id"]})
        raise LookupError(f"no button {title!r} in {self.texts()[-3:]}")

    def say(self, text: str) -> list[str]:
        """Send and wait for the whole answer; returns its bubbles."""
        before = len(self.said())
        self.send(text)
        return self._answer(before)

    def tap(self, title: str) -> list[str]:
        before = len(self.said())
        self.press(title)
        return self._answer(before)

    def said(self) -> list[dict[str, Any]]:
        """What the assistant said, in order."""
        return [message for message in self.messages if message["from"] == "bot"]

    def texts(self) -> list[str]:
        return [str(message["text"]) for message in self.said()]

    def wait_for(self, words: str, after: int = 0) -> str:
        """Wait for a bubble with these words among those after the first ``after``; returns its text."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            found = [text for text in self.texts()[after:] if words in text]
            if found:
                return found[-1]
            time.sleep(0.02)
        raise AssertionError(f"{words!r} did not come; the last bubbles are {self.texts()[-4:]}")

    def wait_for_command(self, after: int, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until the newest bubble after ``after`` waits for an answer."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            new = self.said()[after:]
            if new and new[-1]["commands"]:
                return
            time.sleep(0.02)
        raise AssertionError(f"nothing waits for an answer; the last bubbles are {self.texts()[-4:]}")

    def _answer(self, before: int) -> list[str]:
        """The bubbles that came after ``before``, once typing has ended."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            if len(self.said()) > before and not self.typing:
                time.sleep(0.05)
                return self.texts()[before:]
            time.sleep(0.01)
        raise AssertionError(f"no answer; the last bubbles are {self.texts()[-4:]}")

    def _visit(self) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", "/")
        response = connection.getresponse()
        response.read()
        return str(response.getheader("Set-Cookie")).split(";")[0]

    def _post(self, body: dict[str, str]) -> None:
        ends = time.monotonic() + PATIENCE_SECONDS * 3
        while time.monotonic() < ends:
            try:
                status, error = self.post_once(body)
            except OSError:
                time.sleep(0.2)
                continue
            if status == 202:
                return
            if status < 500:
                raise AssertionError(error)
            time.sleep(0.2)
        raise AssertionError("the message was never accepted")

    def post_once(self, body: dict[str, str], **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        sent = {"Cookie": self.cookie, "Content-Type": "application/json", **headers}
        connection.request("POST", "/chat/messages", json.dumps(body), sent)
        response = connection.getresponse()
        return response.status, response.read().decode()

    def _follow(self) -> None:
        while self._open:
            try:
                self._read_events()
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)

    def _read_events(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", "/chat/events", headers={"Cookie": self.cookie})
        response = connection.getresponse()
        name = ""
        while self._open and (line := response.readline().decode()):
            if line.startswith("event: "):
                name = line[7:].strip()
            elif line.startswith("data: "):
                self._take(name, json.loads(line[6:]))

    def _take(self, name: str, data: dict[str, Any]) -> None:
        if name == "history":
            self.messages = list(data["messages"])
            self.typing = False
            self._connected.set()
        elif name == "message":
            self.messages.append(data)
        elif name == "edit":
            self.edits.append({**data, "seen": time.monotonic()})
        elif name == "closed":
            self.closed.append(data["id"])
        elif name == "typing":
            self.typing = bool(data["on"])
