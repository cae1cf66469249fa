"""Every page × every role: who may open what, generated from the routes. A new page without a line here fails."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask

from bot.db.database import Database
from bot.services.staff.rights import RIGHTS, Right, Role
from bot.web.access import Rule, allow, guard, rule_of
from bot.web.context import Web
from bot.web.rooms import SCOPES
from tests.services.staff.people import Account, account
from tests.web.visitor import ADDRESS, Visitor
from tests.web.world import FREE, NAMED, filled, world


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, rule) of every page."""
    found = []
    for route in app.url_map.iter_rules():
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((route.endpoint, method, route.rule))
    return found


def test_every_page_has_a_rule(app: Flask) -> None:
    assert [endpoint for endpoint, _, _ in routes(app) if rule_of(app, endpoint) is None] == []


def test_only_the_door_is_open_to_everybody(app: Flask) -> None:
    free = {endpoint for endpoint, _, _ in routes(app) if (rule := rule_of(app, endpoint)) and rule.right is None}
    assert free == {"static", "signing_in.sign_in", "signing_in.set_up"}


def test_every_change_has_a_name_in_the_audit(app: Flask) -> None:
    for endpoint, method, _ in routes(app):
        rule = rule_of(app, endpoint)
        if method == "POST" and rule and rule.right:
            assert rule.action, endpoint


def test_a_page_without_a_rule_keeps_the_app_from_starting(web: Web) -> None:
    app = Flask("unruly")
    app.view_functions["static"] = allow(None)(app.view_functions["static"])
    app.add_url_rule("/somewhere", "somewhere", lambda: "")
    with pytest.raises(RuntimeError, match="somewhere has no rule"):
        guard(app, SCOPES)


def test_an_id_that_nobody_looks_up_keeps_the_app_from_starting(web: Web) -> None:
    app, room = Flask("unruly"), Blueprint("room", "room")
    app.view_functions["static"] = allow(None)(app.view_functions["static"])
    room.add_url_rule("/secrets/<secret_id>", "secret", allow(Right.PARTICIPANTS)(lambda secret_id: ""))
    app.register_blueprint(room)
    with pytest.raises(RuntimeError, match="nothing looks up secret_id"):
        guard(app, SCOPES)


def test_signed_out_every_page_leads_to_the_door_and_every_change_is_refused(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # so that it is the rule that refuses
    client = app.test_client()
    for endpoint, method, path in routes(app):
        rule = rule_of(app, endpoint)
        if rule is None or rule.right is None:
            continue
        filled = path.replace("<", "").replace(">", "")
        answer = client.open(filled, method=method, base_url=ADDRESS)
        if method == "GET":
            assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in"), endpoint
        else:
            assert answer.status_code == 401, endpoint


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_the_right_is_refused_everywhere(app: Flask, database: Database, role: Role) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    visitor = Visitor(app)
    visitor.sign_in(account(database, role))
    refused = 0
    for endpoint, method, path in routes(app):
        rule = rule_of(app, endpoint)
        if rule is None or rule.right is None or rule.right in RIGHTS[role]:
            continue
        filled = path.replace("<", "").replace(">", "")
        assert visitor.client.open(filled, method=method, base_url=ADDRESS).status_code == 403, endpoint
        refused += 1
    assert refused > 0


NOT_OF_PARTICIPANTS = {"staff_id", "own_session_id"}


def of_participants(app: Flask) -> list[tuple[str, str, str]]:
    """Pages whose address names a participant, or something of one."""
    named = {one.rule: set(one.arguments) & set(NAMED) - NOT_OF_PARTICIPANTS for one in app.url_map.iter_rules()}
    return [one for one in routes(app) if named[one[2]]]


def test_every_part_of_an_address_has_something_to_stand_there(app: Flask) -> None:
    known = {*NAMED, *FREE}
    assert [one.rule for one in app.url_map.iter_rules() if not set(one.arguments) <= known] == []


def test_the_own_caseload_opens_and_another_is_not_found(app: Flask, database: Database) -> None:
    """Each page of a participant, with each method, as each of the roles: a generated matrix without a gap."""
    app.config["WTF_CSRF_ENABLED"] = False
    there = world(database)
    own, lead = signed_in(app, there.own.therapist), signed_in(app, there.lead)
    author, administrator = signed_in(app, there.author), signed_in(app, there.administrator)
    pages = of_participants(app)
    assert pages
    for endpoint, method, path in pages:
        rule = rule_of(app, endpoint)
        assert rule is not None
        assert rule.right is not None
        theirs = filled(app, path, there.other)
        assert own.client.open(theirs, method=method, base_url=ADDRESS).status_code == own_may(
            rule, Role.THERAPIST, 404
        )
        for visitor in (author, administrator):
            assert visitor.client.open(theirs, method=method, base_url=ADDRESS).status_code == 403, endpoint
        for visitor, role, side in ((own, Role.THERAPIST, there.own), (lead, Role.LEAD, there.other)):
            found = visitor.client.open(filled(app, path, side), method=method, base_url=ADDRESS).status_code
            opened = found not in (401, 403, 404, 500)
            assert opened == (rule.right in RIGHTS[role]), f"{endpoint} {method} as {role.value}: {found}"


def test_a_lead_does_not_find_who_does_not_exist(app: Flask, database: Database) -> None:
    lead = signed_in(app, account(database, Role.LEAD))
    for page in ("", "/timeline", "/plan", "/notes", "/messages", "/standing", "/export", "/brief/group"):
        assert lead.get(f"/participants/{'0' * 32}{page}").status_code == 404, page


def own_may(rule: Rule, role: Role, hidden: int) -> int:
    """What somebody gets who asks for another caseload's page: nothing, or not even that."""
    return hidden if rule.right in RIGHTS[role] else 403


def signed_in(app: Flask, one: Account) -> Visitor:
    visitor = Visitor(app)
    assert visitor.sign_in(one).status_code == 302
    return visitor


def test_another_role_counts_from_the_next_request_on(app: Flask, database: Database) -> None:
    from bot.services.staff import accounts

    admin = account(database, Role.ADMINISTRATOR)
    visitor = signed_in(app, admin)
    assert visitor.get("/staff").status_code == 200
    other = account(database, Role.ADMINISTRATOR, email="other@example.org")
    with database.transaction() as tx:
        accounts.change(tx, other.row.id, admin.row.id, role=Role.AUTHOR, person=None)
    assert visitor.get("/staff").status_code == 403
