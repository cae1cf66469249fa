"""What staff would hold in their hands: a mail server and an HTTP receiver, real ones, on loopback."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"


def until(holds: Callable[[], object], seconds: float = 10) -> float:
    """Wait until it holds; returns after how many seconds it did."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < seconds, "it did not happen in time"
        time.sleep(0.02)
    return time.monotonic() - started


@dataclass
class Received:
    """One text that arrived: for whom (mailbox or path), what it says, and when (monotonic)."""

    to: str
    text: str
    at: float = field(default_factory=time.monotonic)


class MailServer:
    """``answers`` maps a mailbox to what it answers instead of taking the mail, such as "550 no such user"."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.received: list[Received] = []
        self._controller = Controller(self, hostname=LOOPBACK, port=free_port())

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def address(self, mailbox: str) -> str:
        """The apprise address of a mailbox here."""
        from_, to = quote("interlude@example.org"), quote(f"{mailbox}@example.org")
        return f"mailto://{LOOPBACK}:{self._controller.port}?from={from_}&to={to}"

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        mailbox = address.partition("@")[0]
        if mailbox in self.answers:
            return self.answers[mailbox]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = message_from_bytes(bytes(envelope.content or b""))
        for address in envelope.rcpt_tos:
            self.received.append(Received(address.partition("@")[0], f"{message['Subject']}\n{_text(message)}"))
        return "250 OK"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class HttpReceiver:
    """Takes whatever comes by HTTP, at ``port``. ``behaviour``: path to a status, or to "hang", "drip" or "reset"."""

    def __init__(self, port: int = 0, /, **behaviour: int | str) -> None:
        self.behaviour: dict[str, int | str] = dict(behaviour)
        self.received: list[Received] = []
        self.attempts: list[str] = []
        self._server = _Server((LOOPBACK, port), self._handler())
        self._over = threading.Event()

    def __enter__(self) -> HttpReceiver:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def address(self, path: str, scheme: str = "json") -> str:
        return f"{scheme}://{LOOPBACK}:{self._server.server_port}/{path}"

    def of(self, path: str) -> list[Received]:
        return [one for one in self.received if one.to == path]

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path.strip("/")
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0)).decode()
        self.attempts.append(path)
        does = self.behaviour.get(path, 200)
        if does == "hang":
            self._over.wait(60)
        elif does == "drip":
            self._drip(request)
        elif does == "reset":
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.connection.close()
        else:
            status = int(does)
            if status < 300:
                self.received.append(Received(path, body))
            request.send_response(status)
            request.send_header("Content-Length", "0")
            request.end_headers()

    def _drip(self, request: BaseHTTPRequestHandler) -> None:
        """A byte now and then: no socket time-out ever notices."""
        while not self._over.wait(0.1):
            request.wfile.write(b"H")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.handle(self)

            do_GET = do_POST  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                pass

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (OSError, ValueError):
                    self.close_connection = True

            def finish(self) -> None:
                try:
                    super().finish()
                except (OSError, ValueError):
                    return

        return Handler


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _text(message: Message) -> str:
    parts = [part for part in message.walk() if part.get_content_type() == "text/plain"]
    return "".join(bytes(part.get_payload(decode=True) or b"").decode() for part in parts)
