"""What must hold before anything is started. Each fault is one sentence."""

from __future__ import annotations

import socket

from bot.services.setup import Library, load_content
from bot.settings import LOOPBACK, ROOT, Settings


class NotReady(Exception):
    """Something that keeps interlude from starting; the message is for the operator."""


def check(settings: Settings) -> Library:
    """Raises NotReady, SettingsError or ContentError; starts and changes nothing."""
    if not (ROOT / "config.yml").exists():
        raise NotReady(f"{ROOT} holds no config.yml; interlude runs from a checkout of its repository")
    library = load_content(settings)
    for name, port in ports(settings).items():
        _check_port(name, port)
    return library


def ports(settings: Settings) -> dict[str, int]:
    """The ports that interlude listens on, by the setting that changes each."""
    return {
        "INTERLUDE_WEB_PORT": settings.web_port,
        "INTERLUDE_STAFF_PORT": settings.staff_port,
        "RASA_URL": settings.rasa_port,
        "ACTIONS_URL": settings.actions_port,
    }


def _check_port(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            raise NotReady(f"port {port} is in use by another program; end it, or set {name} to another port") from None
