"""All settings, read from the environment in this one place. Nothing else looks at ``os.environ``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"


class SettingsError(Exception):
    """A setting that cannot be used; the message says which and what to write."""


@dataclass(frozen=True)
class Settings:
    """Where things are. Every field can be set by the environment variable named beside it."""

    state: Path
    """INTERLUDE_STATE: folder of database, keys and run-time files."""
    data: Path
    """INTERLUDE_DATA: folder of scripts, wordings and NLU examples."""
    models: Path
    """INTERLUDE_MODELS: folder of trained models."""
    database_url: str
    """DATABASE_URL"""
    key_file: Path
    """INTERLUDE_KEY_FILE"""
    keys: str
    """INTERLUDE_KEYS: the keys themselves, ``version:base64``, instead of a key file."""
    telegram_token: str
    """TELEGRAM_BOT_TOKEN"""
    telegram_bot: str
    """TELEGRAM_BOT_USERNAME: the bot's name in the links by which participants enrol."""
    telegram_url: str
    """TELEGRAM_API_URL"""
    telegram_webhook: str
    """TELEGRAM_WEBHOOK_URL: where Telegram can bring updates to, ending in /telegram; empty: they are asked for."""
    webhook_port: int
    """INTERLUDE_WEBHOOK_PORT: port on loopback that this address leads to."""
    web_port: int
    """INTERLUDE_WEB_PORT: port of the chat page, on loopback."""
    staff_port: int
    """INTERLUDE_STAFF_PORT: port of the therapists' web app, on loopback."""
    rasa_url: str
    """RASA_URL"""
    actions_url: str
    """ACTIONS_URL"""
    program_phone: str
    """INTERLUDE_PROGRAM_PHONE: the program's own number, told to participants who ask for a person."""
    resume_after_minutes: int
    """INTERLUDE_RESUME_AFTER: silence after which a run is offered again instead of taking the text as its answer."""
    staff_url: str
    """INTERLUDE_STAFF_URL: where staff open an incident; its id is put at the end. Empty: notices name the command."""
    addresses_file: Path
    """INTERLUDE_ADDRESSES: the addresses that staff are paged by; they hold passwords."""
    deadman_url: str
    """INTERLUDE_DEADMAN_URL: fetched only while all is proven well; whoever runs it alarms when it falls silent."""
    deadman_every_seconds: int
    """INTERLUDE_DEADMAN_EVERY"""
    alarm_after_seconds: int
    """INTERLUDE_ALARM_AFTER: how long something may be wrong before the watchdog alarms."""

    @property
    def secret_file(self) -> Path:
        """What gateway, Rasa and action server know each other by."""
        return self.state / "secret"

    @property
    def rasa_port(self) -> int:
        return _loopback_port("RASA_URL", self.rasa_url)

    @property
    def actions_port(self) -> int:
        return _loopback_port("ACTIONS_URL", self.actions_url)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises SettingsError for a value that cannot be used."""
    env = os.environ if environment is None else environment
    state = Path(env.get("INTERLUDE_STATE") or ROOT / "var")
    return Settings(
        state=state,
        data=Path(env.get("INTERLUDE_DATA") or ROOT / "data"),
        models=Path(env.get("INTERLUDE_MODELS") or ROOT / "models"),
        database_url=env.get("DATABASE_URL") or f"sqlite:///{state / 'interlude.db'}",
        key_file=Path(env.get("INTERLUDE_KEY_FILE") or state / "keys"),
        keys=env.get("INTERLUDE_KEYS", ""),
        telegram_token=env.get("TELEGRAM_BOT_TOKEN", ""),
        telegram_bot=env.get("TELEGRAM_BOT_USERNAME", ""),
        telegram_url=_web_address("TELEGRAM_API_URL", env.get("TELEGRAM_API_URL") or "https://api.telegram.org"),
        telegram_webhook=_web_address("TELEGRAM_WEBHOOK_URL", env.get("TELEGRAM_WEBHOOK_URL", "")),
        webhook_port=_number("INTERLUDE_WEBHOOK_PORT", env.get("INTERLUDE_WEBHOOK_PORT") or "8081", 65535),
        web_port=_number("INTERLUDE_WEB_PORT", env.get("INTERLUDE_WEB_PORT") or "8080", 65535),
        staff_port=_number("INTERLUDE_STAFF_PORT", env.get("INTERLUDE_STAFF_PORT") or "8082", 65535),
        rasa_url=env.get("RASA_URL") or f"http://{LOOPBACK}:5005",
        actions_url=env.get("ACTIONS_URL") or f"http://{LOOPBACK}:5055/webhook",
        program_phone=env.get("INTERLUDE_PROGRAM_PHONE", ""),
        resume_after_minutes=_number("INTERLUDE_RESUME_AFTER", env.get("INTERLUDE_RESUME_AFTER") or "60", 100_000),
        staff_url=env.get("INTERLUDE_STAFF_URL", ""),
        addresses_file=Path(env.get("INTERLUDE_ADDRESSES") or state / "addresses.yml"),
        deadman_url=_web_address("INTERLUDE_DEADMAN_URL", env.get("INTERLUDE_DEADMAN_URL", "")),
        deadman_every_seconds=_number("INTERLUDE_DEADMAN_EVERY", env.get("INTERLUDE_DEADMAN_EVERY") or "30", 3600),
        alarm_after_seconds=_number("INTERLUDE_ALARM_AFTER", env.get("INTERLUDE_ALARM_AFTER") or "30", 30),
    )


def turn_telemetry_off() -> None:
    """Keep Rasa from reporting its use, also when somebody runs a rasa command by hand."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"


def child_environment() -> dict[str, str]:
    """The environment for a process that interlude starts: its own, with telemetry off."""
    return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONUNBUFFERED": "1"}


def _number(name: str, text: str, highest: int) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= highest:
        raise SettingsError(f"{name} is {text!r}; write a whole number from 1 to {highest}")
    return int(text)


def _web_address(name: str, url: str) -> str:
    """The message does not quote it: such addresses are secret."""
    if url and not url.startswith(("http://", "https://")):
        raise SettingsError(f"{name} is no web address; write one that begins with https://, or leave it empty")
    return url


def _loopback_port(name: str, url: str) -> int:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host not in ("127.0.0.1", "localhost", "::1") or not port:
        raise SettingsError(f"{name} is {url!r}; write a loopback address with a port, such as http://127.0.0.1:5005")
    return port
