"""Calls to the Bot API. Nothing here retries: whoever calls knows what may wait and what may not."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.clients.telegram.request import AiohttpRequest

POLL_SECONDS = 25
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction", "channel_post")
CONNECTIONS = 64
ANSWER_SECONDS = 10.0

Rows = Sequence[Sequence[tuple[str, str]]]
"""An inline keyboard: rows of title and callback data."""

# Updates are asked for raw, against the library's advice: it reads a batch as a whole, and one that it cannot read
# would stop all of them.
warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)


class TelegramFailed(Exception):
    """A call that did not work. ``code`` is plain ("forbidden"), without words of a message or an address.

    ``lasting``: the same call will not work later either. ``gone``: this chat cannot be written to at all.
    ``retry_after``: seconds that Telegram wants to be left alone by this chat.
    """

    def __init__(self, code: str, *, lasting: bool = False, gone: bool = False, retry_after: float = 0.0) -> None:
        super().__init__(code)
        self.code, self.lasting, self.gone, self.retry_after = code, lasting, gone, retry_after


class AnotherPoller(Exception):
    """Somebody else asks for this bot's updates, or a webhook is set: Telegram answered 409."""


@dataclass(frozen=True)
class TelegramApi:
    """One bot at one server. Open it with ``telegram_api``."""

    bot: Bot

    async def username(self) -> str:
        with _failures():
            me = await self.bot.get_me()
        return str(me.username)

    async def updates(self, offset: int | None, seconds: int) -> list[Any]:
        """Updates as they came, each unread. ``offset`` confirms all before it; ``seconds`` to wait for one.

        Raises:
            AnotherPoller, TelegramFailed.
        """
        asked: dict[str, Any] = {"timeout": seconds, "limit": 100, "allowed_updates": list(ALLOWED_UPDATES)}
        if offset is not None:
            asked["offset"] = offset
        try:
            with _failures():
                answer = await self.bot.do_api_request(
                    "getUpdates", api_kwargs=asked, read_timeout=seconds + ANSWER_SECONDS
                )
        except TelegramFailed as failure:
            if failure.code == Conflict.__name__:
                raise AnotherPoller from None
            raise
        return list(answer)

    async def send(self, chat: str, text: str, rows: Rows = ()) -> str:
        """Send one message of at most 4,096 characters; returns its id."""
        with _failures():
            sent = await self.bot.send_message(int(chat), text, reply_markup=_keyboard(rows))
        return str(sent.message_id)

    async def send_document(self, chat: str, name: str, content: bytes, caption: str) -> str:
        with _failures():
            sent = await self.bot.send_document(int(chat), content, filename=name, caption=caption)
        return str(sent.message_id)

    async def edit(self, chat: str, message_id: str, text: str, rows: Rows = ()) -> None:
        """Change text and keyboard of a message. That nothing changed is no failure."""
        with _failures(), _unchanged():
            await self.bot.edit_message_text(
                text, chat_id=int(chat), message_id=int(message_id), reply_markup=_keyboard(rows)
            )

    async def take_keyboard(self, chat: str, message_id: str) -> None:
        with _failures(), _unchanged():
            await self.bot.edit_message_reply_markup(chat_id=int(chat), message_id=int(message_id), reply_markup=None)

    async def answer_press(self, press_id: str, text: str = "") -> None:
        """End the spinner on a pressed button. ``text`` is shown for a moment."""
        with _failures():
            await self.bot.answer_callback_query(press_id, text=text or None)

    async def typing(self, chat: str) -> None:
        with _failures():
            await self.bot.send_chat_action(int(chat), "typing")

    async def leave(self, chat: str) -> None:
        with _failures():
            await self.bot.leave_chat(int(chat))

    async def register_commands(self, commands: Sequence[tuple[str, str]], language: str | None) -> None:
        """What Telegram offers while somebody types "/"; ``language`` None is for all others."""
        with _failures():
            await self.bot.set_my_commands([BotCommand(*one) for one in commands], language_code=language)

    async def set_webhook(self, url: str, secret: str) -> None:
        with _failures():
            await self.bot.set_webhook(url, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES))

    async def delete_webhook(self) -> None:
        with _failures():
            await self.bot.delete_webhook()


@asynccontextmanager
async def telegram_api(token: str, url: str) -> AsyncIterator[TelegramApi | None]:
    """Connections to one server; nothing is asked yet. None without a token.

    Raises TelegramFailed for a token that can be none.
    """
    if not token:
        yield None
        return
    try:
        bot = Bot(token, base_url=f"{url.rstrip('/')}/bot", request=_pool(CONNECTIONS), get_updates_request=_pool(2))
    except InvalidToken:
        raise TelegramFailed("InvalidToken", lasting=True) from None
    try:
        yield TelegramApi(bot)
    finally:
        for request in bot._request:
            await request.shutdown()


def _pool(connections: int) -> AiohttpRequest:
    return AiohttpRequest(connections, ANSWER_SECONDS)


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(title, callback_data=data) for title, data in row] for row in rows]
    )


@contextmanager
def _failures() -> Iterator[None]:
    """Turns the library's errors into ours; their messages, which may quote, are left behind."""
    try:
        yield
    except TelegramError as error:
        raise _failure(error) from None


@contextmanager
def _unchanged() -> Iterator[None]:
    """An edit that changes nothing is refused by Telegram; it is done all the same."""
    try:
        yield
    except BadRequest as error:
        if "not modified" not in error.message:
            raise


def _failure(error: TelegramError) -> TelegramFailed:
    code = type(error).__name__
    if isinstance(error, RetryAfter):
        return TelegramFailed(code, retry_after=_seconds(error))
    if isinstance(error, BadRequest):
        return TelegramFailed(code, lasting=True, gone="chat not found" in error.message.lower())
    if isinstance(error, (Forbidden, ChatMigrated)):
        return TelegramFailed(_why(error), lasting=True, gone=True)
    return TelegramFailed(code)


def _why(error: TelegramError) -> str:
    """Which of Telegram's fixed sentences it was."""
    said = error.message.lower()
    reasons = {
        "blocked": "blocked",
        "deactivated": "deactivated",
        "kicked": "kicked",
        "initiate": "never_wrote",
        "migrated": "migrated",
    }
    return next((code for word, code in reasons.items() if word in said), "gone")


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, (int, float)) else wait.total_seconds()
