from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from bot.db import staff_sessions
from bot.db.database import Database
from bot.services.staff import accounts
from bot.services.staff.rights import Role
from bot.services.staff.second_factor import code_of
from bot.services.staff.signing_in import MOST_OF_ACCOUNT
from tests.clock import Clock
from tests.services.staff.people import PASSWORD, Account, account
from tests.web.visitor import ADDRESS, Visitor


@pytest.fixture
def admin(database: Database) -> Account:
    return account(database, Role.ADMINISTRATOR)


def test_signing_in_leads_to_the_own_beginning(app: Flask, admin: Account) -> None:
    visitor = Visitor(app)
    assert visitor.sign_in(admin).location == "/"
    assert visitor.get("/", follow_redirects=True).status_code == 200


def test_the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(app: Flask, admin: Account) -> None:
    answer = Visitor(app).sign_in(admin)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-interlude=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_a_session_of_before_is_worth_nothing_after(app: Flask, admin: Account, database: Database) -> None:
    """Session fixation: an id that somebody planted is not the one that is signed in."""
    visitor = Visitor(app)
    visitor.get("/sign-in")
    planted = visitor.cookie()
    visitor.sign_in(admin)
    assert visitor.cookie() not in (None, planted)
    thief = app.test_client()
    thief.set_cookie("__Host-interlude", planted or "", domain="localhost", secure=True)
    assert thief.get("/account/", base_url=ADDRESS).status_code == 302


def test_an_id_that_was_made_up_is_not_taken_over(app: Flask, admin: Account) -> None:
    visitor = Visitor(app)
    visitor.client.set_cookie("__Host-interlude", "made-up", domain="localhost", secure=True)
    visitor.get("/sign-in")
    assert visitor.cookie() != "made-up"


@pytest.mark.parametrize(
    ("email", "password", "code"),
    [("nobody@example.org", PASSWORD, None), (None, "wrong wrong wrong wrong", None), (None, PASSWORD, "123456")],
)
def test_what_is_wrong_cannot_be_told_from_the_page(
    app: Flask, admin: Account, email: str | None, password: str, code: str | None
) -> None:
    visitor = Visitor(app)
    visitor.get("/sign-in")
    fields = {"email": email or admin.row.email, "password": password, "code": admin.code if code is None else code}
    answer = visitor.post("/sign-in", **fields)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "E-mail, password or code is not right." in text
    assert password not in text


def test_many_failures_shut_the_door_for_a_while(app: Flask, admin: Account, clock: Clock) -> None:
    visitor = Visitor(app)
    for _ in range(MOST_OF_ACCOUNT):
        visitor.sign_in(admin, password="wrong wrong wrong wrong")
    assert "Too many attempts" in visitor.sign_in(admin).get_data(as_text=True)
    clock.move(minutes=16)
    assert visitor.sign_in(admin).status_code == 302


def test_signing_out_ends_the_session_on_the_server(app: Flask, admin: Account, database: Database) -> None:
    visitor = Visitor(app)
    visitor.sign_in(admin)
    kept = visitor.cookie()
    assert visitor.send("/sign-out", "/account/").status_code == 302
    with database.reading() as tx:
        assert staff_sessions.of_staff(tx, admin.row.id) == []
    again = app.test_client()
    again.set_cookie("__Host-interlude", kept or "", domain="localhost", secure=True)
    assert again.get("/account/", base_url=ADDRESS).status_code == 302


def test_half_an_hour_without_a_request_ends_it(app: Flask, admin: Account, clock: Clock) -> None:
    visitor = Visitor(app)
    visitor.sign_in(admin)
    for _ in range(3):
        clock.move(minutes=29)
        assert visitor.get("/account/").status_code == 200
    clock.move(minutes=31)
    assert visitor.get("/account/").status_code == 302


def test_twelve_hours_end_it_whatever_one_does(app: Flask, admin: Account, clock: Clock) -> None:
    visitor = Visitor(app)
    visitor.sign_in(admin)
    seen = []
    for _ in range(12 * 4 + 1):
        clock.move(minutes=15)
        seen.append(visitor.get("/account/").status_code)
    assert seen == [*[200] * 47, 302, 302]


