"""The addresses that staff are paged by: an operator's file, because they hold passwords and telephone numbers."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path

from bot.scripts.yaml_lines import ContentError, Problem, line_of, read_yaml

Addresses = dict[str, str]
"""Name, as the escalation file uses it, to an apprise address, or to ``telegram:`` and the number of a chat."""
TELEGRAM = "telegram:"
_CHAT = re.compile(r"-?[1-9]\d{0,17}")
"""A person's is that of their account; a group's is negative."""


def read_addresses(path: Path) -> Addresses:
    """All addresses; none when there is no such file. No fault quotes an address.

    Raises:
        ContentError: a line that is no text, or a file that others than its owner may read.
    """
    if not path.exists():
        return {}
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ContentError([Problem(path, 1, f"it holds passwords and others may read it; run `chmod 600 {path}`")])
    return _each(path, _shape_fault)


def check_addresses(path: Path) -> Addresses:
    """As ``read_addresses``, and each is one that can be sent to. Takes a second: apprise is loaded for it."""
    from bot.clients.staff_notifier import AddressRefused, check_address

    def fault(name: object, address: object) -> str | None:
        try:
            if not is_telegram(str(address)):
                check_address(str(address))
        except AddressRefused as refusal:
            return f"`{name}`: {refusal}"
        return None

    return _each(path, fault) if read_addresses(path) else {}


def is_telegram(address: str) -> bool:
    """Whether it is a chat of the bot's own."""
    return address.startswith(TELEGRAM)


def chat_of(address: str) -> str:
    """The chat's number at Telegram; empty when the address is none of Telegram."""
    return address.removeprefix(TELEGRAM) if is_telegram(address) else ""


def connected(addresses: Addresses, telegram: bool) -> frozenset[str]:
    """Names of the addresses that can be sent to. ``telegram``: there is a bot."""
    return frozenset(name for name, address in addresses.items() if telegram or not is_telegram(address))


def _each(path: Path, fault: Callable[[object, object], str | None]) -> Addresses:
    lines = read_yaml(path)
    found = [(line_of(lines, [name]), fault(name, address)) for name, address in lines.items()]
    problems = [Problem(path, line, text) for line, text in found if text]
    if problems:
        raise ContentError(problems)
    return {str(name): str(address) for name, address in lines.items()}


def _shape_fault(name: object, address: object) -> str | None:
    if not isinstance(name, str) or not isinstance(address, str):
        return "write `name: address`, both as text"
    if is_telegram(address) and not _CHAT.fullmatch(chat_of(address)):
        return f"`{name}`: write `{TELEGRAM}` and the number of a chat, such as {TELEGRAM}123456789"
    return None
