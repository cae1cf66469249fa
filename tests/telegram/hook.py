"""A bot's door: takes what a webhook brings, and answers as told."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Brought:
    body: Any
    secret: str | None
    at: float = field(default_factory=time.monotonic)


class Door:
    """``statuses`` are answered one after the other, then 200 for ever, with ``answer`` as body."""

    def __init__(self, *statuses: int, answer: bytes = b"") -> None:
        self.statuses = list(statuses)
        self.answer = answer
        self.brought: list[Brought] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    def __enter__(self) -> Door:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook"

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        self.brought.append(Brought(body, request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        status = self.statuses.pop(0) if self.statuses else 200
        request.send_response(status)
        request.send_header("Content-Length", str(len(self.answer)))
        request.send_header("Content-Type", "application/json")
        request.end_headers()
        request.wfile.write(self.answer)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                door.handle(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
