"""The parameters of a request, however they came: in the address, as a form, in parts, or as JSON."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.telegram.errors import Json, bad_request
from tests.telegram.seen import File

_STRUCTURES = {
    "allowed_updates": "allowed updates", "reply_markup": "reply keyboard markup", "commands": "bot commands",
    "scope": "BotCommandScope", "reply_parameters": "reply parameters", "entities": "message entities",
    "caption_entities": "message entities", "link_preview_options": "link preview options",
}  # fmt: skip
_NUMBERS = (
    "chat_id", "message_id", "offset", "limit", "timeout", "reply_to_message_id", "message_thread_id", "cache_time",
    "max_connections",
)  # fmt: skip
_FLAGS = (
    "show_alert", "drop_pending_updates", "disable_notification", "protect_content", "allow_sending_without_reply",
    "disable_content_type_detection",
)  # fmt: skip


async def read_parameters(request: web.Request) -> Json:
    """Every parameter in its natural type; what is empty was not given."""
    given: Json = dict(request.query)
    if request.can_read_body:
        given.update(await _read_json(request) if request.content_type == "application/json" else await _form(request))
    return {name: _natural(name, value) for name, value in given.items() if value is not None and value != ""}


async def _read_json(request: web.Request) -> Json:
    try:
        value = json.loads(await request.read())
    except ValueError:
        raise bad_request("can't parse request body as JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("request body must be a JSON object")
    return value


async def _form(request: web.Request) -> Json:
    form = await request.post()
    return {
        name: File(value.filename, value.file.read(), value.content_type)
        if isinstance(value, web.FileField)
        else str(value)
        for name, value in form.items()
    }


def _natural(name: str, value: Any) -> Any:
    if isinstance(value, str):
        _check_text(value)
    if name in _STRUCTURES and isinstance(value, str):
        return _structure(name, value)
    if name in _FLAGS:
        return str(value).strip().lower() in ("true", "yes", "1")
    if name in _NUMBERS and isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return value
    return value


def _structure(name: str, value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {_STRUCTURES[name]} JSON object") from None


def _check_text(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def number(parameters: Json, name: str, default: int, low: int, high: int) -> int:
    """As Telegram takes numbers: pulled into their range, the default for what is none."""
    value = parameters.get(name, default)
    return min(max(value, low), high) if isinstance(value, int) else default


def text(parameters: Json, name: str) -> str:
    value = parameters.get(name, "")
    if isinstance(value, File):
        raise bad_request(f"{name} must be a text")
    return value if isinstance(value, str) else json.dumps(value)
