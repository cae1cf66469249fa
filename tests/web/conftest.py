"""The web app on a real database, with staff who are set up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from bot.db import ids
from bot.db.database import Database
from bot.scripts.library import Library
from bot.services.care.words import CareVoice, load_care_words
from bot.services.chat_words import load_chat_words
from bot.services.reception import Reception
from bot.services.reminders import open_rules
from bot.services.setup import Desk, load_safety_texts, open_briefs
from bot.settings import read_settings
from bot.web.app import create_app
from bot.web.context import Web
from tests.clock import Clock
from tests.services import duty
from tests.services.staff.people import account
from tests.web.visitor import Visitor
from tests.web.watching import Watching


@pytest.fixture(scope="session")
def _content(library: Library) -> Callable[[Database], Web]:
    """Everything but the database is read once."""
    settings = read_settings({"INTERLUDE_PROGRAM_PHONE": "555-0100", "TELEGRAM_BOT_USERNAME": "synthetic_bot"})
    desk = Desk(duty.escalation(), load_safety_texts(settings), duty.ADDRESSES)
    voice = CareVoice(load_care_words(settings.data), Reception(load_chat_words(settings.data), desk))
    rules, sources = open_rules(settings), open_briefs(settings, library)
    return lambda database: Web(settings, database, library, desk, rules, voice.reception, voice, sources)


@pytest.fixture
def web(database: Database, _content: Callable[[Database], Web]) -> Web:
    return _content(database)


@pytest.fixture
def app(web: Web) -> Flask:
    return create_app(web, "a secret of tests")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(ids, "clock", one)
    return one


@pytest.fixture
def watching(app: Flask, database: Database, library: Library, clock: Clock) -> Watching:
    therapist = account(database)
    visitor = Visitor(app)
    visitor.sign_in(therapist)
    return Watching(app, database, clock, library, therapist, visitor)
