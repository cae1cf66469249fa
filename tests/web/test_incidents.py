from __future__ import annotations

import pytest
from flask import Flask

from bot.db import caseloads, participants
from bot.db.chats import Chat, add
from bot.db.database import Database
from bot.services.incidents import State
from bot.services.staff import auditing
from bot.services.staff.rights import Role
from tests.services.duty import Team
from tests.services.staff.people import Account, account
from tests.web.visitor import Visitor

WORDS = "synthetic words that led to it"


@pytest.fixture
def team(database: Database) -> Team:
    """A participant with a name."""
    with database.transaction() as tx:
        participant = participants.add(tx, name="Ana Sample", language="en", time_zone=None)
        chat: Chat = add(tx, participant, "web", "visitor")
    return Team(database, chat)


@pytest.fixture
def therapist(team: Team, database: Database) -> Account:
    """Of this caseload, and in the rota as "ben"."""
    one = account(database, person="ben", name="Lee Sample")
    with database.transaction() as tx:
        caseloads.add(tx, team.chat.participant_id, one.row.id)
    return one


def visitor(app: Flask, one: Account) -> Visitor:
    found = Visitor(app)
    found.sign_in(one)
    return found


def actions(database: Database, subject: str) -> list[str]:
    with database.reading() as tx:
        return [row.action for row in reversed(auditing.rows(tx, subject))]


def test_what_nobody_has_taken_comes_first_then_pages_then_checks(app: Flask, team: Team, therapist: Account) -> None:
    team.checked("message:1", kind="abuse")
    taken = team.raised("message:2", kind="self_harm")
    team.acknowledge(taken)
    team.raised("message:3", kind="overdose")
    text = visitor(app, therapist).get("/incidents").get_data(as_text=True)
    assert text.index("Overdose") < text.index("Self harm") < text.index("Abuse")
    assert "Ana has it" in text
    assert "Ana Sample" in text
    assert "rung 1 of 3" in text


def test_taking_noting_handing_over_and_resolving(
    app: Flask, team: Team, therapist: Account, database: Database
) -> None:
    row = team.raised()
    page = f"/incidents/{row.id}"
    lee = visitor(app, therapist)
    assert lee.send(f"{page}/acknowledge", page, version=str(row.version)).status_code == 302
    assert team.now(row).acknowledged_by == "ben"
    lee.send(f"{page}/note", page, note="called, no answer yet")
    lee.send(f"{page}/hand-over", page, to="cleo")
    assert team.now(row).acknowledged_by == "cleo"
    lee.send(f"{page}/resolve", page, note="reached her, safe with her sister")
    done = team.now(row)
    assert (done.state, done.resolved_by, done.note) == (State.RESOLVED, "ben", "reached her, safe with her sister")
    text = lee.get(page).get_data(as_text=True)
    assert "called, no answer yet" in text
    assert "handed over by Ben" in text
    assert [action for action in actions(database, row.id) if action != "incident_read"] == [
        "incident_acknowledged",
        "incident_note_written",
        "incident_handed_over",
        "incident_resolved",
    ]


def test_the_words_are_shown_on_asking_and_every_reading_is_kept_twice(
    app: Flask, team: Team, therapist: Account, database: Database
) -> None:
    row = team.raised(f"message:{team.wrote(WORDS)}")
    lee = visitor(app, therapist)
    page = f"/incidents/{row.id}"
    assert WORDS not in lee.get(page).get_data(as_text=True)
    assert WORDS in lee.post(f"{page}/words").get_data(as_text=True)
    assert ("words_read", "ben", None) in team.events(row)
    assert actions(database, row.id) == ["incident_read", "incident_words_read"]


@pytest.mark.parametrize(("rule", "guessed"), [("second_screen", True), ("doing_it", False), (None, False)])
def test_a_guess_is_called_a_guess(app: Flask, team: Team, therapist: Account, rule: str | None, guessed: bool) -> None:
    row = team.raised(f"message:{team.wrote(WORDS)}", rule=rule)
    lee, page = visitor(app, therapist), f"/incidents/{row.id}"
    lee.get(page)
    shown = lee.post(f"{page}/words").get_data(as_text=True)
    assert WORDS in shown
    assert ("a statistical guess" in shown) is guessed


