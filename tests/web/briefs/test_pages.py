from __future__ import annotations

import io
from datetime import timedelta

from pypdf import PdfReader

from bot.db import sessions
from bot.db.ids import now
from bot.services import briefs
from bot.services.setup import open_briefs
from bot.settings import read_settings
from tests.services.insight.watched import Watched
from tests.web.watching import PRIVATE, Watching, answered


def looks(watching: Watching, who: Watched) -> None:
    """The participant looks at the brief of their next individual session."""
    with watching.database.transaction() as tx:
        briefs.look(tx, open_briefs(read_settings({}), watching.library), who.id, "individual")


def test_staff_see_nothing_before_the_participant_has(watching: Watching) -> None:
    with watching.earlier(days=2):
        ana = watching.participant("Ana Sample")
    with watching.earlier(days=1):
        ana.runs(rated=(8, 3))
    page = f"/participants/{ana.id}/brief/individual"
    text = watching.page(page)
    assert "Not yet looked at by the participant" in text
    assert "Practice" not in text
    watching.clock.move(minutes=1)
    looks(watching, ana)
    assert "Practice" in watching.page(page)


def test_words_that_are_kept_are_on_neither_page_nor_paper(watching: Watching) -> None:
    ana = watching.participant("Ana Sample")
    answered(ana)
    watching.clock.move(minutes=1)
    looks(watching, ana)
    page = f"/participants/{ana.id}/brief/individual"
    paper = watching.visitor.get(f"{page}/pdf")
    assert paper.mimetype == "application/pdf"
    assert "Ana" not in paper.headers["Content-Disposition"]
    printed = "".join(one.extract_text() for one in PdfReader(io.BytesIO(paper.data)).pages)
    assert "Ana Sample" in printed
    for text in (watching.page(page), printed):
        assert PRIVATE not in text


def test_during_and_after_a_session_today_it_is_that_sessions_brief(watching: Watching) -> None:
    with watching.earlier(days=2):
        ana = watching.participant("Ana Sample")
        with watching.database.transaction() as tx:
            sessions.add(tx, ana.id, "individual", now() + timedelta(days=2, hours=1), 50)
    with watching.earlier(days=1):
        ana.runs(rated=(8, 3))
        watching.clock.move(minutes=1)
        looks(watching, ana)
    watching.clock.move(hours=3)
    watching.visitor.sign_in(watching.account)
    assert "Practice" in watching.page(f"/participants/{ana.id}/brief/individual")


def test_an_unknown_kind_is_not_found(watching: Watching) -> None:
    ana = watching.participant("Ana Sample")
    assert watching.visitor.get(f"/participants/{ana.id}/brief/astrology").status_code == 404
