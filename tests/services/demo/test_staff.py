"""The demo's accounts: nobody gets in until a link is made, and only the examples of the file are played."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.db import staff
from bot.db.database import Database
from bot.escalation.schema import Escalation
from bot.services import demo
from bot.services.demo import Content, Wanted
from bot.services.staff import accounts
from bot.services.staff.rights import Role
from bot.services.staff.second_factor import code_of
from bot.services.staff.signing_in import NotSignedIn, sign_in
from tests.clock import MONDAY_NOON
from tests.services.life import rows
from tests.services.staff.people import PASSWORD

FEW = Wanted(now=MONDAY_NOON, participants=2, weeks=1)


def persons(database: Database) -> dict[str, str | None]:
    with database.reading() as tx:
        return {row.name: row.person for row in staff.find(tx)}


def test_five_accounts_one_of_each_sort_and_nobody_can_use_them(database: Database, content: Content) -> None:
    made = demo.make(database, content, FEW)
    with database.reading() as tx:
        found = {row.id: row for row in staff.find(tx)}
    roles = {key: Role(found[staff_id].role) for key, staff_id in made.staff.items()}
    assert roles == {
        "lee": Role.THERAPIST,
        "sam": Role.THERAPIST,
        "kim": Role.LEAD,
        "alex": Role.AUTHOR,
        "robin": Role.ADMINISTRATOR,
    }
    assert not any(row.ready for row in found.values())
    assert all(row["revoked_at"] is not None for row in rows(database, "staff_link"))
    with pytest.raises(NotSignedIn):
        sign_in(database, email="lee@demo.invalid", password=PASSWORD, code="000000", address="1")


def test_a_link_opens_each_and_a_new_one_makes_the_one_before_void(database: Database, content: Content) -> None:
    demo.make(database, content, FEW)
    first, second = demo.staff_links(database), demo.staff_links(database)
    with database.reading() as tx:
        assert accounts.open_link(tx, first["Dr. Lee Sample"].code) is None
        opened = accounts.open_link(tx, second["Dr. Lee Sample"].code)
    assert opened is not None
    assert opened.row.name == "Dr. Lee Sample"


def test_tests_can_have_accounts_that_are_set_up(database: Database, content: Content) -> None:
    made = demo.make(database, content, FEW)
    ready = demo.set_up_staff(database, PASSWORD)
    assert {key: one.staff_id for key, one in ready.items()} == made.staff
    lee = ready["lee"]
    row = sign_in(database, email=lee.email, password=lee.password, code=code_of(lee.secret), address="1")
    assert row.id == made.staff["lee"]


def test_they_stand_for_the_examples_of_the_escalation_file(database: Database, content: Content) -> None:
    demo.make(database, content, FEW)
    found = persons(database)
    assert (found["Dr. Lee Sample"], found["Sam Example"], found["Kim Sample"]) == ("alex", "sam", "lead")


def test_they_stand_for_nobody_once_the_file_names_real_people(database: Database, content: Content) -> None:
    data = json.loads(content.guard.desk.escalation.json(by_alias=True))
    for person in data["people"]:
        person["name"] = f"Real {person['id']}"
    desk = replace(content.guard.desk, escalation=Escalation.parse_obj(data))
    demo.make(database, replace(content, guard=replace(content.guard, desk=desk)), FEW)
    assert set(persons(database).values()) == {None}