def test_a_stale_press_is_refused_and_audited(app: Flask, team: Team, therapist: Account, database: Database) -> None:
    row = team.checked()
    lee, page = visitor(app, therapist), f"/incidents/{row.id}"
    lee.get(page)
    with database.transaction() as tx:
        from bot.services import incidents

        incidents.raise_to_page(tx, team.desk, row.id, "other")
    lee.post(f"{page}/acknowledge", version=str(row.version))
    assert "it has changed since you looked" in lee.get(page).get_data(as_text=True)
    assert team.now(row).acknowledged_by is None
    assert ("ack_refused", "ben", "stale") in team.events(row)


def test_two_who_press_at_once_have_one_owner(app: Flask, team: Team, therapist: Account, database: Database) -> None:
    row = team.raised()
    team.acknowledge(row, "ana")
    lee, page = visitor(app, therapist), f"/incidents/{row.id}"
    lee.send(f"{page}/acknowledge", page, version=str(row.version))
    assert team.now(row).acknowledged_by == "ana"
    assert "ana has acknowledged it" in lee.get(page).get_data(as_text=True)


def test_an_account_that_is_nobody_in_the_rota_cannot_take_it(app: Flask, team: Team, database: Database) -> None:
    row = team.raised()
    one = account(database)
    with database.transaction() as tx:
        caseloads.add(tx, team.chat.participant_id, one.row.id)
    lee, page = visitor(app, one), f"/incidents/{row.id}"
    lee.send(f"{page}/acknowledge", page, version=str(row.version))
    assert team.now(row).acknowledged_by is None
    assert "stands for nobody in the escalation file" in lee.get(page).get_data(as_text=True)


@pytest.mark.parametrize(
    ("role", "person", "status"),
    [
        (Role.THERAPIST, None, 404),
        (Role.THERAPIST, "ana", 200),
        (Role.LEAD, None, 200),
        (Role.AUTHOR, "ana", 403),
        (Role.ADMINISTRATOR, "ana", 403),
    ],
    ids=["other caseload", "whom it may page", "lead", "author", "administrator"],
)
def test_who_sees_an_incident(
    app: Flask, team: Team, database: Database, role: Role, person: str | None, status: int
) -> None:
    row = team.raised(f"message:{team.wrote(WORDS)}")
    one = visitor(app, account(database, role, person=person))
    page = f"/incidents/{row.id}"
    assert one.get(page).status_code == status
    one.get("/account/")
    assert one.post(f"{page}/words").status_code == status
    if status == 404:
        assert row.id not in one.get("/incidents").get_data(as_text=True)


def test_the_line_on_top_counts_what_needs_somebody(app: Flask, team: Team, therapist: Account) -> None:
    lee = visitor(app, therapist)
    assert "needs somebody" not in lee.get("/live/alerts").get_data(as_text=True)
    row = team.raised()
    assert "1 incident needs somebody now" in lee.get("/live/alerts").get_data(as_text=True)
    team.acknowledge(row)
    assert "needs somebody" not in lee.get("/live/alerts").get_data(as_text=True)


def test_a_page_that_renews_itself_is_recorded_once_in_a_while(
    app: Flask, team: Team, therapist: Account, database: Database
) -> None:
    row = team.raised()
    lee = visitor(app, therapist)
    for _ in range(5):
        assert "What happened" in lee.get(f"/live/incidents/{row.id}").get_data(as_text=True)
    assert actions(database, row.id) == ["incident_watched"]


def test_a_drill_says_so(app: Flask, team: Team, therapist: Account) -> None:
    row = team.raised(drill=True)
    assert "DRILL: Imminent" in visitor(app, therapist).get(f"/incidents/{row.id}").get_data(as_text=True)


def test_markup_in_what_was_written_stays_text(app: Flask, team: Team, therapist: Account) -> None:
    row = team.raised(f"message:{team.wrote('<img src=x onerror=alert(1)>')}")
    lee, page = visitor(app, therapist), f"/incidents/{row.id}"
    text = lee.send(f"{page}/words", page).get_data(as_text=True)
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text
