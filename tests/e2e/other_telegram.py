"""A Telegram that nobody here wrote: npm's telegram-test-api, and a shim that repairs its answers."""

from __future__ import annotations

import asyncio
import json
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from tests.e2e.stack import answers, free_port

Json = dict[str, Any]
LOOPBACK = "127.0.0.1"
SERVER = Path(__file__).with_name("telegram_test_api.cjs")
START_SECONDS, LOOK_SECONDS = 20, 0.05
UNKNOWN = {"setMyCommands", "sendChatAction", "deleteMyCommands"}
"""Methods it does not have; nothing that a person sees comes of them."""
EMPTY = {"editMessageText", "editMessageReplyMarkup", "answerCallbackQuery", "setWebhook"}
"""Methods that it answers with nothing where Telegram answers with true."""


def repaired(method: str, answer: Json) -> Json:
    """Its answer as Telegram would have given it."""
    result: Any = answer.get("result")
    if method in EMPTY:
        result = True
    elif method == "getMe":
        result = {**result, "is_bot": True}
    elif method == "sendMessage":
        result = {**result, "date": result["date"] // 1000}
    elif method == "getUpdates":
        for update in result:
            if "callback_query" in update:
                update["callback_query"]["chat_instance"] = "1"
    return {**answer, "result": result}


class Shim:
    """Stands before the server at ``url``. It also waits where Telegram would: the server knows no long poll."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: ClientSession | None = None

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/bot{token:[^/]+}/{method}", self._handle)
        app.cleanup_ctx.append(self._connected)
        return app

    async def _connected(self, _: web.Application) -> Any:
        async with ClientSession() as self._client:
            yield

    async def _handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method in UNKNOWN:
            return web.json_response({"ok": True, "result": True})
        body, waits = await request.read(), 0.0
        if method == "getUpdates":
            waits = float((await request.post()).get("timeout", 0))  # type: ignore[arg-type]
        ends = time.monotonic() + waits
        while True:
            answer = await self._asked(request, body)
            if answer.get("result") != [] or time.monotonic() > ends:
                return web.json_response(repaired(method, answer))
            await asyncio.sleep(LOOK_SECONDS)

    async def _asked(self, request: web.Request, body: bytes) -> Json:
        assert self._client
        headers = {"Content-Type": request.headers.get("Content-Type", "application/x-www-form-urlencoded")}
        async with self._client.post(f"{self._url}{request.path}", data=body, headers=headers) as response:
            answer: Json = await response.json()
            return answer


@dataclass
class OtherTelegram:
    """``url``: for bots. People use ``server`` as its own client does."""

    url: str
    server: str
    token: str

    def history(self) -> list[Json]:
        found: list[Json] = self.post("getUpdatesHistory", {"token": self.token})["result"]
        return found

    def post(self, what: str, body: Json) -> Json:
        request = urllib.request.Request(f"{self.server}/{what}", json.dumps(body).encode())
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=10) as response:
            answer: Json = json.load(response)
            return answer


@dataclass
class OtherPerson:
    """Somebody with a chat of their own."""

    telegram: OtherTelegram
    number: int = 71

    def write(self, text: str) -> None:
        message = {**self._place(), "botToken": self.telegram.token, "text": text}
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            self.telegram.post("sendCommand", {**message, "entities": [_command(length)]})
        else:
            self.telegram.post("sendMessage", message)

    def press(self, title: str, seconds: float = 30) -> None:
        """The newest button of this title, once it is there."""
        self.until(lambda: self._button(title), seconds)
        message_id, data = self._button(title)  # type: ignore[misc]
        message = {**self._place(), "message_id": message_id}
        self.telegram.post(
            "sendCallback",
            {"botToken": self.telegram.token, "from": message["from"], "message": message, "data": data},
        )

    def sees(self) -> list[str]:
        """What the bot has written, as it stands now."""
        return [one["message"]["text"] for one in self._of_bot()]

    def until(self, holds: Callable[[], object], seconds: float = 30) -> None:
        ends = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < ends, self.sees()[-5:]
            time.sleep(LOOK_SECONDS)

    def until_sees(self, words: str) -> None:
        self.until(lambda: any(words in text for text in self.sees()))

    def titles(self) -> list[str]:
        """Of all buttons that the bot has shown."""
        markups = [one["message"].get("reply_markup", {}) for one in self._of_bot()]
        return [button["text"] for markup in markups for row in markup.get("inline_keyboard", []) for button in row]

    def _of_bot(self) -> list[Json]:
        mine = str(self.number)
        return [one for one in self.telegram.history() if str(one.get("message", {}).get("chat_id", "")) == mine]

    def _button(self, title: str) -> tuple[int, str] | None:
        for one in reversed(self._of_bot()):
            for row in one["message"].get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == title:
                        return one["messageId"], button["callback_data"]
        return None

    def _place(self) -> Json:
        name = {"first_name": "Robin"}
        return {
            "date": int(time.time()),
            "from": {"id": self.number, "is_bot": False, **name},
            "chat": {"id": self.number, "type": "private", **name},
        }


def _command(length: int) -> Json:
    return {"type": "bot_command", "offset": 0, "length": length}


@contextmanager
def other_telegram(token: str, log: Path) -> Iterator[OtherTelegram]:
    """It runs until the end of the block. ``log``: where it says what goes wrong."""
    port = free_port()
    server = f"http://{LOOPBACK}:{port}"
    with log.open("wb") as output:
        process = subprocess.Popen(["node", str(SERVER), str(port)], stdout=output, stderr=output)
        try:
            ends = time.monotonic() + START_SECONDS
            while not answers(f"{server}/bot{token}/getMe"):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < ends, log.read_text()
                time.sleep(LOOK_SECONDS)
            with _serving(Shim(server)) as url:
                yield OtherTelegram(url, server, token)
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def _serving(shim: Shim) -> Iterator[str]:
    """In a loop and a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="shim", daemon=True)
    thread.start()

    async def start() -> tuple[web.AppRunner, str]:
        runner = web.AppRunner(shim.app(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, LOOPBACK, 0).start()
        return runner, f"http://{LOOPBACK}:{runner.addresses[0][1]}"

    runner, url = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield url
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