def test_disabling_ends_it_at_once(app: Flask, admin: Account, database: Database) -> None:
    one = account(database)
    visitor = Visitor(app)
    visitor.sign_in(one)
    with database.transaction() as tx:
        accounts.disable(tx, admin.row.id, one.row.id)
    assert visitor.get("/account/").status_code == 302


def test_one_ends_a_session_of_ones_own_and_nobody_elses(app: Flask, admin: Account, database: Database) -> None:
    here, there, other = Visitor(app), Visitor(app), Visitor(app)
    here.sign_in(admin)
    with database.transaction() as tx:
        staff_sessions.save(tx, "elsewhere", admin.row.id, "{}")
        [elsewhere] = [row.id for row in staff_sessions.of_staff(tx, admin.row.id) if row.body == "{}"]
    stranger = account(database, email="stranger@example.org")
    other.sign_in(stranger)
    assert other.send(f"/account/sessions/{elsewhere}/end", "/account/").status_code == 404
    assert here.send(f"/account/sessions/{elsewhere}/end", "/account/").status_code == 302
    assert there.get("/account/").status_code == 302
    with database.reading() as tx:
        assert len(staff_sessions.of_staff(tx, admin.row.id)) == 1


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "evil"])
def test_the_door_leads_to_no_other_site(app: Flask, admin: Account, path: str) -> None:
    assert Visitor(app).sign_in(admin, next=path).location == "/"


def test_the_door_leads_back_to_the_page_that_was_asked_for(app: Flask, admin: Account) -> None:
    visitor = Visitor(app)
    assert visitor.get("/audit?before=9").location == "/sign-in?next=/audit?before%3D9"
    assert visitor.sign_in(admin, next="/audit?before=9").location == "/audit?before=9"


def test_the_first_administrator_sets_up_by_the_link_in_the_browser(app: Flask, database: Database) -> None:
    link = accounts.first_link(database)
    assert link is not None
    visitor = Visitor(app)
    page = visitor.get(f"/set-up/{link.code}").get_data(as_text=True)
    secret = page.split('Type this key into the app: <code class="key">')[1].split("<")[0]
    given = {"name": "Robin Sample", "email": "robin@example.org", "password": PASSWORD}
    short = visitor.post(f"/set-up/{link.code}", **{**given, "password": "short"}, code=code_of(secret))
    assert "at least 15 characters" in short.get_data(as_text=True)
    done = visitor.post(f"/set-up/{link.code}", **given, code=code_of(secret))
    assert done.get_data(as_text=True).count("<li><code>") == 10
    assert visitor.get(f"/set-up/{link.code}").status_code == 404
    answer = visitor.get("/sign-in") and visitor.post(
        "/sign-in", email="robin@example.org", password=PASSWORD, code=code_of(secret)
    )
    assert answer.status_code == 302


def test_a_password_is_changed_only_with_password_and_code(app: Flask, admin: Account, clock: Clock) -> None:
    visitor = Visitor(app)
    visitor.sign_in(admin)
    clock.move(seconds=30)
    new = "violin harbour pencil nine"
    wrong = visitor.send("/account/password", "/account/password", present="wrong", code=admin.code, password=new)
    assert wrong.status_code == 400
    right = visitor.post("/account/password", present=PASSWORD, code=admin.code, password=new)
    assert right.status_code == 302
    assert visitor.get("/account/").status_code == 200
    clock.move(seconds=60)
    assert Visitor(app).sign_in(admin).status_code == 403
    assert Visitor(app).sign_in(admin, password=new).status_code == 302


def test_sessions_that_nobody_comes_back_to_are_forgotten(
    app: Flask, admin: Account, database: Database, clock: Clock
) -> None:
    Visitor(app).get("/sign-in")
    clock.move(hours=13)
    Visitor(app).sign_in(admin)
    with database.reading() as tx:
        rows = tx.run(staff_sessions.staff_session.select()).fetchall()
    assert [row.seen_at > clock.moment - timedelta(hours=1) for row in rows] == [True]
