"""Who may open which page: every page has a rule, every id in an address is looked up for who asks.

A page without a rule, or with an id that nothing looks up, keeps the app from starting. What a page shows is audited
before it is sent; what a page changes is audited in the transaction that changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from bot.db.database import Transaction
from bot.services.setup import Database
from bot.services.staff import auditing, caseload
from bot.services.staff.rights import Right, Staff, may_see
from bot.web import signed_in
from bot.web.context import web
from bot.web.times import now

View = TypeVar("View", bound=Callable[..., Any])
Scope = Callable[[Transaction, Staff, str], str | None]
"""Looks an id up for who asks: the subject for the audit, or None where it is not theirs to see."""
_FREE_ARGUMENTS = frozenset({"filename", "code", "kind", "format", "picture"})
"""Parts of an address that name nobody."""
WATCHED_AGAIN = timedelta(minutes=15)
"""How often the audit says anew that somebody watches a page that renews itself."""


@dataclass(frozen=True)
class Rule:
    """``right`` None: for everybody, signed in or not. ``action``: what the audit calls it; "" where nothing is shown.

    ``by_itself``: a page asks for it again and again; that does not keep a session alive.
    """

    right: Right | None
    action: str = ""
    by_itself: bool = False


def allow(right: Right | None, action: str = "", *, by_itself: bool = False) -> Callable[[View], View]:
    """The rule of a page. Put it right above the function."""

    def mark(view: View) -> View:
        cast(Any, view).rule = Rule(right, action, by_itself)
        return view

    return mark


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    return getattr(app.view_functions.get(endpoint), "rule", None)


def guard(app: Flask, scopes: Mapping[str, Scope]) -> None:
    """Hold every page to its rule. Raises RuntimeError where one has none, or has an id that no scope looks up."""
    for route in app.url_map.iter_rules():
        if rule_of(app, route.endpoint) is None:
            raise RuntimeError(f"{route.endpoint} has no rule: say with @allow who may open it")
        if unknown := set(route.arguments) - set(scopes) - _FREE_ARGUMENTS:
            raise RuntimeError(f"{route.endpoint}: nothing looks up {', '.join(sorted(unknown))}")
    app.before_request(lambda: _let_in(scopes))
    app.after_request(_audit)


def staff() -> Staff:
    """Who is signed in."""
    return cast(Staff, current_user.staff)


def action() -> str:
    """What the audit calls the present page."""
    rule = rule_of(current_app, request.endpoint or "")
    assert rule is not None
    return rule.action


def database() -> Database:
    return web().database


@contextmanager
def looking() -> Iterator[Transaction]:
    """For pages that show: waits for nobody and keeps nobody waiting."""
    with database().reading() as tx:
        yield tx


@contextmanager
def changing(detail: str | None = None, subject: str | None = None) -> Iterator[Transaction]:
    """For pages that change: what they do and the audit's row are stored together, or neither."""
    with database().transaction() as tx:
        yield tx
        auditing.record(tx, staff().id, action(), subject or g.get("subject"), detail)


def note(detail: str) -> None:
    """Codes that the audit keeps with the reading of this page."""
    g.detail = detail


def _let_in(scopes: Mapping[str, Scope]) -> AnyResponse | None:
    if request.endpoint is None or request.routing_exception is not None:
        return None
    rule = rule_of(current_app, request.endpoint)
    if rule is None or rule.right is None:
        return None
    if not current_user.is_authenticated:
        return _to_the_door()
    if not rule.by_itself:
        signed_in.use(now())
    if not staff().may(rule.right):
        abort(403)
    with looking() as tx:
        named = [(scopes[name], value) for name, value in (request.view_args or {}).items() if name in scopes]
        subjects = {scope(tx, staff(), value) for scope, value in named}
    if None in subjects or len(subjects) > 1:
        abort(404)  # not theirs to see, or of two different people
    g.subject = next(iter(subjects), None)
    return None


def _to_the_door() -> AnyResponse:
    if request.method != "GET" or request.headers.get("X-Asks-By-Itself"):
        abort(401)
    return redirect(url_for("signing_in.sign_in", next=request.full_path.rstrip("?")))


def _audit(response: Response) -> Response:
    """Before it is sent: what cannot be recorded is not shown."""
    rule = rule_of(current_app, request.endpoint or "")
    shown = request.method == "GET" and response.status_code == 200
    if rule and rule.right and rule.action and shown and not _is_known(rule):
        with database().transaction() as tx:
            auditing.record(tx, staff().id, rule.action, g.get("subject"), g.get("detail"))
    return response


def _is_known(rule: Rule) -> bool:
    """What a page asks for again and again is recorded once in a while."""
    if not rule.by_itself:
        return False
    with looking() as tx:
        return auditing.is_recorded(tx, staff().id, rule.action, g.get("subject"), WATCHED_AGAIN)


def participant_scope(tx: Transaction, asking: Staff, participant_id: str) -> str | None:
    seen = may_see(tx, asking, participant_id) and caseload.labels(tx, [participant_id])
    return participant_id if seen else None
