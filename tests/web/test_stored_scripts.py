"""Every text that a participant can send, with a script in it, on every page that there is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from bot.services import briefs
from bot.services.setup import open_briefs
from bot.settings import read_settings
from tests.services.duty import Team
from tests.services.insight.watched import Given, Watched
from tests.web.visitor import Visitor
from tests.web.watching import Watching

ASKING = ("text", "number_own", "choice", "choice_own", "number")
PAGES_OF_NOBODY = {"signing_in.sign_in", "signing_in.set_up", "static"}


def hostile(what: str) -> str:
    """A text that would run in three places: in markup, in an attribute, in a link."""
    return f"\"><script>alert('{what}')</script><img src=x onerror=alert('{what}')> javascript:alert('{what}')"


@pytest.fixture
def ana(watching: Watching) -> Watched:
    """Everything that Ana ever wrote is hostile: in her chat, in every kind of answer, in each kind of script."""
    with watching.earlier(days=9):
        who = watching.participant(hostile("name"))
    with watching.earlier(days=8):
        for script in watching.library.scripts.values():
            who.runs(script.id, *answers(script.id), rated=(8, 3), trigger=hostile("trigger"))
        team = Team(watching.database, who.chat)
        team.raised(f"message:{team.wrote(hostile('words'))}")
    with watching.database.transaction() as tx:
        for kind in ("group", "individual", "family", "prescriber"):
            briefs.look(tx, open_briefs(read_settings({}), watching.library), who.id, kind)
    return who


def answers(script_id: str) -> Iterator[Given]:
    for kind in ASKING:
        yield (f"step_{kind}", kind, hostile(f"{script_id} {kind}"), hostile("value"), "share")


def addresses(app: Flask, who: Watched, incident_id: str) -> Iterator[str]:
    """Every page that can be opened about Ana, and every one about nobody."""
    places = {"participant_id": who.id, "incident_id": incident_id, "picture": "distress", "format": "csv"}
    for route in app.url_map.iter_rules():
        if "GET" not in (route.methods or ()) or route.endpoint in PAGES_OF_NOBODY:
            continue
        if "kind" in route.arguments:
            for kind in ("group", "individual", "family", "prescriber"):
                yield filled(route.rule, {**places, "kind": kind})
        elif route.arguments <= places.keys():
            yield filled(route.rule, places)


def filled(rule: str, places: dict[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: places[found[1]], rule)


def test_no_text_of_a_participant_runs_on_any_page(app: Flask, watching: Watching, ana: Watched) -> None:
    lead = watching.as_lead()
    incident_id = incident_of(lead)
    seen = 0
    for address in addresses(app, ana, incident_id):
        answer = lead.get(address)
        if answer.mimetype in ("text/html", "image/svg+xml"):
            refuse_markup(answer.get_data(as_text=True), address)
            seen += answer.status_code == 200
    assert seen > 20


def test_each_of_them_is_shown_as_it_was_written(watching: Watching, ana: Watched) -> None:
    """So that the test above looks at pages that show them."""
    lead = watching.as_lead()
    page = f"/participants/{ana.id}"
    shown = "".join(lead.get(f"{page}{more}").get_data(as_text=True) for more in ("", "/timeline", "/brief/individual"))
    incident = f"/incidents/{incident_of(lead)}"
    words = lead.send(f"{incident}/words", incident).get_data(as_text=True)
    refuse_markup(words, incident)
    assert html.escape(hostile("words"), quote=False).replace("'", "&#39;").replace('"', "&#34;") in words
    for what in ("name", "trigger", "text"):
        assert re.search(rf"&lt;script&gt;alert\(&#39;[^&]*{what}&#39;\)", shown), what


def incident_of(visitor: Visitor) -> str:
    found = re.search(r"/incidents/([0-9a-f]{32})", visitor.get("/incidents").get_data(as_text=True))
    assert found
    return found[1]


def refuse_markup(page: str, address: str) -> None:
    for begun in ("<script>alert", "<img src=x", 'href="javascript:', "href='javascript:"):
        assert begun not in page, address
