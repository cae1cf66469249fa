"""Sends notices to staff by interlude's own bot."""

from __future__ import annotations

from bot.clients.staff_notifier import SendFailed
from bot.clients.telegram.api import Rows, TelegramApi, TelegramFailed, telegram_api

_TOKEN_REFUSED = "InvalidToken"  # noqa: S105  (a code of the library)


async def send_to_chat(api: TelegramApi | None, chat: str, text: str, rows: Rows = ()) -> str:
    """Returns the message's id. Raises SendFailed; without a bot too."""
    if api is None:
        raise SendFailed("not_connected", permanent=True)
    try:
        return await api.send(chat, text, rows)
    except TelegramFailed as failure:
        raise send_failed(failure) from None


async def send_alone(token: str, url: str, chat: str, text: str) -> None:
    """With connections of its own, for whoever seldom sends. Raises SendFailed."""
    try:
        async with telegram_api(token, url) as api:
            await send_to_chat(api, chat, text)
    except TelegramFailed as failure:
        raise send_failed(failure) from None


def send_failed(failure: TelegramFailed) -> SendFailed:
    """A refused message or chat is for good, and so is a refused token; all else may pass."""
    permanent = failure.lasting or failure.code == _TOKEN_REFUSED
    return SendFailed(failure.code, permanent=permanent, wait=failure.retry_after)
