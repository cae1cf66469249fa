"""What may stand under a message."""

from __future__ import annotations

from typing import Any

from tests.telegram.errors import Json, bad_request

_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "copy_text", "pay", "callback_game",
)  # fmt: skip
_LINKS = ("http://", "https://", "tg://")
MOST_BUTTONS = 100
MOST_BYTES = 64


def read_markup(parameters: Json, inline_only: bool = False) -> list[list[Json]]:
    """The rows of an inline keyboard; none for other kinds, which Telegram does not show in a message's JSON."""
    markup = parameters.get("reply_markup")
    if markup is None:
        return []
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if markup and not any(kind in markup for kind in _KINDS):
        return []
    if inline_only and markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    rows = [_row(row, "inline_keyboard") for row in _rows(markup, "inline_keyboard")]
    for row in _rows(markup, "keyboard"):
        for button in _row(row, "keyboard"):
            _label(button if isinstance(button, dict) else {"text": button}, "keyboard button")
    read = [[_inline(button) for button in row] for row in rows if row]
    if sum(len(row) for row in read) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return read


def _rows(markup: Json, kind: str) -> list[Any]:
    rows = markup.get(kind, [])
    if not isinstance(rows, list):
        raise bad_request(f'field "{kind}" must be an Array')
    return rows


def _row(row: Any, kind: str) -> list[Any]:
    if not isinstance(row, list):
        raise bad_request(f'field "{kind}" must be an Array of Arrays')
    return row


def _inline(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    label = _label(button, "inline keyboard button")
    actions = [action for action in _ACTIONS if button.get(action) not in (None, "", False)]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one kind of action must be given")
    action = actions[0]
    _check_action(label, action, button[action])
    return {"text": label, action: button[action]}


def _label(button: Json, what: str) -> str:
    label = button.get("text")
    if not isinstance(label, str):
        raise bad_request(f'can\'t parse {what}: Field "text" must be of type String')
    if not label.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    return label


def _check_action(label: str, action: str, value: Any) -> None:
    if action == "callback_data" and (not isinstance(value, str) or len(value.encode()) > MOST_BYTES):
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and not str(value).startswith(_LINKS):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
