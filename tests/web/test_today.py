from __future__ import annotations

from datetime import timedelta

from bot.db import sessions
from bot.db.chats import get
from bot.db.ids import now
from tests.services.duty import Team
from tests.web.watching import Watching


def test_it_opens_with_incidents_then_sessions_then_the_quiet_and_what_is_new(watching: Watching) -> None:
    with watching.earlier(days=20):
        watching.participant("Quiet Sample").writes()
    ana, ben = watching.participant("Ana Sample"), watching.participant("Ben Sample")
    watching.clock.move(minutes=1)
    ben.runs(rated=(7, 4))
    with watching.database.transaction() as tx:
        sessions.add(tx, ana.id, "individual", now() + timedelta(hours=2), 50)
        chat = get(tx, ana.chat.id)
    assert chat is not None
    Team(watching.database, chat).raised(kind="overdose")
    text = watching.page("/today")
    for part in ("Open incidents", "Sessions today", "Gone quiet", "New since"):
        assert part in text
    assert text.index("Overdose") < text.index("Sessions today") < text.index("Gone quiet") < text.index("New since")
    quiet = text[text.index("Gone quiet") : text.index("New since")]
    fresh = text[text.index("New since") :]
    assert "Quiet Sample" in quiet
    assert "Ben Sample" in fresh
    assert "1 run" in fresh
    assert f"/participants/{ana.id}/brief/individual" in text


def test_another_caseload_is_not_there(watching: Watching) -> None:
    other = watching.participant("Other Sample", own=False)
    other.runs(rated=(7, 4))
    assert "Other Sample" not in watching.page("/today")


def test_what_was_there_at_the_last_visit_is_not_new(watching: Watching) -> None:
    ben = watching.participant("Ben Sample")
    watching.clock.move(minutes=1)
    ben.runs(rated=(7, 4))
    assert "Ben Sample" in watching.page("/today")
    for _ in range(2):
        watching.clock.move(hours=13)
        watching.visitor.sign_in(watching.account)
    fresh = watching.page("/today")
    assert "Nothing yet." in fresh[fresh.index("New since") :]
