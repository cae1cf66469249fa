"""Opens what every process needs: keys, secret, database."""

from __future__ import annotations

import hmac
import os
import secrets
from datetime import timedelta
from pathlib import Path

from bot.db.database import Database, DatabaseUnavailable, holds_tables
from bot.db.keys import KeyProblem, KeyRing, make_key_file, read_keys, write_secret
from bot.db.migrate import migrate
from bot.escalation.loader import ESCALATION_FILE, load_escalation
from bot.escalation.texts import TEXTS_FILE, SafetyTexts, load_texts
from bot.scripts.library import Library
from bot.scripts.loader import load_library
from bot.services.addresses import connected, read_addresses
from bot.services.briefs import Sources, load_brief_words
from bot.services.care.words import CareVoice, load_care_words
from bot.services.chat_words import load_chat_words
from bot.services.guard import Guard
from bot.services.incidents.desk import Desk
from bot.services.practice import Practice
from bot.services.reception import Reception
from bot.services.reminders import open_rules
from bot.services.staff_chat import StaffChats
from bot.settings import Settings

SECRET_HEADER = "X-Interlude-Secret"  # noqa: S105  (a header's name)


__all__ = ["Database", "DatabaseUnavailable", "Desk", "Guard", "Library", "Reception"]


class SetupError(Exception):
    """Something to be mended before interlude can start; the message says what."""


def prepare(settings: Settings) -> None:
    """First run: make keys and secret, and the tables. Later runs: bring the tables up to date."""
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.keys and not settings.key_file.exists():
        _refuse_new_keys(settings)
        make_key_file(settings.key_file)
    if not settings.secret_file.exists():
        write_secret(settings.secret_file, secrets.token_urlsafe(32))
    migrate(settings.database_url)
    database = Database(settings.database_url, _keys(settings))
    try:
        database.check_keys()
    except KeyProblem as error:
        raise SetupError(f"{_where(settings)} does not open this database: {error}") from None
    finally:
        database.close()


def open_database(settings: Settings) -> Database:
    """The database, with its keys.

    Raises:
        SetupError: it has not been prepared, or the key is missing.
        DatabaseUnavailable: it does not answer.
    """
    keys = _keys(settings)
    if not holds_tables(settings.database_url):
        raise SetupError("the database holds no tables yet; run `interlude migrate` once in the project's folder")
    return Database(settings.database_url, keys)


def read_secret(settings: Settings) -> str:
    """What gateway, Rasa and action server know each other by. Raises SetupError."""
    secret = _read(settings.secret_file, "the shared secret")
    if not secret:
        raise SetupError(f"the shared secret {settings.secret_file} is empty; delete it and run `interlude migrate`")
    return secret


def is_secret(given: str | None, secret: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest((given or "").encode(), secret.encode())


def webhook_secret(settings: Settings) -> str:
    """What Telegram shows with each update that it brings: made from the shared secret, which it never sees."""
    return hmac.new(read_secret(settings).encode(), b"telegram webhook", "sha256").hexdigest()


def load_content(settings: Settings) -> Library:
    """Scripts, commands and wording. Raises ContentError with every fault."""
    return load_library(settings.data)


def load_safety_texts(settings: Settings) -> SafetyTexts:
    """What is said to people in danger and to staff. Raises ContentError with every fault."""
    return load_texts(settings.data / "safety" / TEXTS_FILE, settings.program_phone)


def open_desk(settings: Settings) -> Desk:
    """Rota, ladders and safety texts, and which addresses are connected. Raises ContentError with every fault."""
    folder = settings.data / "safety"
    return Desk(
        load_escalation(folder / ESCALATION_FILE),
        load_safety_texts(settings),
        connected(read_addresses(settings.addresses_file), bool(settings.telegram_token)),
    )


def open_staff_chats(settings: Settings, desk: Desk) -> StaffChats:
    """Where and by whom notices in Telegram are answered. Raises ContentError with every fault."""
    return StaffChats.of(desk, read_addresses(settings.addresses_file), settings.staff_url)


def open_reception(settings: Settings, desk: Desk) -> Reception:
    """The words around enrolment together with the desk. Raises ContentError with every fault."""
    return Reception(load_chat_words(settings.data), desk)


def open_care_voice(settings: Settings, desk: Desk) -> CareVoice:
    """The words about a participant's care. Raises ContentError with every fault."""
    return CareVoice(load_care_words(settings.data), open_reception(settings, desk))


def open_briefs(settings: Settings, library: Library) -> Sources:
    """What session briefs are made with. Raises ContentError with every fault."""
    return Sources(library, open_rules(settings, library), load_brief_words(settings.data))


def open_guard(settings: Settings, library: Library) -> Guard:
    """The screen together with the desk. Raises ContentError with every fault."""
    return Guard.open(settings.data / "safety", open_desk(settings), library.commands)


def open_practice(settings: Settings, library: Library, desk: Desk) -> Practice:
    """What scripts are practised with."""
    return Practice(library, timedelta(minutes=settings.resume_after_minutes), desk)


def _keys(settings: Settings) -> KeyRing:
    try:
        return read_keys(settings.keys or _read(settings.key_file, "the key file"))
    except KeyProblem as error:
        raise SetupError(f"{_where(settings)} cannot be used: {error}") from None


def _refuse_new_keys(settings: Settings) -> None:
    """A new key beside old data would make the old data unreadable for good and hide that it is."""
    if holds_tables(settings.database_url):
        raise SetupError(
            f"the key file {settings.key_file} is missing, but the database holds data sealed with it; "
            "put the key file back, or set INTERLUDE_KEY_FILE to where it is"
        )


def _read(path: Path, what: str) -> str:
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        raise SetupError(f"{what} {path} is missing; run `interlude migrate` once in the project's folder") from None
    except OSError as error:
        raise SetupError(f"{what} {path} cannot be read: {os.strerror(error.errno or 0)}") from None
    except UnicodeDecodeError:
        raise SetupError(f"{what} {path} cannot be read: it is no text") from None


def _where(settings: Settings) -> str:
    return "INTERLUDE_KEYS" if settings.keys else f"the key file {settings.key_file}"
