"""What a scanner would look for: headers, forged requests, foreign hosts, errors that tell too much."""

from __future__ import annotations

import pytest
from flask import Flask

from bot.db.database import Database, DatabaseUnavailable
from bot.services.staff.rights import Role
from bot.web.access import rule_of
from tests.services.staff.people import account
from tests.web.test_access import routes
from tests.web.visitor import ADDRESS, Visitor


@pytest.fixture
def visitor(app: Flask, database: Database) -> Visitor:
    one = Visitor(app)
    one.sign_in(account(database, Role.ADMINISTRATOR))
    return one


@pytest.mark.parametrize("path", ["/staff", "/sign-in", "/nowhere", "/static/web.css"])
def test_headers_of_every_answer(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in headers
    if not path.startswith("/static"):
        assert headers["Cache-Control"] == "no-store"


def test_each_page_has_a_nonce_of_its_own_and_no_script_or_style_inside(visitor: Visitor) -> None:
    first, second = (visitor.get("/staff") for _ in range(2))
    assert first.headers["Content-Security-Policy"] != second.headers["Content-Security-Policy"]
    text = first.get_data(as_text=True)
    assert "<style" not in text
    assert ' style="' not in text
    assert " onclick" not in text
    assert text.count("<script") == text.count("src=") - text.count("<img")


def test_every_change_needs_the_token_of_the_page(app: Flask, visitor: Visitor) -> None:
    changes = 0
    for endpoint, method, path in routes(app):
        rule = rule_of(app, endpoint)
        if method != "POST" or rule is None:
            continue
        filled = path.replace("<", "").replace(">", "")
        for token in ("", "forged"):
            answer = visitor.client.post(
                filled, base_url=ADDRESS, data={"csrf_token": token}, headers={"Referer": ADDRESS}
            )
            assert answer.status_code == 400, endpoint
            changes += 1
    assert changes > 10


def test_a_token_of_another_session_is_refused(app: Flask, visitor: Visitor) -> None:
    other = Visitor(app)
    other.get("/sign-in")
    visitor.get("/account/")
    visitor.token = other.token
    assert visitor.post("/sign-out").status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:8082"])
def test_foreign_hosts_are_refused(app: Flask, host: str) -> None:
    assert app.test_client().get("/sign-in", base_url=f"https://{host}").status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused_plainly(visitor: Visitor, method: str) -> None:
    answer = visitor.client.open("/staff", method=method, base_url=ADDRESS)
    assert answer.status_code in (400, 405)


def test_an_unforeseen_error_tells_nothing(app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("a secret of the inside")

    monkeypatch.setattr("bot.web.staff.views.accounts.everybody", fails)
    answer = visitor.get("/staff")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Something went wrong" in text
    for word in ("secret", "Traceback", "ZeroDivision", "bot/"):
        assert word not in text


def test_a_database_that_does_not_answer_says_so(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise DatabaseUnavailable("OperationalError")

    monkeypatch.setattr("bot.web.staff.views.accounts.everybody", gone)
    assert visitor.get("/staff").status_code == 503


def test_what_cannot_be_audited_is_not_shown(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise DatabaseUnavailable("OperationalError")

    assert "administrator@example.org" in visitor.get("/staff").get_data(as_text=True)
    monkeypatch.setattr("bot.web.access.auditing.record", gone)
    answer = visitor.get("/staff")
    assert answer.status_code >= 500
    assert "administrator@example.org" not in answer.get_data(as_text=True)


def test_a_request_that_is_too_large_is_refused(visitor: Visitor) -> None:
    visitor.get("/staff/invite")
    assert visitor.post("/staff/invite", name="x" * 300_000).status_code in (400, 413)


def test_markup_in_a_name_stays_text(visitor: Visitor) -> None:
    script = "<script>alert(1)</script>"
    visitor.send("/staff/invite", "/staff/invite", name=script, email="lee@example.org", role="author", person="")
    text = visitor.get("/staff").get_data(as_text=True)
    assert script not in text
    assert "&lt;script&gt;" in text
