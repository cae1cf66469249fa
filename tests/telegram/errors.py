"""How Telegram says no."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

BLOCKED = "bot was blocked by the user"
CANNOT_INITIATE = "bot can't initiate conversation with a user"
DEACTIVATED = "user is deactivated"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
OTHER_WEBHOOK = "terminated by setWebhook request"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
UPGRADED = "group chat was upgraded to a supergroup chat"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

_PHRASES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class ApiError(Exception):
    """A refusal, in the words and with the parameters Telegram sends."""

    def __init__(self, status: int, text: str = "", **parameters: int) -> None:
        phrase = _PHRASES.get(status, "Error")
        self.status = status
        self.description = f"{phrase}: {text}" if text else phrase
        self.parameters = parameters
        super().__init__(self.description)

    def answer(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.status, "description": self.description}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


def bad_request(text: str, **parameters: int) -> ApiError:
    return ApiError(400, text, **parameters)


def forbidden(text: str) -> ApiError:
    return ApiError(403, text)


def conflict(text: str) -> ApiError:
    return ApiError(409, text)


def too_many(seconds: int) -> ApiError:
    return ApiError(429, f"retry after {seconds}", retry_after=seconds)
